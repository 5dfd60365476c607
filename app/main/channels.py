"""Texts that say where a bus of the vehicle profile is reached."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.core.errors import HabitacleError

FORMS = "socketcand:HOST:PORT/CHANNEL, socketcan:INTERFACE, slcan:DEVICE@BITRATE or unix:PATH#INDEX"
_SLCAN_BITRATES = frozenset(
    (10_000, 20_000, 50_000, 83_300, 100_000, 125_000, 250_000, 500_000, 750_000, 1_000_000)
)
_HIGHEST_PORT = 65_535
_HIGHEST_INDEX = 255


class SocketcandChannel(NamedTuple):
    """`socketcand:HOST:PORT/CHANNEL`: a bus behind a socketcand server."""

    host: str
    port: int
    channel: str


class SocketcanChannel(NamedTuple):
    """`socketcan:can0`: a network interface of the kernel."""

    interface: str


class SlcanChannel(NamedTuple):
    """`slcan:/dev/ttyACM0@500000`: a serial development adapter and the bus's bit/s."""

    device: str
    bitrate: int


@dataclass(frozen=True, slots=True)
class UnixChannel:
    """`unix:/run/can.sock#0`: bus *index* of a CAN reader that is a unit of its own."""

    path: str
    index: int


class VirtualChannel(NamedTuple):
    """`virtual:NAME`: a bus inside the process, for tests."""

    name: str


CanChannel = SocketcandChannel | SocketcanChannel | SlcanChannel | UnixChannel | VirtualChannel


def parse_channel(bus: str, text: object) -> CanChannel:
    """The channel of *bus*; a table `{interface, channel}` means the text `interface:channel`.

    HabitacleError for any other form.
    """
    if isinstance(text, Mapping) and set(text) == {"interface", "channel"}:
        text = f"{text['interface']}:{text['channel']}"
    for pattern, build in _KINDS:
        match = re.fullmatch(pattern, str(text))
        channel = build(**match.groupdict()) if match else None
        if channel is not None:
            return channel
    raise HabitacleError(f"CAN channel of bus '{bus}' is '{text}'; expected {FORMS}.")


def check_distinct(channels: Mapping[str, CanChannel]) -> None:
    """HabitacleError if two buses claim one channel."""
    owner: dict[tuple[type, CanChannel], str] = {}
    for bus, channel in channels.items():
        # With its kind: an adapter and a socket of the same name are not the same channel.
        other = owner.setdefault((type(channel), channel), bus)
        if other != bus:
            raise HabitacleError(f"Buses '{other}' and '{bus}' have the same CAN channel.")


def _socketcand(host: str, port: str, channel: str) -> SocketcandChannel | None:
    if not 0 < int(port) <= _HIGHEST_PORT:
        return None
    return SocketcandChannel(host, int(port), channel)


def _slcan(device: str, bitrate: str) -> SlcanChannel | None:
    return SlcanChannel(device, int(bitrate)) if int(bitrate) in _SLCAN_BITRATES else None


def _unix(path: str, index: str) -> UnixChannel | None:
    return UnixChannel(path, int(index)) if int(index) <= _HIGHEST_INDEX else None


_KINDS: tuple[tuple[str, Callable[..., CanChannel | None]], ...] = (
    (r"socketcand:(?P<host>[^:/]+):(?P<port>\d{1,5})/(?P<channel>[A-Za-z0-9_-]+)", _socketcand),
    (r"socketcan:(?P<interface>[^/:\s]{1,15})", SocketcanChannel),
    (r"slcan:(?P<device>[^@]+)@(?P<bitrate>\d{1,7})", _slcan),
    (r"unix:(?P<path>[^#]{1,107})#(?P<index>\d{1,3})", _unix),
    (r"virtual:(?P<name>[A-Za-z0-9_-]+)", VirtualChannel),
)
