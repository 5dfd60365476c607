"""What acts: checked by the contract, applied once, answered, acknowledged after its commit."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import pytest

from app.features.sync.contract_files import load_contract
from app.features.sync.domain.downlink import Applied, BadMessage, Result
from app.features.sync.domain.inbound import Accepted, InboundCheck
from tests.fakes.car import ManualClock
from tests.fakes.mqtt import CONTRACT, DEVICE, Rig, failed, make_rig, resolved

C1 = "0192f0c8-7a63-7cc3-98c4-000000000001"
CMD = f"v1/{DEVICE}/down/cmd"


def cid(n: int) -> str:
    return f"0192f0c8-7a63-7cc3-98c4-{n:012x}"


class AnySignature:
    """Accepts what says `good`."""

    def valid(self, kid: str, issuer: str, kind: str, signed: bytes, signature: bytes) -> bool:
        return bool(kid == "example-2026a" and issuer and kind and signed and signature)


class FakeInbox:
    """Knows ids; can be slow, full or broken."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.settled: list[tuple[str, Result]] = []
        self.aside: list[tuple[str, str]] = []
        self.broken: Exception | None = None
        self.full = False
        self.slow: list[tuple[Future[Applied], Applied]] = []
        self.defer = False

    def apply(self, accepted: Accepted, effect: Callable[[Any], None], /) -> Future[Applied]:
        if self.broken is not None:
            return failed(self.broken)
        if self.full:
            return resolved(Applied.FULL)
        new = accepted.message["id"] not in self.ids
        if new:
            try:
                effect(None)
            except BadMessage as declined:
                return failed(declined)
        self.ids.add(str(accepted.message["id"]))
        result = Applied.APPLIED if new else Applied.DUPLICATE
        if self.defer:
            self.slow.append((Future(), result))
            return self.slow[-1][0]
        return resolved(result)

    def settle(self, accepted: Accepted, result: Result, /) -> Future[Applied]:
        self.settled.append((str(accepted.message["id"]), result))
        return resolved(Applied.APPLIED)

    def marks(self) -> Future[Mapping[str, int]]:
        return resolved({"oem": 17})

    def quarantine(self, topic: str, code: str, _payload: bytes, /) -> None:
        self.aside.append((topic, code))

    def finish(self) -> None:
        for future, result in self.slow:
            future.set_result(result)
        self.slow.clear()


def command(**changes: object) -> bytes:
    text = (CONTRACT / "examples/command.run.v1.json").read_text()
    body = {
        **json.loads(text),
        "device": DEVICE,
        "kid": "example-2026a",
        "exp": "2036-01-01T00:00:00Z",
    }
    return json.dumps({**body, **changes}).encode()


def rig_of(inbox: FakeInbox, ran: list[str], *, handler: Any = None) -> Rig:
    def handle(message: Mapping[str, Any]) -> Callable[[Any], None]:
        return lambda _connection: ran.append(str(message["id"]))

    contract = load_contract(CONTRACT)
    check = InboundCheck(contract, DEVICE, ManualClock().utc, AnySignature())
    rig = make_rig(inbox=inbox, downlink=check, handlers={"command.run": handler or handle})
    rig.come_up()
    return rig


def acks(rig: Rig) -> list[dict[str, Any]]:
    return [
        json.loads(each.payload)
        for each in rig.transport.published
        if each.topic.endswith("/up/cmdack")
    ]


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@pytest.fixture
def ran() -> list[str]:
    return []


def test_a_command_runs_once_and_each_copy_is_answered(inbox: FakeInbox, ran: list[str]) -> None:
    rig = rig_of(inbox, ran)
    for mid in (1, 2, 3):
        rig.transport.receive(CMD, command(id=C1), mid=mid)
        rig.turn()
        rig.transport.puback(rig.transport.published[-1].id)
        rig.turn()
    assert ran == [C1]
    assert [each["result"] for each in acks(rig)] == ["applied", "duplicate", "duplicate"]
    assert all(each["id"] == C1 for each in acks(rig))
    assert rig.transport.acknowledged == [1, 2, 3]
    recorded = [topic for topic, kind, _ in rig.outbox.recorded if kind == "cmdack"]
    assert len(recorded) == 3


def test_it_is_acknowledged_after_the_commit_and_in_order(inbox: FakeInbox, ran: list[str]) -> None:
    rig = rig_of(inbox, ran)
    inbox.defer = True
    rig.transport.receive(CMD, command(id=C1), mid=1)
    rig.transport.receive(CMD, b"{", mid=2)
    rig.turn()
    assert rig.transport.acknowledged == []
    assert acks(rig) == []
    inbox.finish()
    rig.turn()
    assert rig.transport.acknowledged == [1, 2]
    assert [each["result"] for each in acks(rig)] == ["applied"]


def test_results_never_use_more_than_the_two_spare_slots(inbox: FakeInbox, ran: list[str]) -> None:
    rig = rig_of(inbox, ran)
    for n in range(10):
        rig.transport.receive(CMD, command(id=cid(n)), mid=n + 1)
    rig.turn()
    assert len(acks(rig)) == 2
    for n in range(10):
        sent = [each.id for each in rig.transport.published if each.type == "cmdack"]
        rig.transport.puback(sent[n])
        rig.turn()
    assert sorted(each["id"] for each in acks(rig)) == [cid(n) for n in range(10)]


