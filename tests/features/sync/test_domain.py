import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import HabitacleError
from app.core.message import QueuedMessage
from app.features.sync.domain.backoff import Backoff, ceiling
from app.features.sync.domain.envelope import encode, row_crc, timestamp
from app.features.sync.domain.reasons import Trouble, disconnect_trouble
from app.features.sync.domain.receipt import BadReceipt, parse_receipt
from app.features.sync.domain.resend import ResendSchedule, resend_delay
from app.features.sync.domain.state import LinkState, Resync, birth, shown_link, will
from app.features.sync.domain.tunables import parse_tunables
from app.features.sync.domain.window import Unacknowledged, Window, window_size
from tests.fakes.mqtt import ROOT, identity, link_tunables

TUNABLES = link_tunables()


def order_stop(
    *, expires_ms: int | None = None, data: bytes = b'{"order_id":"o-1"}'
) -> QueuedMessage:
    return QueuedMessage(
        seq=42,
        id="017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        topic="v1/hu-1/up/order/cpo-demo",
        type="order.stop",
        ver=1,
        purpose="P7",
        recipient="cpo-demo",
        prio=1,
        boot="9f3a22b1.17",
        created_ms=1795348800000,
        expires_ms=expires_ms,
        attempts=0,
        data=data,
    )


def test_envelope_of_the_worked_example() -> None:
    payload = encode(order_stop())
    assert len(payload) == 167
    assert (
        hashlib.sha256(payload).hexdigest()
        == "d95286fdbe442575fbb8491a8b88051018917cd239ef426adb5ff25b7ff98e9c"
    )
    assert list(json.loads(payload)) == ["v", "id", "type", "ver", "seq", "boot", "ts", "data"]


def test_checksums_of_the_worked_example() -> None:
    assert row_crc(order_stop(expires_ms=1795435200000)) == 2749493678
    assert row_crc(order_stop()) == 402755794
    damaged = order_stop(expires_ms=1795435200000, data=b'{"nrder_id":"o-1"}')
    assert row_crc(damaged) == 227106879


def test_timestamp_keeps_milliseconds_exactly() -> None:
    assert timestamp(1795348800007) == "2026-11-22T12:00:00.007Z"
    assert timestamp(0) == "1970-01-01T00:00:00.000Z"


def test_backoff_ceilings_of_the_worked_example() -> None:
    plain = [ceiling(TUNABLES, n) for n in range(1, 12)]
    assert plain == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    urgent = [ceiling(TUNABLES, n, urgent=True, failures=n - 1) for n in range(1, 8)]
    assert urgent == [1, 2, 2, 2, 2, 10, 10]
    assert ceiling(TUNABLES, 10_000) == 300


def test_backoff_counts_attempts_and_forgives_after_a_long_life() -> None:
    backoff = Backoff(TUNABLES, lambda _low, high: high)
    delays = []
    for now in range(0, 500, 100):
        delays.append(backoff.delay(urgent=False))
        backoff.begin(float(now))
    assert delays == [1, 2, 4, 8, 16]
    backoff.answered()
    backoff.ended(29.9)
    assert backoff.delay(urgent=False) == 32
    backoff.ended(30.0)
    assert backoff.delay(urgent=False) == 1


def test_an_act_pulls_the_attempt_forward_unless_one_was_just_made() -> None:
    backoff = Backoff(TUNABLES, lambda _low, high: high)
    assert backoff.pulled_forward(100.0) == 100.5
    backoff.begin(100.0)
    assert backoff.pulled_forward(102.9) is None
    assert backoff.pulled_forward(103.0) == 103.5
    assert backoff.earliest(100.2) == 101.0


def test_same_identity_waits_double_up_to_an_hour() -> None:
    backoff = Backoff(TUNABLES, lambda _low, high: high)
    assert [backoff.takeover() for _ in range(8)] == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_resend_delays_of_the_worked_example() -> None:
    delays = [resend_delay(TUNABLES, k) for k in range(9)]
    assert delays == [3, 6, 12, 24, 48, 96, 192, 300, 300]


def test_a_receipt_shortens_the_wait_of_the_others() -> None:
    schedule = ResendSchedule(TUNABLES, lambda _low, _high: 1.0)
    now = 0.0
    for _ in range(5):
        schedule.sent("slow", now)
        now += resend_delay(TUNABLES, 5)
        assert schedule.take_due(now) == ["slow"]
    schedule.sent("slow", now)
    schedule.sent("quick", now)
    schedule.settled(["quick"], now)
    assert schedule.next_due() == now + 3
    assert schedule.take_due(now + 3) == ["slow"]
    schedule.sent("slow", now + 3)
    assert schedule.next_due() == now + 6
    assert schedule.clear() == ["slow"]


@given(st.integers(min_value=0, max_value=40), st.floats(min_value=0.8, max_value=1.2))
def test_resend_stays_within_its_jitter(repetition: int, jitter: float) -> None:
    schedule = ResendSchedule(TUNABLES, lambda low, high: min(max(jitter, low), high))
    for _ in range(repetition + 1):
        schedule.sent("m", 0.0)
    due = schedule.next_due()
    assert due is not None
    base = resend_delay(TUNABLES, repetition)
    assert 0.8 * base <= due <= 1.2 * base


@pytest.mark.parametrize(
    ("receive_maximum", "expected"), [(None, 62), (100, 62), (20, 18), (2, 1), (1, 1), (65535, 62)]
)
def test_window_of_the_worked_example(receive_maximum: int | None, expected: int) -> None:
    assert window_size(TUNABLES, receive_maximum) == expected


