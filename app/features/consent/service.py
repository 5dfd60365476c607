"""Use cases of consent: ask, answer, withdraw, and end what no longer holds."""

import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.core.errors import HabitacleError
from app.core.observe import Change
from app.features.consent.asking import Asking
from app.features.consent.book import ConsentBook
from app.features.consent.domain.asking import UNPROMPTED, Due, ends_soon
from app.features.consent.domain.incoming import STOPPING, parse_incoming
from app.features.consent.domain.notice import Rendered
from app.features.consent.domain.purposes import IN_CAR
from app.features.consent.domain.record import Identity, Key, Log, Shown
from app.features.consent.domain.states import PERMITTING, State
from app.features.consent.drafts import Answer, Body, Drafts
from app.features.consent.ports import Ports
from app.features.consent.reader import ConsentReader
from app.features.consent.writer import Writer, WriterHooks

_log = logging.getLogger(__name__)

GIVE_CAPABILITY = "setup"
"""Restriction that covers giving consent; withdrawing asks none."""
_PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Problem:
    """An attempt that failed, by code.

    `not_parked`, `not_ready`, `not_written`; `minor`: a guardian must approve; `guest`,
    `privacy_mode`, `modes_unknown`: nothing is stored now; `notice_changed`: the text shown is not
    the one in force. `withdrawal_not_written` is in force all the same, and all sending under
    consent waits.
    """

    key: Key
    code: str


