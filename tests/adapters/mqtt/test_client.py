import threading

import pytest

from app.adapters.mqtt import MqttClient
from app.emulator.broker import Broker


def test_a_listener_that_fails_does_not_end_the_simple_client(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[bytes] = []
    done = threading.Event()

    def listen(_topic: str, payload: bytes, _properties: object) -> None:
        heard.append(payload)
        if payload == b"bad":
            raise RuntimeError("defect")
        done.set()

    client = MqttClient(broker.url, "self")
    client.start(["$share/g/test/+"], listen)
    assert client.wait_ready(5)
    client.publish("test/a", b"bad")
    client.publish("test/a", b"good")
    assert done.wait(5)
    assert heard == [b"bad", b"good"]
    assert "a message handler failed" in caplog.text
    client.close()
    client.close()
