"""The gateway lets out what it knows and is permitted, and nothing else."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.core.message import Dispatch, QueuedMessage, Verdict
from app.features.consent.domain.ledger import Left
from app.features.consent.domain.topics import TopicRule
from app.features.consent.gateway import Gateway
from app.features.sync.domain.state import Identity, Resync, birth, will
from tests.fakes.car import ManualClock
from tests.fakes.privacy import P3, ConsentBench

RECORD: dict[str, Any] = {
    "alert": {
        "key": "tyre.low.rear_left",
        "kind": "tyre.low",
        "severity": "soon",
        "opened_at": "2026-11-24T17:42:00+00:00",
    },
    "position": "rear_left",
    "value": {"kpa": 190, "placard_kpa": 250},
    "odometer_km": 41000,
    "model_id": "maint-2026.1",
}


def row(data: Any = None, **changes: Any) -> QueuedMessage:
    text = data if isinstance(data, bytes) else json.dumps(RECORD if data is None else data)
    message = QueuedMessage(
        *(1, "id", "up/maintenance/garage-demo", "maintenance.record", 1, *P3, 6, "b.1", 0),
        expires_ms=None,
        attempts=0,
        data=text if isinstance(text, bytes) else text.encode(),
    )
    return replace(message, **changes)


def given(bench: ConsentBench) -> ConsentBench:
    bench.give()
    bench.post.run()
    assert bench.state == "given"
    return bench


def test_a_permitted_record_leaves_with_its_reason(bench: ConsentBench) -> None:
    permission = given(bench).gateway.decide(row())
    assert permission.verdict is Verdict.SEND
    assert permission.lawful_basis == "C"
    assert permission.consent_record_id == bench.service.permits(*P3)
    assert permission.consent_record_id is not None
    assert permission.categories == ("alert", "wear_signal", "odometer")
    assert permission.precision == "exact"


def test_without_consent_it_is_dropped(bench: ConsentBench) -> None:
    assert bench.gateway.decide(row()).verdict is Verdict.DROP
    assert bench.gateway.decide(row()).reason == "no_consent"


def test_before_the_log_is_read_it_waits(clock: ManualClock) -> None:
    assert ConsentBench(clock=clock).gateway.decide(row()).verdict is Verdict.HOLD


def with_field(name: str, value: Any) -> dict[str, Any]:
    return {**RECORD, name: value}


REFUSALS = [
    ({"topic": "up/telemetry"}, None, "unknown_topic"),
    ({"topic": "up/maintenance/garage-demo/more"}, None, "unknown_topic"),
    ({"topic": "up/maintenance/+"}, None, "unknown_topic"),
    ({"topic": "up/state", "purpose": "P1", "recipient": "manufacturer"}, None, "unknown_topic"),
    ({"type": "score.report"}, None, "unknown_type"),
    ({"purpose": "P1"}, None, "wrong_purpose"),
    ({"recipient": "garage-other"}, None, "wrong_recipient"),
    ({"topic": "up/maintenance/other", "recipient": "other"}, None, "unknown_recipient"),
    ({}, with_field("position_gps", "60.1,24.9"), "unknown_field"),
    ({}, with_field("value", {"kpa": 1, "speed": 2}), "unknown_field"),
    ({}, with_field("odometer_km", "41000"), "bad_field"),
    ({}, with_field("odometer_km", True), "bad_field"),
    ({}, with_field("position", "spare"), "bad_field"),
    ({}, with_field("model_id", "x" * 65), "bad_field"),
    ({}, with_field("model_id", None), "bad_field"),
    ({}, {k: v for k, v in RECORD.items() if k != "alert"}, "missing_field"),
    ({}, [RECORD], "bad_json"),
    ({}, b'{"odometer_km":NaN}', "bad_json"),
    ({}, b'{"odometer_km":1,"odometer_km":2}', "bad_json"),
    ({}, b"{", "bad_json"),
    ({}, b"\xff", "bad_json"),
    ({}, with_field("model_id", "x" * 20_000), "too_large"),
]


@pytest.mark.parametrize(("changes", "data", "reason"), REFUSALS)
def test_what_it_does_not_know_is_dropped(
    bench: ConsentBench, changes: dict[str, Any], data: Any, reason: str
) -> None:
    permission = given(bench).gateway.decide(row(data, **changes))
    assert (permission.verdict, permission.reason) == (Verdict.DROP, reason)


def test_an_unknown_odometer_may_be_said(bench: ConsentBench) -> None:
    message = row(with_field("odometer_km", None))
    assert given(bench).gateway.decide(message).verdict is Verdict.SEND


def with_topics(bench: ConsentBench, *topics: TopicRule) -> Gateway:
    return Gateway(bench.book, topics, lambda message: len(message.data))


def test_two_matches_are_none(bench: ConsentBench) -> None:
    gateway = with_topics(given(bench), *bench.data.topics, *bench.data.topics)
    assert gateway.decide(row()).reason == "ambiguous_topic"


def test_a_category_outside_the_purpose_is_dropped(bench: ConsentBench) -> None:
    rule = next(rule for rule in bench.data.topics if rule.levels[1] == "maintenance")
    fields = {**rule.fields, "model_id": replace(rule.fields["model_id"], category="location")}
    gateway = with_topics(given(bench), replace(rule, fields=fields))
    assert gateway.decide(row()).reason == "wrong_category"


def test_a_failure_lets_nothing_out(bench: ConsentBench) -> None:
    def broken(_message: QueuedMessage) -> int:
        raise ZeroDivisionError

    permission = Gateway(given(bench).book, bench.data.topics, broken).decide(row())
    assert (permission.verdict, permission.reason) == (Verdict.DROP, "error")


TOLD = {"record_id": "r-1", "purpose": "P3", "recipient": "garage-demo", "time": "t"}
TOMBSTONE = {"topic": "up/withdraw/P3/garage-demo", "type": "consent.withdrawn"}


def test_a_tombstone_needs_no_consent(bench: ConsentBench) -> None:
    permission = bench.gateway.decide(row(TOLD, **TOMBSTONE))
    assert permission.verdict is Verdict.SEND
    assert (permission.lawful_basis, permission.consent_record_id) == ("L", "r-1")
    assert permission.categories == ()


@pytest.mark.parametrize(
    ("data", "changes"),
    [
        ({**TOLD, "recipient": "another"}, {}),
        ({**TOLD, "odometer_km": 1}, {}),
        ({"purpose": "P3"}, {}),
        (TOLD, {"topic": "up/withdraw/P1/garage-demo", "purpose": "P1"}),
        (TOLD, {"topic": "up/withdraw/P99/garage-demo", "purpose": "P99"}),
    ],
)
def test_a_tombstone_says_nothing_else(
    bench: ConsentBench, data: dict[str, str], changes: dict[str, str]
) -> None:
    permission = bench.gateway.decide(row(data, **(TOMBSTONE | changes)))
    assert permission.verdict is Verdict.DROP


def state(payload: bytes, topic: str = "up/state") -> Left:
    return Left(topic, "P1", "manufacturer", payload)


def test_birth_and_will_are_known_direct_messages(bench: ConsentBench) -> None:
    identity = Identity("hu-1", "0a1b2c3d.1", "0.1.0", "1.0")
    resync = Resync(wanted=False, marks={"cpo-demo": 17})
    born = bench.gateway.decide_direct(state(birth(identity, "id", 1, resync, 512)), "state")
    last = bench.gateway.decide_direct(state(will(1)), "state")
    for permission in (born, last):
        assert (permission.verdict, permission.reason) == (Verdict.SEND, "")
        assert (permission.lawful_basis, permission.consent_record_id) == ("N", None)
    assert born.categories == ("connection_state", "software_version")
    assert last.categories == ("connection_state",)


def test_direct_messages_are_checked_too(bench: ConsentBench) -> None:
    leak = b'{"v":1,"type":"state","state":"online","session":1,"vin":"x"}'
    assert bench.gateway.decide_direct(state(leak), "state").reason == "unknown_field"
    told = json.dumps(TOLD).encode()
    other = state(told, "up/withdraw/P3/garage-demo")
    assert bench.gateway.decide_direct(other, "consent.withdrawn").verdict is Verdict.DROP


def dispatch(bench: ConsentBench) -> Dispatch:
    generation = bench.gateway.generation(*P3)
    return Dispatch("id", "v1/hu-1/up/x", b"{}", "t", *P3, prio=6, generation=generation)


def test_nothing_leaves_after_a_withdrawal(bench: ConsentBench) -> None:
    left: list[Dispatch] = []

    def publish(message: Dispatch) -> bool:
        left.append(message)
        return True

    given(bench)
    early = dispatch(bench)
    assert not bench.gateway.publish(early), "no transport yet"
    bench.gateway.bind(publish)
    assert bench.gateway.publish(early)
    bench.withdraw()
    assert not bench.gateway.publish(early)
    assert bench.gateway.publish(dispatch(bench)), "a tombstone is of the new generation"
    assert len(left) == 2
