"""How the core reacts to what the broker and the backend say, on a clock that stands still."""

import json
from typing import Any

import pytest

from app.features.sync.domain.broker_profile import BrokerProfile
from app.features.sync.domain.state import Status
from app.features.sync.ports import Hooks
from tests.fakes.mqtt import DEVICE, Rig, make_rig, message

RECEIPT = f"v1/{DEVICE}/down/receipt"
HELLO = f"v1/{DEVICE}/down/hello"
RESP = f"v1/{DEVICE}/down/resp"


def receipt(*ids: str, **more: object) -> bytes:
    return json.dumps({"ids": list(ids), **more}).encode()


def waited(rig: Rig) -> float:
    before = rig.clock.monotonic_ns() / 1e9
    rig.to_next_attempt()
    return rig.clock.monotonic_ns() / 1e9 - before


@pytest.mark.parametrize("code", [0x89, 0x97])
def test_a_busy_broker_gets_peace_and_no_bulk_for_a_minute_more(code: int) -> None:
    rig = make_rig()
    rig.come_up()
    rig.transport.end(code)
    rig.turn()
    assert (rig.status.link, rig.status.last_error) == ("waiting", "busy")
    pause = waited(rig)
    assert 30 - 1e-3 <= pause <= 300 + 1e-3
    rig.outbox.add(message("bulk", 8), message("act", 3))
    rig.transport.connected()
    rig.turn()
    rig.transport.suback()
    rig.turn()
    assert rig.sent == ["act"]
    rig.transport.puback(rig.births[-1].id)
    rig.transport.puback("act")
    rig.transport.receive(RECEIPT, receipt("act"))
    rig.advance(59.0)
    assert rig.sent == ["act"]
    rig.advance(2.0)
    assert rig.sent == ["act", "bulk"]


@pytest.mark.parametrize(
    ("code", "link", "error"),
    [
        (0x84, "rejected", "no_mqtt5"),
        (0, "rejected", "broker_unfit"),
        (0x8A, "rejected", "rejected"),
        (0x8C, "rejected", "rejected"),
    ],
)
def test_what_no_retry_can_cure_waits_an_hour(code: int, link: str, error: str) -> None:
    rig = make_rig()
    rig.to_next_attempt()
    rig.transport.refused(code)
    rig.transport.end()
    rig.turn()
    assert (rig.status.link, rig.status.last_error) == (link, error)
    assert rig.status.needs_attention
    assert waited(rig) == pytest.approx(3600)


def test_too_large_packets_halve_bundles_and_single_out_the_culprit() -> None:
    rig = make_rig(caps=frozenset({"bundle"}))
    rig.outbox.add(message("a", 3), message("big", 3), message("c", 3))
    limits = []
    for _ in range(8):
        rig.come_up()
        bundling = rig.outbox.terms[-1].bundling
        limits.append(None if bundling is None else bundling.bytes)
        rig.transport.end(0x95)
        rig.turn()
    assert limits == [65536, 32768, 16384, 8192, 4096, 2048, None, None]
    assert rig.outbox.rejected == [("a", "packet_too_large")]


def test_a_publish_over_quota_stops_bulk_for_half_a_minute() -> None:
    rig = make_rig()
    rig.outbox.add(message("b1", 8))
    rig.come_up()
    rig.transport.puback("b1", 0x97)
    rig.turn()
    rig.outbox.add(message("b2", 8), message("act", 3))
    rig.core.nudge()
    rig.advance(0.1)
    assert rig.sent == ["b1", "act"]
    rig.transport.puback("act")
    rig.transport.receive(RECEIPT, receipt("b1", "act"))
    rig.advance(28.0)
    assert "b2" not in rig.sent
    rig.advance(3.0)
    assert rig.sent == ["b1", "act", "b2"]


def test_a_topic_without_authority_holds_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    rig = make_rig()
    rig.outbox.add(message("x1", 3, recipient="x"), message("x2", 3, recipient="x"))
    rig.outbox.add(message("y1", 3, recipient="y"))
    rig.come_up(receive_maximum=3)
    rig.transport.puback("x1", 0x87)
    rig.turn()
    assert rig.sent == ["x1", "y1"]
    rig.transport.puback("y1")
    rig.transport.receive(RECEIPT, receipt("y1"))
    rig.advance(3000.0)
    assert rig.sent == ["x1", "y1"]
    rig.advance(601.0)
    assert rig.sent[2] == "x1"
    rig.transport.puback("x1", 0x87)
    rig.turn()
    assert caplog.text.count("does not authorise") <= 2


def test_poison_goes_to_the_dead_and_its_feature_is_told() -> None:
    told: list[tuple[Any, str]] = []
    rig = make_rig(hooks=Hooks(rejected=lambda ids, code: told.append((list(ids), code))))
    rig.outbox.add(message("a", 3))
    rig.come_up()
    rig.transport.puback("a", 0x90)
    rig.turn()
    assert rig.outbox.rejected == [("a", "puback_0x90")]
    assert told == [(["a"], "puback_0x90")]
    assert rig.outbox.rows == []


