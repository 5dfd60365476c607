import json

import pytest

from app.features.sync.domain.reasons import NO_RETAIN, TAKEN_OVER
from tests.fakes.mqtt import DEVICE, make_rig, message

RECEIPT = f"v1/{DEVICE}/down/receipt"


def receipt(*ids: str, **more: object) -> bytes:
    return json.dumps({"ids": list(ids), **more}).encode()


def test_it_connects_subscribes_announces_itself_and_is_up() -> None:
    rig = make_rig()
    assert rig.status.link == "waiting"
    rig.to_next_attempt()
    assert rig.status.link == "connecting"
    request = rig.transport.requests[0]
    assert request.will_topic == f"v1/{DEVICE}/up/state"
    assert request.retain
    assert json.loads(request.will_payload)["state"] == "offline"
    rig.transport.connected()
    rig.turn()
    assert rig.transport.subscribed == [f"v1/{DEVICE}/down/#"]
    assert rig.transport.published == []
    rig.transport.suback()
    rig.turn()
    (birth,) = rig.births
    assert birth.retain
    assert json.loads(birth.payload)["state"] == "online"
    assert rig.status.link == "up"
    assert rig.status.last_error == ""
    assert rig.status.last_contact_ms == int(rig.clock.wall.timestamp() * 1000)


def test_will_and_birth_are_in_the_ledger_before_they_leave() -> None:
    rig = make_rig()
    rig.come_up()
    payloads = [payload for _, _, payload in rig.outbox.recorded]
    assert payloads == [rig.transport.requests[0].will_payload, rig.births[0].payload]


def test_without_a_ledger_entry_nothing_leaves() -> None:
    rig = make_rig()
    rig.outbox.broken = OSError("disk")
    for _ in range(20):
        due = rig.core.next_due()
        assert due is not None
        rig.advance(max(0.0, due - rig.clock.monotonic_ns() / 1e9) + 1e-6)
    assert rig.transport.requests == []
    assert rig.status.last_error == "storage"
    rig.outbox.broken = None
    rig.come_up()
    assert rig.status.link == "up"


def test_rows_leave_by_priority_as_many_as_the_window_takes() -> None:
    rig = make_rig()
    rig.outbox.add(*(message(f"late{n}", 6) for n in range(3)), message("first", 0))
    rig.come_up(receive_maximum=4)
    assert rig.sent == ["first", "late0"]
    rig.transport.puback("first")
    rig.turn()
    assert rig.sent == ["first", "late0", "late1"]
    rig.transport.puback("late0")
    rig.transport.puback("late1")
    rig.turn()
    assert rig.sent == ["first", "late0", "late1", "late2"]


def test_a_row_written_while_up_leaves_at_once() -> None:
    rig = make_rig()
    rig.come_up()
    rig.outbox.add(message("a"))
    rig.turn()
    assert rig.sent == []
    rig.core.nudge()
    rig.turn()
    assert rig.sent == ["a"]


def test_only_a_receipt_settles_a_row() -> None:
    rig = make_rig()
    rig.outbox.add(message("a"))
    rig.come_up()
    rig.transport.puback("a")
    rig.advance(1.0)
    assert [row.id for row in rig.outbox.rows] == ["a"]
    assert rig.status.pending == 1
    rig.transport.receive(RECEIPT, receipt("a"), mid=7)
    rig.advance(1.0)
    assert rig.outbox.rows == []
    assert rig.status.pending == 0
    assert rig.transport.acknowledged == [7]


def test_without_a_receipt_the_row_is_sent_again_with_growing_gaps() -> None:
    rig = make_rig()
    rig.outbox.add(message("a"))
    rig.come_up()
    gaps = []
    for sent in range(1, 5):
        assert rig.sent == ["a"] * sent
        rig.transport.puback("a")
        waited = 0.0
        while len(rig.sent) == sent:
            rig.advance(0.1)
            waited += 0.1
        gaps.append(waited)
    for gap, base in zip(gaps, (3, 6, 12, 24), strict=True):
        assert 0.8 * base - 0.2 <= gap <= 1.2 * base + 0.2


def test_a_lost_link_releases_its_rows_and_sends_them_once_after_the_return() -> None:
    rig = make_rig()
    rig.outbox.add(message("a"), message("b"))
    rig.come_up()
    rig.transport.puback("a")
    rig.turn()
    rig.transport.end()
    rig.turn()
    assert rig.status.link == "waiting"
    assert rig.status.last_error == "no_network"
    assert sorted(rig.outbox.released) == ["a", "b"]
    assert rig.sent == ["a", "b"]
    rig.come_up()
    assert rig.sent == ["a", "b", "a", "b"]


def test_a_dispatch_that_ends_after_the_link_goes_back_to_the_outbox() -> None:
    rig = make_rig()
    rig.outbox.add(message("a"))
    rig.outbox.defer = True
    rig.come_up()
    rig.transport.end()
    rig.turn()
    rig.outbox.defer = False
    rig.outbox.finish()
    rig.turn()
    assert rig.sent == []
    assert rig.outbox.released == ["a"]
    rig.come_up()
    assert rig.sent == ["a"]


