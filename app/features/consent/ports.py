"""What the consent service needs of the world."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from app.core.clock import Clock
from app.core.message import Outgoing
from app.features.consent.domain.ledger import LedgerEntry
from app.features.consent.domain.notice import Rendered
from app.features.consent.domain.record import Log, Record
from app.features.consent.modes import Modes


class ConsentStore(Protocol):
    """Where records survive; futures resolve after the commit, on any thread."""

    def load(self) -> "Future[Log]":
        """All records in order, and whether the chain is whole."""

    def append(
        self, drafts: Sequence[Mapping[str, Any]], text: Rendered | None
    ) -> "Future[list[Record]]":
        """Seal and write *drafts* together, with the *text* they answer."""

    def withdraw(self, draft: Mapping[str, Any], tombstone: Outgoing) -> "Future[list[Record]]":
        """Write the withdrawal, drop what is queued for it, queue its tombstone: all or none."""

    def text(self, sha256: str) -> "Future[Rendered | None]":
        """The strings once shown under *sha256*, verbatim; None when they are not here whole."""


class LedgerReader(Protocol):
    """What left the car."""

    def page(self, offset: int = 0, limit: int = 200) -> "Future[list[LedgerEntry]]":
        """Up to *limit* entries, newest first, after the *offset* newest."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything outside the service.

    `post` runs a call later on the service's thread and is safe from any thread; `vehicle_state`
    names the driving state for the record (`parked`, …); `may` asks the restrictions for a
    capability. `modes` remembers of whose end the driver was reminded and the highest time.
    """

    store: ConsentStore
    clock: Clock
    post: Callable[[Callable[[], None]], None]
    vehicle_state: Callable[[], str]
    may: Callable[[str], bool]
    modes: Modes | None = None
