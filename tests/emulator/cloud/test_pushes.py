"""What a tester can send to a car: complete, allowed by the contract, wrong only on purpose."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters.issuer_keys import load_issuer_keys
from app.core.errors import HabitacleError
from app.emulator.cloud import FAULTS, PUSHES, Cloud, Pushed, desk_signer, load_examples
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.contract_parts import Direction
from app.features.sync.domain.inbound import Accepted, InboundCheck, Refused
from app.features.sync.domain.marks import Marks
from tests.emulator.cloud.test_cloud import STATE_TOPIC, FakePort, state
from tests.fakes.mqtt import CONTRACT

LOADED = load_contract(CONTRACT)
LATER = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
SIGNED = [push.name for push in PUSHES if push.signed]


class RawPort(FakePort):
    """Takes wrong messages too."""

    def publish(self, topic: str, payload: bytes, *, expiry_s: int | None = None) -> None:
        assert expiry_s
        self.sent.append((topic, payload))


class Desk:
    def __init__(self, folder: Path, now: datetime = LATER) -> None:
        self.port = RawPort()
        signer = desk_signer(folder)
        self.cloud = Cloud(self.port, LOADED, now=lambda: now, signer=signer)
        self.cloud.examples = load_examples(CONTRACT)
        self.cloud.start()
        keys = load_issuer_keys(folder / "issuers.json")
        self.check = InboundCheck(LOADED, "hu-1", lambda: LATER, keys)

    def online(self) -> None:
        self.port.deliver(STATE_TOPIC, state("online", 5))

    def pushed(self, name: str, fault: str = "") -> list[tuple[str, bytes]]:
        before = len(self.port.sent)
        self.cloud.push(name, fault)
        return self.port.sent[before:]

    def verdict(self, name: str, fault: str = "") -> Accepted | Refused:
        topic, payload = self.pushed(name, fault)[-1]
        return self.check.check(topic, payload)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.online()
    return made


def test_the_table_holds_every_message_with_an_envelope_and_says_what_is_signed() -> None:
    rules = {kind: LOADED.rule(kind, Direction.DOWN) for kind in LOADED.types(Direction.DOWN)}
    wrapped = {kind for kind, rule in rules.items() if rule is not None and rule.envelope}
    assert {push.type for push in PUSHES} == wrapped - {"update.chunk"}
    assert len({push.name for push in PUSHES}) == len(PUSHES)
    assert len({push.label for push in PUSHES}) == len(PUSHES)
    for push in PUSHES:
        rule = rules[push.type]
        assert rule is not None
        assert push.signed is rule.acting, push.name
        assert set(push.faults) <= set(FAULTS)


@pytest.mark.parametrize("name", [push.name for push in PUSHES])
def test_a_car_accepts_each_as_it_is(desk: Desk, name: str) -> None:
    found = desk.verdict(name)
    assert isinstance(found, Accepted), found
    assert found.message["data"] or found.message["type"] == "command.run"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("forged", "bad_signature"),
        ("other_car", "wrong_vehicle"),
        ("expired", "expired"),
        ("too_large", "too_large"),
        ("not_json", "not_json"),
    ],
)
def test_each_fault_is_found_for_what_it_is(desk: Desk, fault: str, reason: str) -> None:
    for name in SIGNED:
        found = desk.verdict(name, fault)
        assert isinstance(found, Refused)
        assert found.reason == reason, name


def test_a_replay_is_the_same_bytes_and_needs_a_first_time(desk: Desk) -> None:
    first, again = desk.pushed("scan", "replay")
    assert first == again
    assert desk.pushed("scan", "replay") == [first]
    fresh = desk.pushed("scan")
    assert fresh != [first]
    assert desk.pushed("scan", "replay") == fresh


def test_times_of_the_example_keep_their_distance_to_now(desk: Desk) -> None:
    ((_, payload),) = desk.pushed("slots")
    data = json.loads(payload)["data"]
    assert data["valid_until"] == "2027-03-03T09:30:00Z"
    ((_, payload),) = desk.pushed("owner")
    assert json.loads(payload)["data"]["effective_at"] == "2027-03-09T21:30:00Z"


def test_each_proposal_is_another_one(desk: Desk) -> None:
    ids = {json.loads(desk.pushed("recipient")[0][1])["data"]["proposal_id"] for _ in range(3)}
    assert len(ids) == 3


def test_a_later_run_gives_up_the_numbers_of_the_earlier_one(desk: Desk, tmp_path: Path) -> None:
    later = Desk(tmp_path, LATER + timedelta(seconds=20))
    later.online()
    marks = Marks()
    for run in (desk, desk, later, later):
        body = json.loads(run.pushed("scan")[0][1])
        assert not marks.settled(body["seq"])
        marks = marks.raised(body["floor"]).add(body["seq"])
        assert marks.above == frozenset(), "a gap would stay open for ever"
    order = json.loads(later.pushed("order")[0][1])
    assert order["seq"] == order["floor"] + 1, "each topic counts for itself"


def test_answers_are_kept_beside_what_they_answer(desk: Desk) -> None:
    desk.cloud.push("scan", "replay")
    desk.cloud.push("scan", "forged")
    first, again, forged = desk.cloud.pushed
    assert (first.id, first.number, again.number) == (again.id, 1, 2)

    def answer(message_id: str, result: str, **more: str) -> None:
        body = {"v": 1, "id": message_id, "result": result, **more}
        desk.port.deliver("v1/hu-1/up/cmdack", json.dumps(body).encode())

    answer(first.id, "applied")
    answer(first.id, "duplicate")
    answer(forged.id, "refused", code="bad_signature")
    answer(forged.id, "refused", code="not_asked")
    words = [each.result for each in desk.cloud.pushed]
    assert words == ["applied", "duplicate", "refused: bad_signature"]


def test_only_the_last_fifty_are_kept(desk: Desk) -> None:
    for _ in range(60):
        desk.cloud.push("session")
    assert [each.number for each in desk.cloud.pushed] == list(range(11, 61))
    assert desk.cloud.pushed[0] == Pushed(11, "hu-1", "session", "", desk.cloud.pushed[0].id)


def test_what_cannot_be_sent_is_said_in_a_sentence(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with pytest.raises(HabitacleError, match="No car has been here yet"):
        desk.cloud.push("scan")
    desk.online()
    with pytest.raises(HabitacleError, match="no message 'nonsense'"):
        desk.cloud.push("nonsense")
    with pytest.raises(HabitacleError, match="cannot be sent with the fault 'forged'"):
        desk.cloud.push("session", "forged")
    mute = Cloud(desk.port, LOADED)
    mute.examples = load_examples(CONTRACT)
    mute.start()
    desk.online()
    with pytest.raises(HabitacleError, match="has no key"):
        mute.push("scan")