@pytest.mark.parametrize(
    ("changes", "reason", "result"),
    [
        ({"device": "hu-2"}, "wrong_vehicle", None),
        ({"kid": "another-2026a"}, "bad_signature", "refused"),
        ({"exp": "2026-11-22T12:00:00Z"}, "expired", "expired"),
        ({"surprise": 1}, "schema", "refused"),
        ({"ver": 9}, "unsupported", "unsupported"),
        ({"v": 2}, "unsupported", "unsupported"),
    ],
)
def test_what_may_not_act_does_not(
    inbox: FakeInbox, ran: list[str], changes: dict[str, Any], reason: str, result: str | None
) -> None:
    rig = rig_of(inbox, ran)
    rig.transport.receive(CMD, command(id=C1, **changes), mid=1)
    rig.turn()
    assert ran == []
    assert inbox.aside == [(CMD, reason)]
    assert rig.core.counted()[f"down_{reason}"] == 1
    assert rig.transport.acknowledged == [1]
    assert [each["result"] for each in acks(rig)] == ([] if result is None else [result])


def test_a_retained_command_does_not_act(inbox: FakeInbox, ran: list[str]) -> None:
    rig = rig_of(inbox, ran)
    rig.transport.receive(CMD, command(id=C1), mid=1, retain=True)
    rig.turn()
    assert ran == []
    assert inbox.aside == [(CMD, "retained")]
    assert acks(rig) == []


def test_a_command_nobody_handles_is_unsupported_and_its_number_used(
    inbox: FakeInbox, ran: list[str]
) -> None:
    def refuse(_message: Mapping[str, Any]) -> Callable[[Any], None]:
        raise BadMessage("unknown_command", C1)

    rig = rig_of(inbox, ran, handler=refuse)
    rig.transport.receive(CMD, command(id=C1), mid=1)
    rig.turn()
    assert inbox.settled == [(C1, Result.REFUSED)]
    assert acks(rig) == [{"v": 1, "id": C1, "result": "refused", "code": "unknown_command"}]
    assert rig.transport.acknowledged == [1]


def test_what_cannot_be_done_now_is_refused_once_and_a_copy_of_what_was_done_is_not(
    inbox: FakeInbox, ran: list[str]
) -> None:
    parked = True

    def only_parked(message: Mapping[str, Any]) -> Callable[[Any], None]:
        def effect(_connection: Any) -> None:
            if not parked:
                raise BadMessage("not_parked")
            ran.append(str(message["id"]))

        return effect

    rig = rig_of(inbox, ran, handler=only_parked)

    def receive(n: int, mid: int) -> None:
        rig.transport.receive(CMD, command(id=cid(n)), mid=mid)
        rig.turn()
        rig.transport.puback(rig.transport.published[-1].id)
        rig.turn()

    receive(1, 1)
    parked = False
    receive(1, 2)
    receive(2, 3)
    assert ran == [cid(1)]
    words = [(each["id"], each["result"], each.get("code")) for each in acks(rig)]
    assert words == [
        (cid(1), "applied", None),
        (cid(1), "duplicate", None),
        (cid(2), "refused", "not_parked"),
    ]
    assert inbox.settled == [(cid(2), Result.REFUSED)]
    assert rig.transport.acknowledged == [1, 2, 3]
    assert rig.transport.shuts == 0


def test_a_flood_of_bad_messages_is_one_line_a_minute_and_says_nothing_of_them(
    inbox: FakeInbox, ran: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    rig = rig_of(inbox, ran)
    for n in range(50):
        rig.transport.receive(CMD, command(id=cid(n), surprise="my secret"), mid=n + 1)
        rig.turn()
    rig.transport.receive(f"v1/{DEVICE}/down/secret", b"{}", mid=90)
    rig.turn()
    assert caplog.messages == [
        "a message on cmd was set aside: schema",
        "a message on an unknown topic was set aside: bad_topic",
    ]
    assert rig.core.counted()["down_schema"] == 50
    rig.clock.advance(60.0)
    rig.transport.receive(CMD, command(id=cid(99), surprise="my secret"), mid=99)
    rig.turn()
    assert caplog.messages.count("a message on cmd was set aside: schema") == 2


def test_the_state_is_announced_again_when_asked(inbox: FakeInbox, ran: list[str]) -> None:
    rig = rig_of(inbox, ran)
    before = len(rig.births)
    rig.core.report_state()
    rig.turn()
    assert len(rig.births) == before + 1
    again = json.loads(rig.births[-1].payload)
    assert (again["state"], again["resync"], again["down"]) == ("online", False, {"oem": 17})
    assert rig.status.link == "up"


@pytest.mark.parametrize("trouble", ["broken", "full"])
def test_a_command_that_cannot_be_written_comes_again(
    inbox: FakeInbox, ran: list[str], trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    rig = rig_of(inbox, ran)
    if trouble == "broken":
        inbox.broken = OSError("disk")
    else:
        inbox.full = True
    rig.transport.receive(CMD, command(id=C1), mid=1)
    rig.turn()
    assert rig.transport.acknowledged == []
    assert rig.transport.shuts == 1
    assert "could not be written" in caplog.text
    rig.transport.end()
    rig.turn()
    assert rig.status.last_error == "storage"
    inbox.broken, inbox.full = None, False
    rig.come_up()
    birth = json.loads(rig.births[-1].payload)
    assert birth["resync"] is True
    assert birth["down"] == {"oem": 17}
    rig.transport.receive(CMD, command(id=C1), mid=9)
    rig.turn()
    assert ran == [C1]


def test_the_marks_are_in_every_birth(inbox: FakeInbox, ran: list[str]) -> None:
    rig = rig_of(inbox, ran)
    birth = json.loads(rig.births[-1].payload)
    assert birth["down"] == {"oem": 17}
    assert birth["resync"] is False
    assert birth["caps"] == ["bundle", "zlib"]