def test_no_subscriber_means_the_backend_is_away_until_a_receipt_comes() -> None:
    rig = make_rig()
    rig.outbox.add(message("a", 3))
    rig.come_up()
    rig.transport.puback("a", 0x10)
    rig.turn()
    assert (rig.status.link, rig.status.last_error) == ("up", "backend_away")
    assert rig.transport.shuts == 0
    rig.transport.receive(RECEIPT, receipt("a"))
    rig.turn()
    assert rig.status.last_error == ""


def test_acknowledged_but_never_confirmed_is_no_reason_to_reconnect() -> None:
    rig = make_rig()
    rig.outbox.add(message("a", 3))
    rig.come_up()
    acknowledged = 0
    for _ in range(200):
        if len(rig.sent) > acknowledged:
            acknowledged = len(rig.sent)
            rig.transport.puback("a")
        rig.advance(1.0)
    assert rig.status.link == "up"
    assert rig.status.last_error == "backend_away"
    assert len(rig.sent) >= 3


def test_a_pause_asked_by_the_backend_spares_the_most_urgent() -> None:
    rig = make_rig()
    rig.come_up()
    rig.transport.receive(RECEIPT, receipt(retry_after_s=60))
    rig.turn()
    rig.outbox.add(message("order", 3), message("stop", 1))
    rig.core.nudge(urgent=True)
    rig.turn()
    assert rig.sent == ["stop"]
    rig.transport.puback("stop")
    rig.transport.receive(RECEIPT, receipt("stop"))
    rig.advance(60.1)
    assert rig.sent == ["stop", "order"]


def test_a_paused_queue_is_not_asked_again_and_again() -> None:
    rig = make_rig()
    rig.come_up()
    rig.transport.receive(RECEIPT, receipt(retry_after_s=300))
    rig.outbox.add(message("order", 3))
    rig.core.nudge()
    rig.turn()
    asked = len(rig.outbox.rooms)
    for _ in range(100):
        rig.advance(1.0)
    assert len(rig.outbox.rooms) == asked


def test_what_the_backend_can_is_remembered_and_used() -> None:
    kept: list[frozenset[str]] = []
    rig = make_rig(hooks=Hooks(caps=kept.append))
    rig.come_up()
    before = rig.outbox.terms[-1].bundling
    assert before is None
    rig.transport.receive(HELLO, b'{"v":1,"type":"hello","caps":["zlib","bundle","x"]}')
    rig.outbox.add(message("a", 3))
    rig.core.nudge()
    rig.turn()
    assert kept == [frozenset({"bundle", "zlib"})]
    bundling = rig.outbox.terms[-1].bundling
    assert bundling is not None
    assert bundling.deflate
    rig.transport.receive(HELLO, b'{"caps":["zlib","bundle"]}')
    rig.transport.receive(HELLO, b"[]")
    rig.turn()
    assert len(kept) == 1
    assert rig.core.counted()["hello_not_json"] == 1


def test_the_backends_clock_counts_only_with_an_answer_to_this_boot() -> None:
    told: list[Any] = []
    rig = make_rig(hooks=Hooks(time=told.append))
    rig.outbox.add(message("a", 3))
    rig.come_up()
    rig.transport.receive(RECEIPT, receipt("old", time="2036-01-01T00:00:00Z"))
    rig.turn()
    rig.transport.receive(RECEIPT, receipt("a", time="2026-11-22T12:00:00Z"))
    rig.turn()
    assert [each.year for each in told] == [2026]


def test_an_answer_is_handled_by_what_it_refers_to() -> None:
    heard: list[str] = []

    def answered(response: Any) -> bool:
        heard.append(response["re"])
        return bool(response["re"] == "q-1")

    rig = make_rig(hooks=Hooks(answered=answered))
    rig.come_up()
    for re in ("q-1", "q-2"):
        body: dict[str, Any] = {"v": 1, "re": re, "status": "ok", "data": {}}
        rig.transport.receive(RESP, json.dumps(body).encode(), mid=5)
    rig.transport.receive(RESP, b'{"re":"q-1","status":"perhaps"}', mid=6)
    rig.transport.receive(RESP, b'{"re":"q-1","status":"ok"}', mid=7, retain=True)
    rig.transport.receive(RESP, b"{", mid=8)
    rig.turn()
    assert heard == ["q-1", "q-2"]
    counted = rig.core.counted()
    assert counted["response_unknown"] == counted["response_bad"] == counted["retained"] == 1
    assert rig.transport.acknowledged == [5, 5, 6, 7, 8]


