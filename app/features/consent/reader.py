"""What is recorded and what counts of it."""

from concurrent.futures import Future

from app.core.message import Verdict
from app.features.consent.book import ConsentBook
from app.features.consent.domain.notice import Rendered
from app.features.consent.domain.permitted import may_ask
from app.features.consent.domain.purposes import IN_CAR
from app.features.consent.domain.receipt import DECIDED
from app.features.consent.domain.record import Record
from app.features.consent.domain.states import State
from app.features.consent.ports import ConsentStore


class ConsentReader:
    """Reads and changes nothing."""

    def __init__(self, book: ConsentBook, store: ConsentStore) -> None:
        self._book = book
        self._store = store

    @property
    def intact(self) -> bool:
        """False when the log was tampered with: then nothing counts as given."""
        return self._book.intact

    def state(self, purpose: str, recipient: str) -> State:
        """The state that counts now."""
        return self._book.state((purpose, recipient))

    def permits(self, purpose: str, recipient: str = IN_CAR) -> str | None:
        """Id of the record that allows sending now; None when nothing does.

        Of a purpose whose data stays in the car: that allows reading its signals.
        """
        finding = self._book.finding(purpose, recipient)
        return finding.record_id if finding.verdict is Verdict.SEND else None

    def permitted_recipients(self, purpose: str) -> tuple[str, ...]:
        """Recipients that may get data of *purpose* now, under consent."""
        known = (r.id for p, r in self._book.registry.askable() if p.id == purpose)
        return tuple(each for each in known if self.permits(purpose, each) is not None)

    def record(self, purpose: str, recipient: str) -> Record | None:
        """The newest record."""
        return self._book.newest((purpose, recipient))

    def history(self, purpose: str, recipient: str) -> tuple[Record, ...]:
        """Every record of this permission, oldest first."""
        return self._book.history((purpose, recipient))

    def record_by_id(self, record_id: str) -> Record | None:
        """The record that a ledger entry names."""
        return next((each for each in self._book.history() if each.id == record_id), None)

    def receipts(self) -> tuple[Record, ...]:
        """Every decision of the driver, newest first; `domain.receipt` makes the receipt."""
        return tuple(each for each in reversed(self._book.history()) if each.state in DECIDED)

    def text(self, record: Record) -> "Future[Rendered | None]":
        """The words that *record* answers, verbatim; resolves on any thread."""
        return self._store.text(str(record.body["notice"]["text_sha256"]))

    def may_ask(self, purpose: str, recipient: str) -> bool:
        """Whether the product may ask by itself: no answer yet, or the cool-down is over."""
        newest = self._book.newest((purpose, recipient))
        return may_ask(newest, self._book.now(), self._book.registry.rules.cool_down)
