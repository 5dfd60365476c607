"""Use cases of consent: answer, withdraw, and end what no longer holds."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.core.errors import HabitacleError
from app.core.message import Outgoing, Verdict
from app.core.observe import Change
from app.features.consent.book import ConsentBook
from app.features.consent.domain.permitted import may_ask
from app.features.consent.domain.record import Identity, Key, Log, Record, Shown
from app.features.consent.domain.states import PERMITTING, State
from app.features.consent.drafts import Answer, Drafts
from app.features.consent.ports import Ports

_log = logging.getLogger(__name__)

GIVE_CAPABILITY = "setup"
"""Restriction that covers giving consent; withdrawing asks none."""
_PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Problem:
    """An attempt that failed: code `not_parked`, `not_ready`, `not_written`.

    `withdrawal_not_written` is in force all the same, and all sending under consent waits.
    """

    key: Key
    code: str


class ConsentService:
    """Belongs to one thread, the one that `ports.post` leads back to.

    `changed` fires when a state, `busy` or `intact` moved; `problem` when `last_problem` did.
    *identity* is asked for each record; it need not be known before the store is open.
    """

    def __init__(self, book: ConsentBook, ports: Ports, identity: Callable[[], Identity]) -> None:
        self.changed = Change()
        self.problem = Change()
        self.last_problem: Problem | None = None
        self.ready = False
        self._book = book
        self._ports = ports
        self._drafts = Drafts(book, ports, identity)
        self._pending: dict[Key, Answer] = {}
        self._answered_ns: dict[Key, int] = {}
        self._writing: dict[Key, Mapping[str, Any]] = {}
        self._unwritten: dict[Key, tuple[Mapping[str, Any], Outgoing]] = {}
        self._withdrawing: set[Key] = set()
        """Withdrawn, but not yet on the disk: no other record may come between."""
        self._withdrawal_listeners: list[Callable[[str, str], None]] = []

    @property
    def intact(self) -> bool:
        """False when the log was tampered with: then nothing counts as given."""
        return self._book.intact

    def load(self) -> None:
        """Read the stored records; until they are here nothing under consent leaves."""
        self._then(self._ports.store.load(), self._loaded)

    def on_withdrawal(self, listener: Callable[[str, str], None]) -> None:
        """Call *listener* with purpose and recipient as soon as a withdrawal is in force."""
        self._withdrawal_listeners.append(listener)

    def state(self, purpose: str, recipient: str) -> State:
        """The state that counts now."""
        return self._book.state((purpose, recipient))

    def busy(self, purpose: str, recipient: str) -> bool:
        """Whether an answer is on its way to the store."""
        key = (purpose, recipient)
        return key in self._pending or key in self._writing

    def permits(self, purpose: str, recipient: str) -> str | None:
        """Id of the record that allows sending now; None when nothing does."""
        finding = self._book.finding(purpose, recipient)
        return finding.record_id if finding.verdict is Verdict.SEND else None

    def permitted_recipients(self, purpose: str) -> tuple[str, ...]:
        """Recipients that may get data of *purpose* now, under consent."""
        known = (r.id for p, r in self._book.registry.askable() if p.id == purpose)
        return tuple(each for each in known if self.permits(purpose, each) is not None)

    def record(self, purpose: str, recipient: str) -> Record | None:
        """The newest record."""
        return self._book.newest((purpose, recipient))

    def may_ask(self, purpose: str, recipient: str) -> bool:
        """Whether the product may ask by itself: no answer yet, or the cool-down is over."""
        newest = self._book.newest((purpose, recipient))
        return may_ask(newest, self._book.now(), self._book.registry.rules.cool_down)

    def give(self, purpose: str, recipient: str, shown: Shown) -> None:
        """The driver accepts; only while Parked."""
        key = (purpose, recipient)
        if not self._may_give():
            self._complain(key, "not_parked")
        else:
            self._answer(key, Answer(State.GIVEN, shown, "touch:consent.sheet.accept"))

    def refuse(self, purpose: str, recipient: str, shown: Shown) -> None:
        """The driver refuses; what was given is withdrawn."""
        key = (purpose, recipient)
        if self.state(*key) in PERMITTING:
            self.withdraw(*key)
        else:
            self._answer(key, Answer(State.REFUSED, shown, "touch:consent.sheet.refuse"))

    def defer(self, purpose: str, recipient: str, shown: Shown) -> None:
        """The question was closed without an answer; one time too many counts as refused."""
        key = (purpose, recipient)
        limit = self._book.registry.rules.deferrals_as_refusal
        last = self._book.deferrals(key) + 1 >= limit
        state = State.REFUSED if last else State.DEFERRED
        if self.state(*key) not in PERMITTING and not self.busy(*key):
            self._answer(key, Answer(state, shown, "close:consent.sheet"))

    def withdraw(self, purpose: str, recipient: str) -> None:
        """In force when this returns, in every state of the car; written and told afterwards."""
        key = (purpose, recipient)
        pending = self._pending.get(key)
        if pending is not None and pending.state is State.GIVEN:
            del self._pending[key]
        body = self._writing.get(key)
        base = self._book.newest(key) if body is None else Record(body)
        under_way = body is None and self._book.state(key) is State.WITHDRAWN
        if base is not None and base.state in PERMITTING and not under_way:
            self._writing.pop(key, None)
            self._book.withdraw(key)
            for listener in self._withdrawal_listeners:
                listener(purpose, recipient)
            self._withdrawing.add(key)
            self._unwritten[key] = self._drafts.withdrawal(base)
            self._write_withdrawals()
        self.changed.emit()

    def withdraw_all(self) -> None:
        """Stop all sharing."""
        recorded = (record.key for record in self._book.current())
        for key in {*self._pending, *self._writing, *recorded}:
            self.withdraw(*key)

    def retry(self) -> None:
        """Write again the withdrawals that could not be written; call it now and then."""
        self._write_withdrawals()

    def _may_give(self) -> bool:
        return self._ports.vehicle_state() == _PARKED and self._ports.may(GIVE_CAPABILITY)

    def _answer(self, key: Key, answer: Answer) -> None:
        if not self.ready or not self.intact or self._book.paused:
            self._write_withdrawals()
            self._complain(key, "not_ready")
            return
        pending = self._pending.get(key)
        if pending is not None:
            # Both taps in one turn of the loop are simultaneous: then it is refused.
            if answer.state is State.REFUSED and pending.state is State.GIVEN:
                self._pending[key] = answer
            return
        now = self._ports.clock.monotonic_ns()
        before = self._answered_ns.get(key)
        window = self._book.registry.rules.answer_window_ms * 1_000_000
        taken = before is not None and now - before < window
        if taken or key in self._writing or self.state(*key) in PERMITTING:
            return
        self._answered_ns[key] = now
        self._pending[key] = answer
        self._ports.post(lambda: self._write(key))
        self.changed.emit()

    def _write(self, key: Key) -> None:
        if key in self._withdrawing:
            return  # written behind the withdrawal, once that is known to be on the disk
        answer = self._pending.pop(key, None)
        if answer is None:
            return
        if answer.state is State.GIVEN and not self._may_give():
            # The car moved between the tap and this turn.
            self._complain(key, "not_parked")
            self.changed.emit()
            return
        try:
            drafts = self._drafts.answer(key, answer)
        except HabitacleError as error:
            self._failed(key, error)
            return
        self._writing[key] = drafts[-1]
        future = self._ports.store.append(drafts, answer.shown.rendered)
        self._then(future, partial(self._written, key))

    def _written(self, key: Key, done: "Future[list[Record]]") -> None:
        self._writing.pop(key, None)
        error = done.exception()
        if error is not None:
            self._failed(key, error)
            return
        for record in done.result():
            self._book.put(record)
        self.changed.emit()

    def _failed(self, key: Key, error: BaseException) -> None:
        _log.error("A consent could not be written: %s", error)
        self._complain(key, "not_written")
        self.changed.emit()

    def _write_withdrawals(self) -> None:
        for key, (body, tombstone) in tuple(self._unwritten.items()):
            del self._unwritten[key]
            future = self._ports.store.withdraw(body, tombstone)
            self._then(future, partial(self._withdrawal_written, key, (body, tombstone)))

    def _withdrawal_written(
        self,
        key: Key,
        again: tuple[Mapping[str, Any], Outgoing],
        done: "Future[list[Record]]",
    ) -> None:
        error = done.exception()
        if error is not None:
            _log.error("A withdrawal is in force but could not be written: %s", error)
            self._unwritten[key] = again
            self._book.paused = True
            self._pending.pop(key, None)
            self._complain(key, "withdrawal_not_written")
        else:
            self._withdrawing.discard(key)
            for record in done.result():
                self._book.put(record)
            self._book.paused = bool(self._unwritten)
            self._write(key)
        self.changed.emit()

    def _loaded(self, done: "Future[Log]") -> None:
        error = done.exception()
        if error is not None:
            _log.error("The consents could not be read, so none counts: %s", error)
            return
        self._book.load(done.result())
        self.ready = True
        if not self.intact:
            _log.error("The consent log was changed from outside; no consent counts")
        for record in self._book.current():
            state = self._book.state(record.key)
            if state is not record.state:
                future = self._ports.store.append([self._drafts.ended(record, state)], None)
                self._then(future, partial(self._written, record.key))
        self.changed.emit()

    def _complain(self, key: Key, code: str) -> None:
        self.last_problem = Problem(key, code)
        self.problem.emit()

    def _then(self, future: "Future[Any]", handle: Callable[[Any], None]) -> None:
        future.add_done_callback(lambda done: self._ports.post(partial(handle, done)))
