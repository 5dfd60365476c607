"""DBC files as plain data; the only user of cantools."""

import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.adapters.can.layout import Field
from app.core.errors import HabitacleError

_log = logging.getLogger(__name__)
_PLACE = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class DbcSignal:
    """One signal; `selector` and `selector_values` say when a multiplexed one is present."""

    name: str
    field: Field
    unit: str | None
    minimum: float | None
    maximum: float | None
    choices: Mapping[int, str]
    is_selector: bool = False
    selector: str | None = None
    selector_values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DbcMessage:
    """One message; `length` in bytes, `cycle_ms` from GenMsgCycleTime."""

    name: str
    can_id: int
    extended: bool
    length: int
    cycle_ms: int | None
    signals: Mapping[str, DbcSignal]


def load_dbc(path: Path) -> list[DbcMessage]:
    """Messages of *path* in file order; HabitacleError when it cannot be read.

    Signals outside their message or without a scale are left out with a warning.
    """
    text = read_dbc_text(path)
    return [_message(path, raw) for raw in _parse(path, text)]


def read_dbc_text(path: Path) -> str:
    """Text of *path*, UTF-8 or else Windows-1252 (DBC tools write both)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise HabitacleError(f"DBC file {path}: {error.strerror}.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def file_sha256(path: Path) -> str:
    """Hash of the file's bytes; HabitacleError when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise HabitacleError(f"DBC file {path}: {error.strerror}.") from error


def _parse(path: Path, text: str) -> list[Any]:
    """Messages as cantools reads them; a tolerant repair of *text* belongs in front of this."""
    import cantools

    try:
        database: Any = cantools.database.load_string(
            text, database_format="dbc", strict=False, sort_signals=None
        )
    except Exception as error:  # the parser's errors have no common base
        raise HabitacleError(f"DBC file {path} cannot be read: {_reason(error)}.") from error
    messages: list[Any] = database.messages
    return messages


def _reason(error: Exception) -> str:
    """The parser's complaint without the text it quotes: that may be binary."""
    if place := _PLACE.search(str(error)):
        return f"syntax error in line {place[1]}, column {place[2]}"
    first = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return "".join(sign for sign in first if sign.isprintable()).rstrip(".")


def _message(path: Path, raw: Any) -> DbcMessage:
    signals = {}
    for signal in raw.signals:
        item = _signal(signal)
        if item.field.last_byte >= raw.length or item.field.scale == 0:
            _log.warning("%s: %s.%s does not fit, left out", path.name, raw.name, signal.name)
            continue
        signals[item.name] = item
    return DbcMessage(
        name=raw.name,
        can_id=raw.frame_id,
        extended=bool(raw.is_extended_frame),
        length=raw.length,
        cycle_ms=raw.cycle_time or None,
        signals=signals,
    )


def _signal(raw: Any) -> DbcSignal:
    return DbcSignal(
        name=raw.name,
        field=Field(
            big=raw.byte_order == "big_endian",
            start=raw.start,
            length=raw.length,
            signed=bool(raw.is_signed),
            floating=bool(raw.is_float),
            scale=raw.scale,
            offset=raw.offset,
        ),
        unit=raw.unit or None,
        minimum=raw.minimum,
        maximum=raw.maximum,
        choices={int(k): str(v) for k, v in (raw.choices or {}).items()},
        is_selector=bool(raw.is_multiplexer),
        selector=raw.multiplexer_signal,
        selector_values=tuple(raw.multiplexer_ids or ()),
    )