def test_a_request_without_an_answer_is_overdue_once() -> None:
    overdue: list[str] = []
    hooks = Hooks(overdue=overdue.append, answered=lambda _response: True)
    rig = make_rig(hooks=hooks)
    rig.come_up()
    rig.core.expect("q-1", 8.0)
    rig.core.expect("q-2", 8.0)
    rig.turn()
    rig.transport.receive(RESP, b'{"v":1,"re":"q-2","status":"ok","data":{}}')
    rig.advance(7.9)
    assert overdue == []
    rig.advance(0.2)
    rig.advance(100.0)
    assert overdue == ["q-1"]
    rig.transport.receive(RESP, b'{"v":1,"re":"q-1","status":"error","code":"late","data":{}}')
    rig.turn()
    assert rig.core.counted()["response_late"] == 1


def test_a_certificate_that_may_not_be_used_is_not_tried() -> None:
    state = ["identity_expired"]
    rig = make_rig(identity_trouble=lambda: state[0])
    rig.advance(1.0)
    assert rig.transport.requests == []
    assert (rig.status.link, rig.status.last_error) == ("identity_expired", "identity_expired")
    rig.core.nudge(urgent=True)
    rig.advance(3500.0)
    assert rig.transport.requests == []
    state[0] = ""
    rig.core.identity_changed()
    rig.advance(1.1)
    assert len(rig.transport.requests) == 1


def test_a_client_certificate_refused_under_tls_13_is_seen_after_three_times() -> None:
    rig = make_rig()
    for n in range(3):
        rig.to_next_attempt()
        rig.transport.end(secured=True)
        rig.turn()
        assert rig.status.link == ("rejected" if n == 2 else "waiting")
    assert waited(rig) == pytest.approx(3600)


def test_an_untrusted_server_is_shown_as_such() -> None:
    rig = make_rig()
    rig.to_next_attempt()
    rig.transport.end(untrusted=True)
    rig.turn()
    assert rig.status.link == "server_untrusted"
    assert rig.status.needs_attention


def test_without_a_network_the_link_is_off_and_tries_soon_when_there_is_one() -> None:
    rig = make_rig()
    rig.come_up()
    rig.core.network(False)
    rig.turn()
    assert rig.status.link == "off"
    assert rig.transport.shuts == 1
    rig.advance(10_000.0)
    assert len(rig.transport.requests) == 1
    rig.core.network(True)
    rig.turn()
    assert waited(rig) <= 1.0 + 1e-3


def test_news_of_a_network_hurries_a_long_wait() -> None:
    rig = make_rig()
    for _ in range(10):
        rig.to_next_attempt()
        rig.transport.end()
        rig.turn()
    rig.advance(1.0)
    rig.core.network(True)
    rig.turn()
    assert waited(rig) <= 1.0 + 1e-3


def test_a_full_disk_stops_bulk_and_is_shown() -> None:
    storage = ["low"]
    rig = make_rig(storage=lambda: storage[0])
    rig.outbox.add(message("bulk", 8), message("act", 3))
    rig.come_up()
    assert rig.sent == ["act"]
    assert rig.status.storage == "low"
    storage[0] = "ok"
    rig.transport.puback("act")
    rig.turn()
    assert rig.sent == ["act", "bulk"]


def test_the_rates_of_a_broker_profile_are_kept() -> None:
    rig = make_rig(broker=BrokerProfile(publishes_per_s=8))
    rig.outbox.add(*(message(f"m{n}", 3) for n in range(40)))
    rig.come_up()
    begin, last = rig.clock.monotonic_ns(), 0
    while len(rig.sent) < 40:
        for name in rig.sent[last:]:
            rig.transport.puback(name)
        last = len(rig.sent)
        due = rig.core.next_due()
        assert due is not None
        rig.advance(max(0.01, due - rig.clock.monotonic_ns() / 1e9))
    assert (rig.clock.monotonic_ns() - begin) / 1e9 >= (40 - 2) / 8 - 0.1


def test_an_old_state_is_skipped_but_acknowledged() -> None:
    rig = make_rig()
    rig.come_up()
    rig.transport.stale.add(3)
    rig.transport.receive(RECEIPT, receipt("a"), mid=3)
    rig.turn()
    assert rig.transport.acknowledged == [3]
    assert rig.core.counted()["superseded"] == 1


def test_many_receipts_at_once_are_written_together() -> None:
    rig = make_rig()
    rig.outbox.add(*(message(f"m{n}", 3) for n in range(20)))
    rig.come_up()
    rig.outbox.slow = True
    for n in range(20):
        rig.transport.receive(RECEIPT, receipt(f"m{n}"), mid=n + 1)
    rig.turn()
    assert len(rig.outbox.settling) == 1
    rig.outbox.slow = False
    rig.outbox.finish()
    rig.turn()
    assert rig.transport.acknowledged == list(range(1, 21))
    assert [row.id for row in rig.outbox.rows] == ["m0"]  # the slow fake settled nothing


def test_the_status_of_nothing() -> None:
    assert Status() == Status("off", 0, 0, "")
