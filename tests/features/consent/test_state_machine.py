"""Whatever is tapped in whatever order: legal steps, a whole chain, nothing leaves unpermitted."""

from collections.abc import Mapping

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.core.message import Verdict
from app.features.consent.domain.chain import first_break
from app.features.consent.domain.purposes import IN_CAR
from app.features.consent.domain.record import Key, Record
from app.features.consent.domain.states import PERMITTING, State, may_follow
from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore
from tests.fakes.privacy import P3, ConsentBench

P4, P5 = ("P4", IN_CAR), ("P5", "insurer-demo")
KEYS = st.sampled_from([P3, P4, P5])
BOUND: Mapping[Key, tuple[Key, ...]] = {P4: (P4, P5)}
"""What falls with a withdrawal."""


class Consents(RuleBasedStateMachine):
    """A driver with two fingers, a car that moves, a disk that fills, power that fails."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.records = FakeConsentStore()
        self.bench = ConsentBench(self.records, self.clock).start()
        self.majors = dict(self.bench.data.notice_majors)
        self.stopped = {P3, P4, P5}

    @rule(key=KEYS)
    def give(self, key: Key) -> None:
        self.bench.give(*key)
        if self.bench.vehicle.state == "parked":
            self.stopped.discard(key)

    @rule(key=KEYS)
    def ask(self, key: Key) -> None:
        self.bench.service.ask(*key, self.bench.shown(key[0]))

    @rule(key=KEYS)
    def refuse(self, key: Key) -> None:
        self.bench.service.refuse(*key, self.bench.shown(key[0]))

    @rule(key=KEYS)
    def defer(self, key: Key) -> None:
        self.bench.service.defer(*key, self.bench.shown(key[0]))

    @rule(key=KEYS)
    def withdraw(self, key: Key) -> None:
        self.bench.service.withdraw(*key)
        self.stopped.update(BOUND.get(key, (key,)))

    @rule(key=KEYS)
    def revoke(self, key: Key) -> None:
        self.bench.service.revoke(*key)
        self.stopped.update(BOUND.get(key, (key,)))

    @rule()
    def notice_changes(self) -> None:
        self.majors["P3"] = str(int(self.majors["P3"]) + 1)
        self.bench.service.notices_changed(dict(self.majors))

    @rule(on=st.booleans())
    def privacy_mode(self, on: bool) -> None:
        self.bench.modes.set_privacy(on)

    @rule(on=st.booleans())
    def minor(self, on: bool) -> None:
        self.bench.modes.set_minor(on)

    @rule(state=st.sampled_from(["parked", "idling", "moving", "unknown"]))
    def drive(self, state: str) -> None:
        self.bench.vehicle.state = state

    @rule(full=st.booleans())
    def disk(self, full: bool) -> None:
        self.records.fail = OSError("disk full") if full else None

    @rule(seconds=st.sampled_from([0.1, 0.4, 3600.0, 86_400.0 * 100, 86_400.0 * 715]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def set_back(self) -> None:
        self.clock.wall -= (self.clock.wall - ManualClock().wall) / 2

    @rule()
    def run(self) -> None:
        self.bench.post.run()

    @rule()
    def retry(self) -> None:
        self.bench.service.retry()

    @rule()
    def power_fails(self) -> None:
        full, self.records.fail = self.records.fail is not None, None
        if full or self.bench.book.paused:
            # What could not be written is lost: it was in force while the power was there.
            self.stopped -= {key for key in self.stopped if self._last(key) in PERMITTING}
        self.bench = ConsentBench(self.records, self.clock, self.bench.mode_store).start()
        self.majors = dict(self.bench.data.notice_majors)

    def _chain(self, key: Key) -> list[Record]:
        return [record for record in self.records.records if record.key == key]

    def _last(self, key: Key) -> State:
        chain = self._chain(key)
        return chain[-1].state if chain else State.UNKNOWN

    @invariant()
    def after_a_withdrawal_nothing_is_permitted(self) -> None:
        for key in self.stopped:
            assert self.bench.service.permits(*key) is None

    @invariant()
    def the_chain_is_whole(self) -> None:
        assert first_break(record.body for record in self.records.records) is None

    @invariant()
    def only_legal_steps_are_written(self) -> None:
        for key in (P3, P4, P5):
            before = State.UNKNOWN
            for record in self._chain(key):
                assert may_follow(before, record.state), f"{before} -> {record.state}"
                before = record.state

    @invariant()
    def a_permission_rests_on_a_written_record(self) -> None:
        for key in (P3, P4, P5):
            finding = self.bench.book.finding(*key)
            if finding.verdict is Verdict.SEND:
                last = self._chain(key)[-1]
                assert finding.record_id == last.id
                assert last.state in PERMITTING
                assert last.body["event"]["vehicle_state"] == "parked"
                assert not self.bench.modes.privacy
                assert not (key == P5 and self.bench.modes.minor)

    @invariant()
    def nothing_is_asked_while_it_must_not_be(self) -> None:
        due = self.bench.service.due()
        if self.bench.vehicle.state != "parked" or self.bench.modes.privacy:
            assert due == ()
        now = self.bench.book.now()
        for each in due:
            newest = self.bench.service.record(each.purpose, each.recipient)
            if newest is not None and newest.state in {State.REFUSED, State.WITHDRAWN}:
                assert now is not None
                assert (now - newest.time).days >= 90

    @invariant()
    def every_withdrawal_is_told_once(self) -> None:
        written = [r for r in self.records.records if r.state is State.WITHDRAWN]
        told = {str(each.data["record_id"]) for each in self.records.tombstones}
        assert told == {record.id for record in written if record.key != P4}
        assert len(told) == len(self.records.tombstones)


TestConsents = Consents.TestCase
TestConsents.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
