"""A frame source for each configured bus of a vehicle profile."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.adapters.can.facts import CarFacts
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.main.channels import (
    CanChannel,
    SlcanChannel,
    SocketcanChannel,
    SocketcandChannel,
    UnixChannel,
    VirtualChannel,
)

if TYPE_CHECKING:
    # A car has one or two kinds of channel: each kind's module is loaded where it is used.
    from app.adapters.can.plan import Plan
    from app.adapters.can.source import FrameSource
    from app.adapters.can.unix_source import UnixSource


def check_buses(channels: Mapping[str, CanChannel], car: CarFacts) -> None:
    """HabitacleError unless there is a channel, and only for buses that *car* has."""
    buses = ", ".join(sorted(car.buses))
    for bus in channels:
        if bus not in car.buses:
            raise HabitacleError(f"Vehicle {car.id} has no bus '{bus}'; it has {buses}.")
    if not channels:
        raise HabitacleError(f"No CAN channel is configured for {car.id}; give --can for: {buses}.")


def live_sources(
    channels: Mapping[str, CanChannel], plan: "Plan", clock: Clock
) -> "dict[str, FrameSource]":
    """A source for each bus; buses of one CAN reader unit share theirs."""
    units: dict[str, dict[int, str]] = {}
    for bus, at in channels.items():
        if isinstance(at, UnixChannel):
            units.setdefault(at.path, {})[at.index] = bus
    shared = _readers(units, clock) if units else {}
    return {bus: _source(bus, at, plan, clock, shared) for bus, at in channels.items()}


def _readers(units: Mapping[str, dict[int, str]], clock: Clock) -> "dict[str, UnixSource]":
    from app.adapters.can.unix_source import UnixSource

    return {path: UnixSource(path, buses, clock) for path, buses in units.items()}


def _source(
    bus: str, at: CanChannel, plan: "Plan", clock: Clock, shared: "Mapping[str, UnixSource]"
) -> "FrameSource":
    fd = any(item.name == bus and item.fd for item in plan.buses)
    match at:
        case SocketcandChannel(host, port, channel):
            from app.adapters.can.socketcand import SocketcandSource

            return SocketcandSource(bus, host, port, channel, clock, fd=fd)
        case SocketcanChannel(interface):
            from app.adapters.can.filters import kernel_filters
            from app.adapters.can.socketcan import SocketcanSource

            return SocketcanSource(bus, interface, kernel_filters(plan, bus), clock, fd=fd)
        case SlcanChannel(device, bitrate):
            from app.adapters.can.slcan import SlcanSource

            return SlcanSource(bus, device, bitrate, clock)
        case UnixChannel(path):
            return shared[path]
        case VirtualChannel(name):
            from app.adapters.can.virtual import VirtualSource

            return VirtualSource(bus, name, clock)
