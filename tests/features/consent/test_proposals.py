"""A question from outside waits for the driver and gives nothing."""

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from app.adapters.clock import SystemClock
from app.adapters.store.proposals import ProposalRepository, add_proposal
from app.adapters.store.store import Store
from app.features.consent.domain.proposals import KEPT_MAX, Proposal, added, read, written
from app.features.consent.proposals import Proposals
from tests.fakes.car import ManualClock
from tests.fakes.privacy import P3, ConsentBench

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def proposal(number: int = 1, *, recipient: str = "garage-demo", at: datetime = NOW) -> Proposal:
    return Proposal(f"p-{number}", "P3", recipient, at)


@dataclass
class Kept:
    """A store of proposals that answers at once."""

    rows: list[Proposal] = field(default_factory=list)
    broken: bool = False

    def load(self) -> "Future[list[Proposal]]":
        answer: Future[list[Proposal]] = Future()
        if self.broken:
            answer.set_exception(OSError("disk"))
        else:
            answer.set_result(list(self.rows))
        return answer

    def remove(self, ids: Iterable[str]) -> "Future[None]":
        gone = set(ids)
        self.rows = [each for each in self.rows if each.id not in gone]
        done: Future[None] = Future()
        done.set_result(None)
        return done


class Desk:
    def __init__(self) -> None:
        self.bench = ConsentBench(clock=ManualClock(wall=NOW)).start()
        self.kept = Kept()
        self.changes = 0
        assert isinstance(self.bench.clock, ManualClock)
        self.clock = self.bench.clock
        self.proposals = Proposals(self.bench.book, self.kept, self.clock, self.bench.post)
        self.proposals.changed.connect(self._note)
        self.bench.service.changed.connect(self.proposals.look)

    def receive(self, new: Proposal) -> None:
        self.kept.rows = added(self.kept.rows, new)
        self.proposals.load()
        self.bench.post.run()

    def asks(self) -> bool:
        return self.proposals.asks(*P3)

    def _note(self) -> None:
        self.changes += 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_marks_the_question_and_gives_no_permission(desk: Desk) -> None:
    assert not desk.asks()
    desk.receive(proposal())
    assert desk.asks()
    assert not desk.proposals.asks("P3", "somebody-else")
    assert desk.bench.service.permits(*P3) is None
    assert desk.bench.state == "unknown"
    assert desk.changes == 1


@pytest.mark.parametrize("answer", ["give", "refuse"])
def test_the_drivers_answer_ends_it(desk: Desk, answer: str) -> None:
    desk.receive(proposal())
    desk.clock.advance(60)
    getattr(desk.bench, answer)()
    desk.bench.post.run()
    assert not desk.asks()
    assert desk.kept.rows == []


def test_after_seven_days_it_is_over(desk: Desk) -> None:
    desk.receive(proposal())
    desk.clock.advance(7 * 86_400 - 1)
    desk.proposals.look()
    assert desk.asks()
    desk.clock.advance(1)
    desk.proposals.look()
    assert not desk.asks()
    assert desk.kept.rows == []


def test_who_may_be_asked_about(desk: Desk) -> None:
    assert desk.proposals.askable(*P3) == ""
    assert desk.proposals.askable("P3", "stranger") == "unknown_recipient"
    assert desk.proposals.askable("P1", "manufacturer") == "unknown_recipient"
    assert desk.proposals.askable("P99", "garage-demo") == "unknown_recipient"


def test_a_refusal_is_not_asked_again_before_its_cool_down(desk: Desk) -> None:
    desk.bench.refuse()
    desk.bench.post.run()
    assert desk.proposals.askable(*P3) == "not_asked"
    desk.clock.advance(91 * 86_400)
    assert desk.proposals.askable(*P3) == ""


def test_what_is_given_already_is_not_asked_for(desk: Desk) -> None:
    desk.bench.give()
    desk.bench.post.run()
    assert desk.proposals.askable(*P3) == "not_asked"


def test_a_store_that_cannot_be_read_asks_for_nothing(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.kept.broken = True
    desk.proposals.load()
    desk.bench.post.run()
    assert not desk.asks()
    assert "cannot be read: OSError" in caplog.text


def test_the_newest_of_each_question_and_only_so_many() -> None:
    rows: list[Proposal] = []
    for number in range(40):
        rows = added(rows, proposal(number, recipient=f"r-{number}"))
    assert [each.id for each in rows] == [f"p-{n}" for n in range(40 - KEPT_MAX, 40)]
    again = added(rows, proposal(99, recipient="r-39"))
    assert len(again) == KEPT_MAX
    assert again[-1].id == "p-99"
    assert read(written(rows)) == rows


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "{", "[1]", '[{"id":"a"}]'),
        '[{"id":"a","purpose":"P3","recipient":"b","received":"2026-11-24T12:00:00"}]',
    ],
)
def test_what_cannot_be_read_is_nothing(text: str | None) -> None:
    assert read(text) == []


def test_they_survive_in_the_devices_file(tmp_path: Path) -> None:
    store = Store.open(tmp_path, SystemClock())
    for number in (1, 2):
        new = proposal(number, recipient=f"r-{number}", at=NOW + timedelta(hours=number))
        store.device.write(partial(add_proposal, proposal=new)).result(5)
    store.close()
    store = Store.open(tmp_path, SystemClock())
    repository = ProposalRepository(store)
    assert [each.id for each in repository.load().result(5)] == ["p-1", "p-2"]
    repository.remove(["p-1"]).result(5)
    assert [each.id for each in repository.load().result(5)] == ["p-2"]
    store.close()
