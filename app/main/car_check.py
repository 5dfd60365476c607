"""The diagnostic scheduler of the car at hand, wired; there is none unless the profile says so."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from app.adapters.can.facts import CarFacts
from app.core.clock import Clock
from app.core.restrictions import SPEED, DrivingState
from app.core.signals import Validity
from app.main.channels import CanChannel, SocketcanChannel, SocketcandChannel
from app.main.features import Features
from app.ui.notify import QtNotify
from app.ui.restrictions import Restrictions

if TYPE_CHECKING:
    # Loaded after the first frame; named here for the type checker alone.
    from app.adapters.can.diag_model import DiagRule
    from app.adapters.can.feed import VehicleFeed
    from app.adapters.diagnostics.link import DiagnosticLink
    from app.adapters.diagnostics.scheduler import DiagnosticScheduler

_FRESH_NS = 1_000_000_000
"""A speed older than this says nothing about standing still (hmi.md, driving state)."""
_AT_REST = (DrivingState.PARKED, DrivingState.IDLING)

_log = logging.getLogger(__name__)


def can_ask(car: CarFacts, channels: Mapping[str, CanChannel]) -> bool:
    """Whether diagnostic requests may and can be sent: the profile's leave and a bus to send on."""
    return isinstance(channels.get(car.ask_bus), (SocketcandChannel, SocketcanChannel))


def load() -> None:
    """Load what `CarCheck.start` works with; on any thread."""
    from app.adapters.diagnostics import (  # noqa: F401
        guard,
        scheduler,
        socketcan_link,
        socketcand_link,
    )


class CarCheck:
    """Starts and stops the scheduler; its questions about the car are asked from its thread."""

    def __init__(
        self,
        car: CarFacts,
        channels: Mapping[str, CanChannel],
        restrictions: Restrictions,
        clock: Clock,
    ) -> None:
        self._car = car
        self._channels = channels
        self._restrictions = restrictions
        self._clock = clock
        self._scheduler: DiagnosticScheduler | None = None
        self._wanted = False

    def start(
        self, rule: "DiagRule | None", feed: "VehicleFeed", features: Features, notify: QtNotify
    ) -> None:
        """Begin to serve by the profile's *rule*, if this car may be asked."""
        if rule is None or not can_ask(self._car, self._channels):
            if self._car.ask_bus in self._channels:
                _log.warning("diagnostics: the channel of bus %s cannot send", self._car.ask_bus)
            return
        from app.adapters.can.diag_model import TESTER_PATH
        from app.adapters.diagnostics.scheduler import DiagnosticScheduler, Gates

        vehicle, service = features.vehicle, features.diagnostics

        def stationary() -> bool:
            speed = vehicle.sample(SPEED)
            if speed.state is not Validity.VALID or speed.t_valid_ns is None:
                return False
            fresh = self._clock.monotonic_ns() - speed.t_valid_ns <= _FRESH_NS
            return fresh and self._restrictions.state in _AT_REST

        gates = Gates(stationary, lambda: vehicle.sample(TESTER_PATH).value is True)
        self._scheduler = DiagnosticScheduler(
            rule,
            _link(rule, self._channels[rule.bus], feed, self._clock),
            gates,
            self._clock,
            lambda report: notify.post(partial(service.on_report, report)),
        )
        self._scheduler.start()
        if self._wanted:
            self._scheduler.request_scan()

    def request_scan(self) -> None:
        """Scan when the car stands; remembered until the scheduler runs."""
        self._wanted = True
        if self._scheduler is not None:
            self._scheduler.request_scan()

    def stop(self) -> None:
        """End the scheduler within 0.5 s. Idempotent."""
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.stop()


def _link(
    rule: "DiagRule", channel: CanChannel, feed: "VehicleFeed", clock: Clock
) -> "DiagnosticLink":
    from app.adapters.diagnostics.guard import Guard
    from app.adapters.diagnostics.socketcan_link import SocketcanLink
    from app.adapters.diagnostics.socketcand_link import SocketcandLink

    guard = Guard(rule.ecus)
    match channel:
        case SocketcandChannel(host, port, name):
            return SocketcandLink((host, port, name), guard, feed.sent_request, clock)
        case SocketcanChannel(interface):
            return SocketcanLink(interface, guard, feed.sent_request)
        case _:
            raise TypeError(f"no diagnostic link over {channel}")
