import json
import logging

import pytest

from app.features.sync.domain.events import Discarded
from tests.fakes.mqtt import DEVICE, make_rig, message

RECEIPT = f"v1/{DEVICE}/down/receipt"


def receipt(*ids: str, **more: object) -> bytes:
    return json.dumps({"ids": list(ids), **more}).encode()


@pytest.mark.parametrize(
    ("topic", "payload", "retain", "reason"),
    [
        (RECEIPT, b"{", False, "receipt_json"),
        (RECEIPT, receipt(*map(str, range(1001))), False, "receipt_too_many"),
        (RECEIPT, receipt("a"), True, "retained"),
        ("v1/hu-1/down/cmd", b"{}", False, "unknown_topic"),
        ("v1/hu-2/down/receipt", receipt("a"), False, "unknown_topic"),
        (RECEIPT, receipt("never-sent"), False, "receipt_unknown_id"),
    ],
)
def test_odd_messages_are_counted_acknowledged_and_change_nothing(
    topic: str, payload: bytes, retain: bool, reason: str
) -> None:
    rig = make_rig()
    rig.outbox.add(message("a"))
    rig.come_up()
    rig.transport.receive(topic, payload, mid=5, retain=retain)
    rig.turn()
    assert [row.id for row in rig.outbox.rows] == ["a"]
    assert rig.core.counted()[reason] == 1
    assert rig.transport.acknowledged == [5]
    rig.transport.receive(RECEIPT, receipt("a"), mid=6)
    rig.turn()
    assert rig.outbox.rows == []


def test_messages_are_acknowledged_in_order_of_arrival() -> None:
    rig = make_rig()
    rig.come_up()
    rig.outbox.slow = True
    rig.transport.receive(RECEIPT, receipt("a"), mid=1)
    rig.transport.tell(Discarded(rig.transport.attempt, 2))
    rig.turn()
    assert rig.transport.acknowledged == []
    rig.outbox.finish()
    rig.turn()
    assert rig.transport.acknowledged == [1, 2]
    assert rig.core.counted()["discarded"] == 1


def test_a_rejected_row_is_set_aside_and_not_sent_again() -> None:
    rig = make_rig()
    rig.outbox.add(message("bad"), message("good"))
    rig.come_up()
    rig.transport.puback("bad")
    rig.transport.puback("good")
    rig.transport.receive(RECEIPT, receipt("good", rejected=[{"id": "bad", "code": "schema"}]))
    rig.turn()
    rig.advance(1000.0)
    assert rig.sent == ["bad", "good"]
    assert rig.core.counted()["rejected"] == 1


def test_a_backend_that_asks_for_a_pause_gets_it() -> None:
    rig = make_rig()
    rig.come_up()
    rig.transport.receive(RECEIPT, receipt(retry_after_s=60))
    rig.turn()
    rig.outbox.add(message("a"))
    rig.core.nudge()
    rig.advance(59.0)
    assert rig.sent == []
    rig.advance(1.1)
    assert rig.sent == ["a"]


def test_a_message_the_broker_does_not_authorise_is_held_for_an_hour() -> None:
    rig = make_rig()
    rig.outbox.add(message("a"))
    rig.come_up()
    rig.transport.puback("a", 0x87)
    rig.turn()
    rig.advance(3500.0)
    assert rig.sent == ["a"]
    rig.advance(101.0)
    assert rig.sent == ["a", "a"]


def test_a_poisonous_message_does_not_block_the_next() -> None:
    rig = make_rig()
    rig.outbox.add(message("a"), message("b"))
    rig.come_up(receive_maximum=3)
    rig.transport.puback("a", 0x99)
    rig.turn()
    rig.advance(400.0)
    assert rig.sent[:2] == ["a", "b"]
    assert rig.sent.count("a") == 1


def test_a_failing_outbox_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    rig = make_rig()
    rig.come_up()
    rig.outbox.add(message("a"))
    rig.outbox.broken = OSError("disk full")
    rig.core.nudge()
    rig.turn()
    assert rig.sent == []
    rig.outbox.broken = None
    rig.advance(3.1)
    assert rig.sent == ["a"]
    assert "disk full" in caplog.text


def test_a_defect_in_a_callback_does_not_stop_the_core(caplog: pytest.LogCaptureFixture) -> None:
    rig = make_rig()
    rig.outbox.add(message("a"), message("b"))
    rig.gateway.explode_on = "a"
    rig.come_up()
    assert rig.core.counted()["exception"] == 1
    assert "callback of the sync core failed" in caplog.text
    rig.advance(4.0)
    assert sorted(rig.sent) == ["a", "b"]
    rig.transport.receive(RECEIPT, receipt("a", "b"))
    rig.turn()
    assert rig.outbox.rows == []


def test_loss_and_recovery_are_logged_once_each(caplog: pytest.LogCaptureFixture) -> None:
    rig = make_rig()
    rig.come_up()
    with caplog.at_level(logging.WARNING):
        for _ in range(4):
            rig.transport.end()
            rig.turn()
            rig.to_next_attempt()
        rig.transport.connected()
        rig.turn()
        rig.transport.suback()
        rig.turn()
    assert [text.split(":")[0] for text in caplog.messages] == [
        "no link to the backend",
        "link to the backend is up again",
    ]


def test_counts_are_shown_at_most_four_times_a_second() -> None:
    rig = make_rig()
    rig.come_up()
    rig.advance(1.0)
    shown = len(rig.reports)
    for n in range(10):
        rig.outbox.add(message(f"m{n}"))
        rig.core.nudge()
        rig.advance(0.01)
    assert len(rig.reports) - shown <= 1
    rig.advance(0.3)
    assert rig.status.pending == 10


def test_a_clean_stop_says_offline_and_then_disconnects() -> None:
    rig = make_rig()
    rig.come_up()
    rig.core.stop()
    rig.turn()
    assert json.loads(rig.births[-1].payload)["state"] == "offline"
    assert rig.transport.disconnects == 1
    rig.transport.end()
    rig.turn()
    assert rig.core.finished
    assert rig.status.link == "off"


def test_a_stop_does_not_wait_for_a_broker_that_is_silent() -> None:
    rig = make_rig()
    rig.come_up()
    rig.core.stop()
    rig.turn()
    rig.advance(0.7)
    assert rig.transport.shuts == 0
    rig.advance(0.2)
    assert rig.transport.shuts == 1
    assert rig.core.finished


def test_a_stop_while_waiting_is_immediate() -> None:
    rig = make_rig()
    rig.core.stop()
    rig.turn()
    assert rig.core.finished


def test_the_thread_starts_and_ends() -> None:
    rig = make_rig(begin=False)
    rig.core.start()
    rig.core.stop()
    assert rig.core.finished
    rig.core.stop()
