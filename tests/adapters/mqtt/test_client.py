import threading
from collections.abc import Iterator

import pytest
from app.adapters.mqtt import MqttClient
from app.emulator.broker import Broker, find_mosquitto


@pytest.fixture(params=["mosquitto", "iotcore"])
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    if request.param == "mosquitto" and find_mosquitto() is None:
        pytest.skip("needs mosquitto, which is not installed")
    with Broker(request.param) as broker:
        yield broker


def test_a_listener_that_fails_does_not_end_the_simple_client(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[bytes] = []
    done = threading.Event()

    def listen(_topic: str, payload: bytes, _retain: bool) -> None:
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
