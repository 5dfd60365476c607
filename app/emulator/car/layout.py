"""Encoders of a profile directory: its buses from `profile.toml`, its messages from the DBCs."""

import tomllib
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.emulator.car.encoder import COUNTER, CRC, Encoder, Field

_BYTE = 0xFF


def load_encoders(profile_dir: Path) -> dict[str, tuple[Encoder, ...]]:
    """Encoders by bus name, in order of their ids; HabitacleError says what cannot be read."""
    path = profile_dir / "profile.toml"
    try:
        buses = tomllib.loads(path.read_text(encoding="utf-8"))["bus"]
        return {
            str(bus["name"]): _bus(profile_dir, bus["dbc"], fd=bus.get("fd") is True)
            for bus in buses
        }
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise HabitacleError(f"The buses of {path} cannot be read: {error}.") from error


def _bus(profile_dir: Path, names: list[str], *, fd: bool) -> tuple[Encoder, ...]:
    from cantools.database.can.database import Database
    from cantools.database.errors import Error

    messages: list[Any] = []
    for name in names:
        try:
            database = Database()
            database.add_dbc_string((profile_dir / name).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, Error) as error:
            raise HabitacleError(f"The DBC file {name} cannot be read: {error}.") from error
        messages.extend(database.messages)
    ordered = sorted(messages, key=lambda message: message.frame_id)
    return tuple(_encoder(message, fd=fd) for message in ordered)


def _encoder(message: Any, *, fd: bool) -> Encoder:
    orders = {signal.byte_order for signal in message.signals}
    if len(orders) != 1:
        raise HabitacleError(f"The DBC message {message.name} mixes byte orders.")
    fields = [_field(message, signal) for signal in message.signals]
    counter = next((f for f in fields if f.name == COUNTER), None)
    checksum = next((f for f in fields if f.name == CRC), None)
    little = orders == {"little_endian"}
    crc_byte = None
    if checksum is not None:
        if checksum.shift % 8 or checksum.mask != _BYTE or not little:
            raise HabitacleError(f"The DBC message {message.name} needs Crc in a whole byte.")
        crc_byte = checksum.shift // 8
    return Encoder(
        name=message.name,
        can_id=message.frame_id,
        length=message.length,
        period_ms=message.cycle_time or 0,
        little_endian=little,
        fields=tuple(f for f in fields if f.name not in {COUNTER, CRC}),
        selector=next((s.name for s in message.signals if s.is_multiplexer), None),
        counter_shift=None if counter is None else counter.shift,
        crc_byte=crc_byte,
        fd=fd,
    )


def _field(message: Any, signal: Any) -> Field:
    shift = signal.start
    if signal.byte_order == "big_endian":
        position = 8 * (signal.start // 8) + 7 - signal.start % 8
        shift = 8 * message.length - position - signal.length
    scale, offset = float(signal.scale), float(signal.offset)
    mask = (1 << signal.length) - 1
    named = {str(text): int(code) for code, text in (signal.choices or {}).items()}
    return Field(
        name=signal.name,
        shift=shift,
        mask=mask,
        signed=signal.is_signed,
        scale=scale,
        offset=offset,
        low=round((signal.minimum - offset) / scale),
        high=round((signal.maximum - offset) / scale),
        sna=named.get("SNA", mask),
        page=signal.multiplexer_ids[0] if signal.multiplexer_ids else None,
    )