@pytest.mark.parametrize(
    ("size", "urgent", "expected"),
    [(700, True, 4.35), (5600, True, 6.8), (5600, False, 22.8)],
)
def test_liveness_of_the_worked_example(size: int, urgent: bool, expected: float) -> None:
    window = Window(TUNABLES, 10)
    assert window.dead_at(urgent=urgent) is None
    window.add("a", Unacknowledged(0.0, size, "P3", "garage"))
    assert window.dead_at(urgent=urgent) == pytest.approx(expected)


def test_window_counts_rows_but_not_reserved_slots_and_stops_at_its_bytes() -> None:
    window = Window(TUNABLES, 2)
    window.add("birth", Unacknowledged(0.0, 200, "P1", "manufacturer", reserved=True))
    assert window.room() == 2
    window.add("row", Unacknowledged(1.0, 200, "P3", "garage"))
    assert window.room() == 1
    assert window.carries("P3", "garage")
    assert not window.carries("P3", "other")
    window.add("large", Unacknowledged(1.0, TUNABLES.window_bytes, "P3", "garage"))
    assert window.room() == 0


def test_receipt_of_the_worked_example() -> None:
    receipt = parse_receipt(
        b'{"ids":["a","b"],"rejected":[{"id":"c","code":"schema"}],'
        b'"time":"2026-11-22T12:00:00Z","retry_after_s":0}',
        TUNABLES,
    )
    assert receipt.ids == ("a", "b")
    assert receipt.rejected == (("c", "schema"),)
    assert parse_receipt(b'{"ids":[],"retry_after_s":9999}', TUNABLES).retry_after_s == 300


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b'"ids"',
        b'{"ids":"a"}',
        b'{"ids":[1]}',
        b'{"ids":[""]}',
        b'{"ids":["a"],"ids":["b"]}',
        b"{}",
        b'{"ids":[],"rejected":{}}',
        b'{"ids":[],"rejected":[{"id":"a"}]}',
        b'{"ids":[],"rejected":[{"id":1,"code":"x"}]}',
        b'{"ids":[],"retry_after_s":NaN}',
        b'{"ids":[],"retry_after_s":-1}',
        b'{"ids":[],"retry_after_s":true}',
        b'{"v":2,"ids":[]}',
        b'{"type":"hello","ids":[]}',
        b'{"ids":["\xff"]}',
        b"[" * 10_000,
        json.dumps({"ids": [str(n) for n in range(1001)]}).encode(),
        json.dumps({"ids": ["x" * 129]}).encode(),
    ],
)
def test_bad_receipts_are_refused(payload: bytes) -> None:
    with pytest.raises(BadReceipt):
        parse_receipt(payload, TUNABLES)


@given(st.binary(max_size=200).filter(lambda payload: b'"ids"' not in payload))
def test_no_payload_escapes_the_receipt_parser(payload: bytes) -> None:
    with pytest.raises(BadReceipt):
        parse_receipt(payload, TUNABLES)


def test_birth_and_will_carry_the_session_and_no_more_than_agreed() -> None:
    me = identity()
    assert me.session(3) == 17_000_003
    assert not me.new_store
    assert replace(me, boot="9f3a22b1.1").new_store
    online = json.loads(birth(me, "id-1", 17_000_003, Resync(True, {"oem": 17}), 512))
    assert online["down"] == {"oem": 17}
    assert online["state"] == "online"
    assert online["resync"] is True
    assert json.loads(will(17_000_003)) == {
        "v": 1,
        "type": "state",
        "state": "offline",
        "session": 17_000_003,
    }


def test_of_too_many_marks_the_highest_stay_in_the_birth() -> None:
    me, limit = replace(identity(), app="10.20.30"), TUNABLES.state_bytes_max
    (rule,) = (each for each in _topics() if each["types"] == ["state"])
    assert limit == rule["max_bytes"]
    marks = {f"{'issuer':-<28}{n:04}": (1 << 53) - n for n in range(300)}
    payload = birth(me, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", 10**15, Resync(True, marks), limit)
    assert len(payload) <= limit
    kept = json.loads(payload)["down"]
    assert kept
    assert kept.items() <= marks.items()
    assert min(kept.values()) > max(mark for issuer, mark in marks.items() if issuer not in kept)


def _topics() -> list[dict[str, Any]]:
    text = (ROOT / "assets/contract/topics.json").read_text("utf-8")
    topics: list[dict[str, Any]] = json.loads(text)["topics"]
    return topics


def test_reason_codes_become_what_the_screens_show() -> None:
    assert disconnect_trouble(None) is Trouble.NO_NETWORK
    assert disconnect_trouble(0x97) is Trouble.BUSY
    assert disconnect_trouble(0x87) is Trouble.REJECTED
    assert disconnect_trouble(0x8E) is Trouble.SAME_IDENTITY
    assert disconnect_trouble(0x9A) is Trouble.BROKER
    assert shown_link(LinkState.WAITING, Trouble.NO_NETWORK) == "waiting"
    assert shown_link(LinkState.WAITING, Trouble.REJECTED) == "rejected"
    assert shown_link(LinkState.WAITING, Trouble.SAME_IDENTITY) == "attention"
    assert shown_link(LinkState.SUBSCRIBING, Trouble.NONE) == "connecting"
    assert shown_link(LinkState.UP, Trouble.NONE) == "up"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"value": 64', '"value": true', "window_max"),
        ('"value": 64', '"value": -1', "window_max"),
        ('"window_max"', '"windowmax"', "windowmax"),
        ('"value": 64', '"v": 64', "form"),
    ],
)
def test_bad_settings_are_named(old: str, new: str, named: str) -> None:
    text = (ROOT / "assets/sync/link.json").read_text()
    with pytest.raises(HabitacleError, match=named):
        parse_tunables(text.replace(old, new, 1))
