"""Leave of the backend: in order, whatever happens in between, and never too much of it."""

from dataclasses import dataclass, field

import pytest

from app.core.errors import HabitacleError
from app.features.sync.domain.leave import Kind, Leave, Outcome, Step
from app.features.sync.farewell import Farewell, FarewellPorts
from tests.fakes.car import ManualClock


class PowerCut(Exception):  # noqa: N818  not a fault of the product
    pass


@dataclass
class Car:
    """Journal and world of a leave; `cut` loses the power at that step."""

    note: Leave | None = None
    up: bool = True
    waiting: int = 0
    receipts_after: int = 0
    reachable: bool = True
    cut: str = ""
    closing: bool = False
    did: list[str] = field(default_factory=list)
    clock: ManualClock = field(default_factory=ManualClock)

    def load(self) -> Leave | None:
        return self.note

    def save(self, leave: Leave) -> None:
        self.note = leave

    def clear(self) -> None:
        self.note = None

    def farewell(self) -> Farewell:
        return Farewell(
            FarewellPorts(
                journal=self,
                clock=self.clock,
                up=lambda: self.up,
                waiting=lambda: self.waiting,
                stop=lambda: self.do("stop"),
                forget=self.forget,
                hand_back=lambda: self.do("hand_back"),
                pause=self.pause,
            )
        )

    def do(self, what: str) -> None:
        if self.cut == what:
            raise PowerCut
        self.did.append(what)

    def forget(self) -> None:
        if not self.reachable:
            raise HabitacleError("nobody answers")
        self.do("forget")

    def pause(self, seconds: float) -> bool:
        self.clock.advance(seconds)
        if self.receipts_after:
            self.receipts_after -= 1
            self.waiting = self.waiting if self.receipts_after else 0
        return self.closing


def test_nothing_is_done_that_nobody_asked_for() -> None:
    car = Car()
    assert car.farewell().run(30) == Outcome(done=True)
    assert car.did == []


@pytest.mark.parametrize(
    ("kind", "did"),
    [(Kind.ERASE, ["stop", "forget"]), (Kind.SALE, ["stop", "forget", "hand_back"])],
)
def test_the_order_of_a_leave(kind: Kind, did: list[str]) -> None:
    car = Car(waiting=2, receipts_after=3)
    car.farewell().ask(kind)
    assert car.farewell().run(30) == Outcome(done=True)
    assert car.did == did
    assert car.note is None


def test_a_sale_waits_for_every_receipt_because_later_nobody_could_send() -> None:
    car = Car(waiting=1)
    car.farewell().ask(Kind.SALE)
    assert car.farewell().run(5) == Outcome(False, waiting=1)
    assert car.did == []
    car.waiting = 0
    assert car.farewell().run(5).done
    assert car.did == ["stop", "forget", "hand_back"]


def test_an_erasure_goes_on_and_what_waits_is_sent_afterwards() -> None:
    car = Car(waiting=1)
    car.farewell().ask(Kind.ERASE)
    assert car.farewell().run(5) == Outcome(True, waiting=1)
    assert car.did == ["stop", "forget"]


@pytest.mark.parametrize("kind", list(Kind))
def test_without_a_link_the_link_is_left_alone(kind: Kind) -> None:
    car = Car(up=False)
    car.farewell().ask(kind)
    assert car.farewell().run(5) == Outcome(False, reason="no_link")
    assert car.did == []
    assert car.note == Leave(kind)


def test_a_broker_that_does_not_answer_is_asked_again_without_a_link() -> None:
    car = Car(reachable=False)
    car.farewell().ask(Kind.SALE)
    assert car.farewell().run(5) == Outcome(False, reason="not_cleared")
    assert car.note == Leave(Kind.SALE, Step.CONFIRMED)
    car.reachable, car.up = True, False
    assert car.farewell().run(5).done
    assert car.did == ["stop", "stop", "forget", "hand_back"]


@pytest.mark.parametrize("cut", ["stop", "forget", "hand_back"])
def test_a_power_cut_repeats_a_step_and_leaves_none_out(cut: str) -> None:
    car = Car(cut=cut)
    car.farewell().ask(Kind.SALE)
    with pytest.raises(PowerCut):
        car.farewell().run(5)
    assert car.note is not None
    car.cut = ""
    car.up = cut == "stop"
    assert car.farewell().run(5).done
    assert list(dict.fromkeys(car.did)) == ["stop", "forget", "hand_back"]
    assert car.did.count("hand_back") == 1


def test_the_end_of_the_product_does_not_wait() -> None:
    car = Car(waiting=1, closing=True)
    car.farewell().ask(Kind.SALE)
    assert not car.farewell().run(3600).done
    assert car.clock.monotonic_ns() < 1e9 * 1e6


def test_asking_again_never_makes_less_of_it() -> None:
    car = Car(note=Leave(Kind.SALE, Step.CLEARED))
    car.farewell().ask(Kind.ERASE)
    car.farewell().ask(Kind.SALE)
    assert car.note == Leave(Kind.SALE, Step.CLEARED)
    car = Car(note=Leave(Kind.ERASE, Step.CLEARED))
    car.farewell().ask(Kind.SALE)
    assert car.note == Leave(Kind.SALE, Step.ASKED)
