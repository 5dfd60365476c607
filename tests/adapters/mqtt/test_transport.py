import socket
import threading

import pytest

from app.adapters.mqtt import MqttClient, MqttTransport, parse_broker_url
from app.emulator.broker import Broker
from app.features.sync.domain.events import (
    Arrived,
    Connected,
    ConnectRequest,
    Ended,
    Event,
    Refused,
)
from tests.fakes.desk import quick_tunables, record, until
from tests.fakes.mqtt import DEVICE

RECEIPT = f"v1/{DEVICE}/down/receipt"


class Ear:
    """Collects events; fails on the first of each kind if told so."""

    def __init__(self, *, failing: bool = False) -> None:
        self.events: list[Event] = []
        self.failed: set[type] = set()
        self.failing = failing

    def __call__(self, event: Event) -> None:
        if self.failing and isinstance(event, Arrived) and Arrived not in self.failed:
            self.failed.add(Arrived)
            raise RuntimeError("defect")
        self.events.append(event)

    def count(self, kind: type) -> int:
        return sum(isinstance(each, kind) for each in self.events)


def request(attempt: int = 1) -> ConnectRequest:
    return ConnectRequest(attempt, f"v1/{DEVICE}/up/state", b"{}", retain=True)


def make_transport(url: str, ear: Ear) -> MqttTransport:
    transport = MqttTransport(parse_broker_url(url), DEVICE, quick_tunables())
    transport.listen(ear)
    return transport


def test_each_attempt_ends_exactly_once_whatever_happens() -> None:
    broker = Broker("iotcore")
    url = broker.start()
    ear = Ear()
    transport = make_transport(url, ear)
    transport.connect(request(1))
    assert until(lambda: ear.count(Connected) == 1)
    transport.shut()
    assert until(lambda: ear.count(Ended) == 1)
    transport.connect(request(2))
    assert until(lambda: ear.count(Connected) == 2)
    transport.disconnect()
    assert until(lambda: ear.count(Ended) == 2)
    broker.stop()
    transport.connect(request(3))
    assert until(lambda: ear.count(Ended) == 3)
    assert [each.attempt for each in ear.events if isinstance(each, Ended)] == [1, 2, 3]
    assert not transport.publish(record(1))


def test_the_old_connection_is_closed_when_a_new_attempt_starts(broker: Broker) -> None:
    ear = Ear()
    transport = make_transport(broker.url, ear)
    transport.connect(request(1))
    assert until(lambda: ear.count(Connected) == 1)
    transport.connect(request(2))
    assert until(lambda: ear.count(Connected) == 2 and ear.count(Ended) >= 1)
    assert [each.attempt for each in ear.events if isinstance(each, Ended)] == [1]
    transport.disconnect()
    assert until(lambda: ear.count(Ended) == 2)


def test_a_defect_in_a_callback_keeps_the_network_thread(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    ear = Ear(failing=True)
    transport = make_transport(broker.url, ear)
    transport.connect(request())
    assert until(lambda: ear.count(Connected) == 1)
    transport.subscribe(f"v1/{DEVICE}/down/#")
    client = MqttClient(broker.url, "other")
    client.start([], lambda *_: None)
    assert client.wait_ready(5)
    assert until(lambda: len(ear.events) >= 2)
    client.publish(RECEIPT, b"first")
    client.publish(RECEIPT, b"second")
    assert until(lambda: ear.count(Arrived) == 1)
    assert isinstance(ear.events[-1], Arrived)
    assert ear.events[-1].payload == b"second"
    assert "an MQTT callback failed" in caplog.text
    client.close()
    transport.disconnect()
    assert until(lambda: ear.count(Ended) == 1)


def ended_after(answer: bytes) -> list[Event]:
    """Events of one attempt at a broker that answers CONNECT with these bytes and hangs up."""
    ear = Ear()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        make_transport(f"mqtt://127.0.0.1:{server.getsockname()[1]}", ear).connect(request())
        assert until(lambda: ear.count(Ended) == 1)
        thread.join()
    return ear.events


@pytest.mark.parametrize(
    ("answer", "expected", "code"),
    [
        ("20 03 00 00 00  e0 02 8e 00", [Connected(1, None, False)], 0x8E),
        ("20 06 00 00 03 21 00 14", [Connected(1, 20, False)], None),
        ("20 03 01 00 00", [Connected(1, None, True)], None),
        ("20 03 00 87 00", [Refused(1, 0x87, "Not authorized")], None),
        ("20 03 00 89 00", [Refused(1, 0x89, "Server busy")], None),
        ("20 05 00 00 02 24 00", [Refused(1, 0, "broker without QoS 1 or wildcards")], None),
        ("20 05 00 00 02 28 00", [Refused(1, 0, "broker without QoS 1 or wildcards")], None),
        ("48 54 54 50 2f 31 2e 31 20 34 30 30", [], None),
        ("", [], None),
    ],
)
def test_what_the_broker_says_becomes_one_event(
    answer: str, expected: list[Event], code: int | None
) -> None:
    *events, last = ended_after(bytes.fromhex(answer))
    assert events == expected
    assert isinstance(last, Ended)
    assert last.code == code
    assert last.reason


def test_a_broker_of_mqtt_3_only_is_refused() -> None:
    refused, ended = ended_after(bytes.fromhex("20 02 00 01"))
    assert refused == Refused(1, 0x84, "Unsupported protocol version")
    assert isinstance(ended, Ended)
