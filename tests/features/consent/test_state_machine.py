"""Whatever is tapped in whatever order: legal steps, a whole chain, nothing leaves unpermitted."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.core.message import Verdict
from app.features.consent.domain.chain import first_break
from app.features.consent.domain.states import PERMITTING, State, may_follow
from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore
from tests.fakes.privacy import P3, ConsentBench


class Consents(RuleBasedStateMachine):
    """A driver with two fingers, a car that moves, a disk that fills, power that fails."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.records = FakeConsentStore()
        self.bench = ConsentBench(self.records, self.clock).start()
        self.stopped = True

    @rule()
    def give(self) -> None:
        self.bench.give()
        if self.bench.vehicle.state == "parked":
            self.stopped = False

    @rule()
    def refuse(self) -> None:
        self.bench.refuse()

    @rule()
    def defer(self) -> None:
        self.bench.defer()

    @rule()
    def withdraw(self) -> None:
        self.bench.withdraw()
        self.stopped = True

    @rule(state=st.sampled_from(["parked", "idling", "moving", "unknown"]))
    def drive(self, state: str) -> None:
        self.bench.vehicle.state = state

    @rule(full=st.booleans())
    def disk(self, full: bool) -> None:
        self.records.fail = OSError("disk full") if full else None

    @rule(seconds=st.sampled_from([0.1, 0.4, 3600.0, 86_400.0 * 100, 86_400.0 * 800]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def run(self) -> None:
        self.bench.post.run()

    @rule()
    def power_fails(self) -> None:
        full, self.records.fail = self.records.fail is not None, None
        given = bool(self.records.records) and self.records.records[-1].state in PERMITTING
        lost = given and (full or self.bench.book.paused)
        self.bench = ConsentBench(self.records, self.clock).start()
        self.stopped = self.stopped and not lost

    @invariant()
    def after_a_withdrawal_nothing_is_permitted(self) -> None:
        if self.stopped:
            assert self.bench.service.permits(*P3) is None

    @invariant()
    def the_chain_is_whole(self) -> None:
        assert first_break(record.body for record in self.records.records) is None

    @invariant()
    def only_legal_steps_are_written(self) -> None:
        before = State.UNKNOWN
        for record in self.records.records:
            assert may_follow(before, record.state), f"{before} -> {record.state}"
            before = record.state

    @invariant()
    def a_permission_rests_on_a_written_record(self) -> None:
        finding = self.bench.book.finding(*P3)
        if finding.verdict is Verdict.SEND:
            last = self.records.records[-1]
            assert finding.record_id == last.id
            assert last.state in PERMITTING
            assert last.body["event"]["vehicle_state"] == "parked"

    @invariant()
    def every_withdrawal_is_told_once(self) -> None:
        written = sum(r.state is State.WITHDRAWN for r in self.records.records)
        assert written == len(self.records.tombstones)


TestConsents = Consents.TestCase
TestConsents.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
