"""What the maintenance service needs of the world."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple, Protocol

from app.core.clock import Clock
from app.core.observe import Change
from app.core.signals import BusState, Sample
from app.features.maintenance.domain import Alert

if TYPE_CHECKING:
    from app.core.message import Outgoing

Post = Callable[[Callable[[], None]], None]
"""Runs a call later on the thread that owns the service; safe to call from any thread."""


class VehiclePort(Protocol):
    """The car as last reported."""

    @property
    def changed(self) -> Change:
        """Fires when anything moved."""

    @property
    def link(self) -> BusState:
        """All buses in one word."""

    @property
    def odometer_km(self) -> float | None:
        """Odometer in km, None if never read."""

    def sample(self, path: str) -> Sample:
        """The newest sample of a VSS path."""


class AlertStore(Protocol):
    """Where alerts survive; a record to send is written in the same transaction."""

    def save(self, alert: Alert, outgoing: "Outgoing | None") -> "Future[None]":
        """Insert or replace *alert* by id, and queue *outgoing*."""

    def load_open(self) -> "Future[list[Alert]]":
        """Alerts without an end."""


class Ports(NamedTuple):
    """Everything outside the service.

    `workshop_allowed` returns the id of the workshop that may get maintenance records now, or
    None; `post` brings the store's answers back to the service's thread.
    """

    vehicle: VehiclePort
    store: AlertStore
    clock: Clock
    workshop_allowed: Callable[[], str | None]
    post: Post