class ConsentService(ConsentReader):
    """Belongs to one thread, the one that `ports.post` leads back to.

    `changed` fires when a state, `busy` or `intact` moved; `problem` when `last_problem` did.
    *identity* is asked for each record; it need not be known before the store is open.
    """

    def __init__(self, book: ConsentBook, ports: Ports, identity: Callable[[], Identity]) -> None:
        super().__init__(book, ports.store)
        self.changed = Change()
        self.problem = Change()
        self.last_problem: Problem | None = None
        self.ready = False
        self._ports = ports
        self._identity = identity
        self._drafts = Drafts(book, ports, identity)
        self._asking = Asking(book, ports)
        self._pending: dict[Key, Answer] = {}
        self._answered_ns: dict[Key, int] = {}
        hooks = WriterHooks(self._moved, self._write, self._complain)
        self._writer = Writer(book, ports, hooks)
        self._withdrawal_listeners: list[Callable[[str, str], None]] = []
        if ports.modes is not None:
            ports.modes.changed.connect(self._modes_moved)

    def load(self) -> None:
        """Read the stored records; until they are here nothing under consent leaves."""
        loading = self._ports.store.load()
        loading.add_done_callback(lambda done: self._ports.post(partial(self._loaded, done)))

    def on_withdrawal(self, listener: Callable[[str, str], None]) -> None:
        """Call *listener* with purpose and recipient as soon as one is withdrawn or revoked."""
        self._withdrawal_listeners.append(listener)

    def busy(self, purpose: str, recipient: str) -> bool:
        """Whether an answer is on its way to the store."""
        key = (purpose, recipient)
        return key in self._pending or key in self._writer.answers

    def due(self, purpose: str | None = None) -> tuple[Due, ...]:
        """What may be asked now, and why; nothing unless Parked and able to write.

        *purpose*: its service is about to be used. Without one: at the first start, for a new
        profile or owner.
        """
        able = self.ready and self.intact and not self._book.paused and self._may_give()
        return tuple(self._asking.questions(purpose)) if able else ()

    def renewals(self) -> tuple[Due, ...]:
        """Questions the product puts by itself, each once: changed, ending soon, from elsewhere."""
        return tuple(each for each in self.due() if each.reason in UNPROMPTED)

    def drive_began(self) -> None:
        """The car moves: what was put off may be asked again at the next stop."""
        self._asking.drive_began()

    def ask(self, purpose: str, recipient: str, shown: Shown) -> None:
        """The question is on the screen: from now on closing it, or a power cut, defers it.

        Of a consent that ends soon, this was its one reminder.
        """
        key = (purpose, recipient)
        newest = self._book.newest(key)
        if self.state(*key) in PERMITTING:
            if self._ports.modes is not None and newest is not None and self._renewable(key):
                self._ports.modes.note_reminder(newest.id)
        elif self._obstacle(key, shown) or self.busy(*key) or self._writer.holds(key):
            return
        elif newest is None or newest.state is not State.REQUESTED:
            self._note(key, partial(self._drafts.question, key, shown), shown.rendered)

    def give(self, purpose: str, recipient: str, shown: Shown, by: str = "driver") -> None:
        """The driver accepts, or renews what ends soon; only while Parked.

        *by*: `guardian` when one approves for a minor; the caller has checked the admin PIN.
        """
        key = (purpose, recipient)
        obstacle = self._obstacle(key, shown, by)
        if obstacle:
            self._complain(key, obstacle)
            if obstacle == "notice_changed":
                self.defer(*key, shown)
            return
        state = State.RENEWED if self._renewable(key) else State.GIVEN
        self._answer(key, Answer(state, shown, "touch:consent.sheet.accept", by))

    def refuse(self, purpose: str, recipient: str, shown: Shown) -> None:
        """The driver refuses; what was given is withdrawn."""
        key = (purpose, recipient)
        if self.state(*key) in PERMITTING:
            self.withdraw(*key)
        else:
            self._answer(key, Answer(State.REFUSED, shown, "touch:consent.sheet.refuse"))

    def refuse_all(self, shown: Iterable[tuple[str, str, Shown]]) -> None:
        """The driver refuses everything on the screen by one tap."""
        for purpose, recipient, text in shown:
            self.refuse(purpose, recipient, text)

    def defer(self, purpose: str, recipient: str, shown: Shown) -> None:
        """The question was closed without an answer; one time too many counts as refused."""
        key = (purpose, recipient)
        if self.state(*key) not in PERMITTING and not self.busy(*key):
            self._asking.put_off(key)
            state = State.REFUSED if self._last_deferral(key) else State.DEFERRED
            self._answer(key, Answer(state, shown, "close:consent.sheet"))

    def withdraw(self, purpose: str, recipient: str = IN_CAR) -> None:
        """In force when this returns, in every state of the car; written and told afterwards.

        Purposes that rest on this one fall with it.
        """
        self._end((purpose, recipient), State.WITHDRAWN, "touch:consent.sheet.withdraw", "driver")
        self.changed.emit()

    def withdraw_all(self) -> None:
        """Stop all sharing."""
        for key in self._known():
            self.withdraw(*key)

    def revoke(self, purpose: str, recipient: str) -> None:
        """The controller ends it: in force when this returns."""
        self._end((purpose, recipient), State.REVOKED, "controller:revoke", "controller")
        self.changed.emit()

    def notices_changed(self, majors: Mapping[str, str]) -> None:
        """Other texts are in force, majors by purpose: what answered older ones is over."""
        self._book.set_notices(majors)
        self._end_lapsed()
        self.changed.emit()

    def propose(self, body: Mapping[str, Any]) -> str:
        """A record from another car of the driver: `applied`, `proposed` or `ignored`.

        A withdrawal or refusal that is newer than what is known here applies at once; a consent is
        only a proposal until it is given in this car. HabitacleError when it is no record.
        """
        record = parse_incoming(body)
        newest = self._book.newest(record.key)
        known = self._book.registry.serves(*record.key)
        if not known or not self.ready or (newest is not None and newest.time >= record.time):
            return "ignored"
        if record.state in PERMITTING:
            if self.state(*record.key) in PERMITTING:
                return "ignored"
            self._asking.allowed_elsewhere(record)
            self.changed.emit()
            return "proposed"
        if record.state not in STOPPING:
            return "ignored"
        self._asking.decided(record.key)
        if self.state(*record.key) in PERMITTING or self.busy(*record.key):
            self._end(record.key, State.WITHDRAWN, "sync:P13", "driver")
        elif not self._writer.holds(record.key) and self.state(*record.key) is not record.state:
            self._note(record.key, partial(self._drafts.adopted, record), None)
        self.changed.emit()
        return "applied"

    def proposed(self, purpose: str, recipient: str) -> bool:
        """Whether the driver gave this in another car and it waits for an answer here."""
        return self._asking.elsewhere((purpose, recipient)) is not None

    def retry(self) -> None:
        """Write what could not be written, end what time ended; call it now and then."""
        self._writer.retry()
        if self.ready:
            self._end_lapsed()
        if self._ports.modes is not None:
            self._book.now()
            self._ports.modes.note_clock(self._book.mark)
            self._ports.modes.retry()

    def _may_give(self) -> bool:
        return self._ports.vehicle_state() == _PARKED and self._ports.may(GIVE_CAPABILITY)

    def _obstacle(self, key: Key, shown: Shown, by: str = "driver") -> str:
        """Why nobody may consent now, by a code; empty when they may."""
        at = self._book.circumstances(key)
        if not self._may_give():
            return "not_parked"
        if not self.ready:
            return "not_ready"
        if at.minor and by != "guardian":
            return "minor"
        if at.private:
            return at.private
        current = self._book.is_current(key[0], shown.notice.major)
        return "" if current else "notice_changed"

    def _renewable(self, key: Key) -> bool:
        newest, rules = self._book.newest(key), self._book.registry.rules
        if newest is None or self.state(*key) not in PERMITTING:
            return False
        return ends_soon(self._book.registry.purposes[key[0]], newest, self._book.now(), rules)

    def _last_deferral(self, key: Key) -> bool:
        limit = self._book.registry.rules.deferrals_as_refusal
        return self._book.deferrals(key) + 1 >= limit

    def _answer(self, key: Key, answer: Answer) -> None:
        if not self.ready or not self.intact or self._book.paused:
            self._writer.retry()
            self._complain(key, "not_ready")
            return
        pending = self._pending.get(key)
        if pending is not None:
            # Both taps in one turn of the loop are simultaneous: then it is refused.
            if answer.state is State.REFUSED and pending.state in PERMITTING:
                self._pending[key] = answer
            return
        now = self._ports.clock.monotonic_ns()
        before = self._answered_ns.get(key)
        window = self._book.registry.rules.answer_window_ms * 1_000_000
        taken = before is not None and now - before < window
        given = self.state(*key) in PERMITTING and answer.state is not State.RENEWED
        if taken or key in self._writer.answers or given:
            return
        self._answered_ns[key] = now
        self._pending[key] = answer
        self._ports.post(lambda: self._write(key))
        self.changed.emit()

    def _write(self, key: Key) -> None:
        if self._writer.holds(key):
            return  # written behind that record, once it is known to be on the disk
        answer = self._pending.pop(key, None)
        if answer is None:
            return
        obstacle = answer.state in PERMITTING and self._obstacle(key, answer.shown, answer.by)
        if obstacle:
            # The car moved between the tap and this turn.
            self._complain(key, obstacle)
            self.changed.emit()
            return
        try:
            drafts = self._drafts.answer(key, answer)
        except HabitacleError as error:
            self._writer.failed(key, error)
            return
        self._writer.answer(key, drafts, answer.shown.rendered)

    def _end(self, key: Key, state: State, method: str, by: str) -> None:
        """End what is in force, at once, and what rests on it."""
        pending = self._pending.get(key)
        if pending is not None and pending.state in PERMITTING:
            del self._pending[key]
        if self._writer.end(
            key, lambda base: self._drafts.ending_by(base, state, method, by), state
        ):
            for listener in self._withdrawal_listeners:
                listener(*key)
            self._writer.retry()
        for purpose in self._book.registry.dependents(key[0]):
            for other in self._known():
                if other[0] == purpose:
                    self._end(other, state, method, by)

    def _known(self) -> set[Key]:
        """Every permission that has a record or an answer on its way."""
        recorded = (record.key for record in self._book.current())
        return {*self._pending, *self._writer.answers, *recorded}

    def _moved(self, key: Key) -> None:
        """Something of *key* was written."""
        if self._book.state(key) is not State.DEFERRED:
            self._asking.decided(key)
        self.changed.emit()

    def _note(self, key: Key, drafts: Callable[[], list[Body]], text: Rendered | None) -> None:
        """Write records that no tap made."""
        if not self.ready or not self.intact or self._book.paused:
            return
        try:
            self._writer.note(key, drafts(), text)
        except HabitacleError as error:
            _log.error("A consent could not be written: %s", error)

    def _end_lapsed(self) -> None:
        """Write what time, a change or a power cut ended."""
        for record in self._book.current():
            key, state = record.key, self._book.state(record.key)
            if self._writer.holds(key) or self.busy(*key):
                continue
            if record.state in PERMITTING and state in {State.EXPIRED, State.INVALIDATED}:
                self._note(key, partial(self._drafts.lapsed, record, state), None)

    def _end_open_questions(self) -> None:
        """A question that was open when the power went is put off."""
        for record in self._book.current():
            if record.state is State.REQUESTED:
                last = self._last_deferral(record.key)
                state = State.REFUSED if last else State.DEFERRED
                self._note(record.key, partial(self._drafts.lapsed, record, state), None)

    def _modes_moved(self) -> None:
        modes = self._ports.modes
        if modes is not None and modes.state.clock_mark is not None:
            self._book.raise_mark(modes.state.clock_mark)
        if modes is not None and modes.state.private:
            self._book.recall()
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
        self._end_open_questions()
        self._end_lapsed()
        self.changed.emit()

    def _complain(self, key: Key, code: str) -> None:
        if code == "withdrawal_not_written":
            self._pending.pop(key, None)
        self.last_problem = Problem(key, code)
        self.problem.emit()