def test_a_withdrawal_after_the_decision_stops_the_publish() -> None:
    rig = make_rig()
    rig.outbox.add(message("a"))
    rig.outbox.defer = True
    rig.come_up()
    rig.outbox.generations["P3", "garage"] = 1
    rig.outbox.rows.clear()
    rig.outbox.defer = False
    rig.outbox.finish()
    rig.turn()
    rig.advance(10.0)
    assert rig.sent == []
    assert rig.core.counted()["not_published"] == 1


def test_a_withdrawal_closes_a_link_that_still_carries_its_messages() -> None:
    rig = make_rig()
    rig.outbox.add(message("a"))
    rig.come_up()
    rig.core.withdrawn("P3", "other")
    rig.turn()
    assert rig.transport.shuts == 0
    rig.core.withdrawn("P3", "garage")
    rig.turn()
    assert rig.transport.shuts == 1


def test_a_silent_broker_is_given_up_after_the_liveness_time() -> None:
    rig = make_rig()
    rig.outbox.add(message("a", payload=b"x" * 4000))
    rig.come_up()
    rig.advance(21.9)
    assert rig.transport.shuts == 0
    rig.advance(0.2)
    assert rig.transport.shuts == 1
    rig.advance(2.1)
    assert rig.status.link == "waiting"
    assert rig.core.counted()["dead_link"] == 1


def test_a_driver_waiting_makes_the_link_less_patient() -> None:
    rig = make_rig()
    rig.come_up()
    rig.outbox.add(message("a", prio=0))
    rig.core.nudge(urgent=True)
    rig.turn()
    rig.advance(4.1)
    assert rig.transport.shuts == 1


@pytest.mark.parametrize("seed", range(20))
def test_attempts_stay_within_the_ceilings_and_a_second_apart(seed: int) -> None:
    rig = make_rig(seed)
    last = rig.clock.monotonic_ns() / 1e9
    for top in (1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300):
        rig.to_next_attempt()
        now = rig.clock.monotonic_ns() / 1e9
        assert now - last <= max(top, 1.0) + 1e-3
        if len(rig.transport.requests) > 1:
            assert now - last >= 1.0 - 1e-6
        last = now
        rig.transport.end()
        rig.turn()


def test_a_drivers_act_pulls_a_far_attempt_forward() -> None:
    rig = make_rig()
    for _ in range(10):
        rig.to_next_attempt()
        rig.transport.end()
        rig.turn()
    rig.advance(3.0)
    assert len(rig.transport.requests) == 10
    rig.outbox.add(message("a", prio=0))
    rig.core.nudge(urgent=True)
    rig.turn()
    rig.advance(0.5)
    assert len(rig.transport.requests) == 11


@pytest.mark.parametrize(
    ("code", "link", "error", "least", "most"),
    [
        (0x87, "rejected", "rejected", 3600, 3600),
        (0x89, "waiting", "busy", 30, 300),
        (0x80, "waiting", "broker", 0, 2),
    ],
)
def test_refusals_wait_as_long_as_they_deserve(
    code: int, link: str, error: str, least: float, most: float
) -> None:
    rig = make_rig()
    rig.to_next_attempt()
    rig.transport.refused(code)
    rig.transport.end()
    rig.turn()
    assert (rig.status.link, rig.status.last_error) == (link, error)
    before = rig.clock.monotonic_ns() / 1e9
    rig.to_next_attempt()
    waited = rig.clock.monotonic_ns() / 1e9 - before
    assert least - 1e-3 <= waited <= most + 1e-3


def test_a_refused_identity_is_not_hurried_by_an_act() -> None:
    rig = make_rig()
    rig.to_next_attempt()
    rig.transport.refused(0x86)
    rig.transport.end()
    rig.advance(10.0)
    rig.core.nudge(urgent=True)
    rig.advance(10.0)
    assert len(rig.transport.requests) == 1


def test_the_same_identity_elsewhere_asks_for_attention() -> None:
    rig = make_rig()
    rig.come_up()
    rig.transport.end(TAKEN_OVER)
    rig.turn()
    assert (rig.status.link, rig.status.last_error) == ("attention", "same_identity")


def test_a_broker_without_retain_gets_unretained_states() -> None:
    rig = make_rig()
    rig.to_next_attempt()
    rig.transport.refused(NO_RETAIN)
    rig.transport.end()
    rig.turn()
    rig.come_up()
    assert not rig.transport.requests[-1].retain
    assert not rig.births[-1].retain


def test_a_refused_subscription_is_a_refusal() -> None:
    rig = make_rig()
    rig.to_next_attempt()
    rig.transport.connected()
    rig.turn()
    rig.transport.suback(0x87)
    rig.turn()
    rig.transport.end()
    rig.turn()
    assert rig.status.link == "rejected"
    assert rig.births == []


def test_an_attempt_without_any_answer_is_given_up() -> None:
    rig = make_rig()
    rig.to_next_attempt()
    rig.advance(15.1)
    assert rig.transport.shuts == 1
    rig.advance(2.1)
    assert rig.status.link == "waiting"


def test_events_of_an_older_attempt_are_ignored() -> None:
    rig = make_rig()
    rig.come_up()
    old = rig.transport.attempt
    rig.transport.end()
    rig.turn()
    rig.come_up()
    late = type(rig.transport)()
    late.requests = [rig.transport.requests[old - 1]]
    late.listen(rig.transport.tell)
    late.end()
    rig.turn()
    assert rig.status.link == "up"
