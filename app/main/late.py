"""Ports whose adapter opens after the first frame: questions asked before wait for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from app.features.maintenance.domain import Alert

if TYPE_CHECKING:
    # Loaded after the first frame; named here for the type checker alone.
    from app.adapters.store.alerts import AlertRepository
    from app.adapters.store.consents import ConsentRepository
    from app.adapters.store.fault_memory import FaultMemoryRepository
    from app.adapters.store.ledger import Ledger
    from app.adapters.store.modes import ModeRepository
    from app.adapters.store.proposals import ProposalRepository
    from app.core.message import Outgoing
    from app.features.consent.domain.ledger import LedgerEntry
    from app.features.consent.domain.modes import ModeState
    from app.features.consent.domain.notice import Rendered
    from app.features.consent.domain.proposals import Proposal
    from app.features.consent.domain.record import Log, Record

R = TypeVar("R")
T = TypeVar("T")


class Late(Generic[R]):
    """Keeps questions, in order, until `ready`; belongs to the GUI thread."""

    def __init__(self) -> None:
        self._repository: R | None = None
        self._waiting: list[Callable[[R], None]] = []

    def ready(self, repository: R) -> None:
        """Answer from *repository* from now on, and what was asked before."""
        self._repository = repository
        waiting, self._waiting = self._waiting, []
        for ask in waiting:
            ask(repository)

    def ask(self, use: Callable[[R], "Future[T]"]) -> "Future[T]":
        """The future of *use*, once there is a repository."""
        if self._repository is not None:
            return use(self._repository)
        answer: Future[T] = Future()
        self._waiting.append(lambda repository: _pass_on(use(repository), answer))
        return answer


class LateConsents:
    """`ConsentStore` of the consent feature; *written* is told after every answer."""

    def __init__(self, written: Callable[[], None]) -> None:
        self.late: Late[ConsentRepository] = Late()
        self._written = written

    def load(self) -> "Future[Log]":
        """All records."""
        return self.late.ask(lambda repository: repository.load())

    def append(
        self, drafts: Sequence[Mapping[str, Any]], text: "Rendered | None"
    ) -> "Future[list[Record]]":
        """Seal and write *drafts*."""
        return self._told(self.late.ask(lambda repository: repository.append(drafts, text)))

    def withdraw(self, draft: Mapping[str, Any], tombstone: "Outgoing") -> "Future[list[Record]]":
        """Write a withdrawal with its tombstone."""
        return self._told(self.late.ask(lambda repository: repository.withdraw(draft, tombstone)))

    def text(self, sha256: str) -> "Future[Rendered | None]":
        """The strings once shown."""
        return self.late.ask(lambda repository: repository.text(sha256))

    def _told(self, future: "Future[T]") -> "Future[T]":
        future.add_done_callback(lambda _done: self._written())
        return future


class LateAlerts:
    """`AlertStore` of the maintenance feature; *written* is told when a record was queued."""

    def __init__(self, written: Callable[[], None]) -> None:
        self.late: Late[AlertRepository] = Late()
        self._written = written

    def save(self, alert: Alert, outgoing: "Outgoing | None") -> "Future[None]":
        """Keep *alert* and queue *outgoing* together."""
        saving = self.late.ask(lambda repository: repository.save(alert, outgoing))
        if outgoing is not None:
            saving.add_done_callback(lambda _done: self._written())
        return saving

    def load_open(self) -> "Future[list[Alert]]":
        """Alerts without an end."""
        return self.late.ask(lambda repository: repository.load_open())


class LateLedger:
    """`LedgerReader` of the consent feature."""

    def __init__(self) -> None:
        self.late: Late[Ledger] = Late()

    def page(self, offset: int = 0, limit: int = 200) -> "Future[list[LedgerEntry]]":
        """Newest entries first."""
        return self.late.ask(lambda repository: repository.page(offset, limit))


class LateModes:
    """`ModeStore` of the consent feature."""

    def __init__(self) -> None:
        self.late: Late[ModeRepository] = Late()

    def load(self) -> "Future[ModeState]":
        """What was kept."""
        return self.late.ask(lambda repository: repository.load())

    def save(self, state: "ModeState") -> "Future[None]":
        """Replace it."""
        return self.late.ask(lambda repository: repository.save(state))


class LateProposals:
    """`ProposalStore` of the consent feature."""

    def __init__(self) -> None:
        self.late: Late[ProposalRepository] = Late()

    def load(self) -> "Future[list[Proposal]]":
        """All of them."""
        return self.late.ask(lambda repository: repository.load())

    def remove(self, ids: Iterable[str]) -> "Future[None]":
        """These are over."""
        return self.late.ask(lambda repository: repository.remove(ids))


class LateFaultMemory:
    """`FaultMemoryStore` of the vehicle feature."""

    def __init__(self) -> None:
        self.late: Late[FaultMemoryRepository] = Late()

    def load(self) -> "Future[str | None]":
        """The document, None if there is none."""
        return self.late.ask(lambda repository: repository.load())

    def save(self, body: str) -> "Future[None]":
        """Replace the document."""
        return self.late.ask(lambda repository: repository.save(body))


def _pass_on(source: "Future[T]", target: "Future[T]") -> None:
    def settle(done: "Future[T]") -> None:
        error = done.exception()
        if error is not None:
            target.set_exception(error)
        else:
            target.set_result(done.result())

    source.add_done_callback(settle)
