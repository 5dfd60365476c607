import logging

import pytest

from app.adapters.mqtt import MqttClient
from app.emulator.broker import Broker
from tests.fakes.desk import Desk, record, until
from tests.fakes.mqtt import DEVICE

RECEIPT = f"v1/{DEVICE}/down/receipt"


def test_a_row_arrives_once_and_its_receipt_settles_it(broker: Broker) -> None:
    with Desk(broker) as desk:
        desk.add(1, 2, 3)
        assert until(lambda: desk.outbox.rows == [])
        assert until(lambda: desk.reports[-1].pending == 0)
        assert desk.records() == [record(n).id for n in (1, 2, 3)]
        assert [each.payload for each in desk.cloud.received if each.type != "state"] == [
            record(n).payload for n in (1, 2, 3)
        ]
        assert all(each.duplicates == 0 for each in desk.cloud.received if each.type != "state")
        assert desk.cloud.violations == ()
        assert desk.core.counted() == {}


def test_a_row_written_while_the_broker_is_dead_arrives_after_its_return(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "app.features.sync"), Desk(broker) as desk:
        desk.add(1)
        assert until(lambda: desk.outbox.rows == [])
        broker.kill()
        assert until(lambda: desk.link != "up")
        desk.add(2)
        assert until(lambda: len([s for s in desk.reports if s.link == "connecting"]) >= 3)
        assert desk.records() == [record(1).id]
        broker.start()
        assert until(lambda: desk.outbox.rows == [])
        assert desk.records() == [record(1).id, record(2).id]
        assert desk.link == "up"
    assert len([text for text in caplog.messages if text.startswith("no link")]) == 1
    assert caplog.messages.count("link to the backend is up again") == 1


def test_without_a_receipt_the_same_bytes_are_sent_again(broker: Broker) -> None:
    with Desk(broker) as desk:
        desk.cloud.withhold_receipts(True)
        desk.add(1)
        assert until(lambda: any(each.duplicates >= 2 for each in desk.cloud.received))
        assert [row.id for row in desk.outbox.rows] == [record(1).id]
        desk.cloud.withhold_receipts(False)
        assert until(lambda: desk.outbox.rows == [])


def test_birth_and_will_are_seen_by_the_backend(broker: Broker) -> None:
    with Desk(broker) as desk:
        assert until(lambda: desk.cloud.states.get(DEVICE) == "online")
        desk.transport.shut()
        assert until(lambda: any(each.id.startswith("offline-") for each in desk.cloud.received))
        assert until(lambda: desk.link == "up" and desk.cloud.states[DEVICE] == "online")


def test_a_clean_stop_says_offline_within_a_second(broker: Broker) -> None:
    desk = Desk(broker)
    with desk:
        assert until(lambda: desk.cloud.states.get(DEVICE) == "online")
        desk.core.stop()
        assert desk.core.finished
        assert desk.link == "off"
        assert until(lambda: desk.cloud.states[DEVICE] == "offline")


def test_the_birth_is_retained_for_a_backend_that_comes_later(broker: Broker) -> None:
    with Desk(broker) as desk:
        assert until(lambda: desk.cloud.states.get(DEVICE) == "online")
        seen: list[tuple[str, bool]] = []
        late = MqttClient(broker.url, "late")
        late.start(["v1/+/up/state"], lambda topic, _, about: seen.append((topic, about.retain)))
        assert until(lambda: seen == [(f"v1/{DEVICE}/up/state", True)])
        late.close()


def test_hostile_receipts_do_not_stop_the_next_good_one(broker: Broker) -> None:
    with Desk(broker) as desk:
        desk.cloud.withhold_receipts(True)
        desk.add(1)
        assert until(lambda: desk.records() == [record(1).id])
        for payload in (b"\xff", b"[" * 9000, b"x" * 17_000, b'{"ids":[1]}', b""):
            desk.port.publish(RECEIPT, payload)
        desk.cloud.withhold_receipts(False)
        assert until(lambda: desk.outbox.rows == [])
        assert desk.link == "up"
        assert desk.core.counted()["receipt_json"] == 3
        assert desk.core.counted()["discarded"] == 1
