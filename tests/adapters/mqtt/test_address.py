import pytest

from app.adapters.mqtt import BrokerAddress, parse_broker_url
from app.core.errors import HabitacleError


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("mqtt://127.0.0.1:41883", "127.0.0.1", 41883),
        ("mqtt://localhost", "localhost", 1883),
        ("mqtt://[::1]:1884/", "::1", 1884),
        ("mqtt://127.8.9.10:1", "127.8.9.10", 1),
    ],
)
def test_addresses_of_this_machine(url: str, host: str, port: int) -> None:
    assert parse_broker_url(url) == BrokerAddress(host, port)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:1883",
        "http://127.0.0.1:1883",
        "mqtt://",
        "mqtt://127.0.0.1:0",
        "mqtt://127.0.0.1:99999",
        "mqtt://127.0.0.1:x",
        "mqtt://user@127.0.0.1:1883",
        "mqtt://127.0.0.1:1883/topic",
        "mqtt://[::1",
    ],
)
def test_other_forms_are_refused(url: str) -> None:
    with pytest.raises(HabitacleError, match="form mqtts://host:port"):
        parse_broker_url(url)


@pytest.mark.parametrize(
    "url", ["mqtt://192.168.0.2:1883", "mqtt://broker.example:1883", "mqtt://0.0.0.0:1883"]
)
def test_unencrypted_mqtt_never_leaves_the_machine(url: str) -> None:
    with pytest.raises(HabitacleError, match="this machine only"):
        parse_broker_url(url)
