"""A broker forgets a car: its retained state and its session are gone."""

import socket
import time
from pathlib import Path

import pytest

from app.adapters.farewell_file import NAME, FarewellFile, note_leave
from app.adapters.mqtt import MqttClient, parse_broker_url
from app.adapters.mqtt.goodbye import Goodbye
from app.core.errors import HabitacleError
from app.emulator.broker import Broker
from app.features.sync.domain.leave import Kind, Leave, Step
from app.features.sync.domain.properties import Properties
from tests.fakes.desk import Desk, until
from tests.fakes.mqtt import DEVICE

STATE = f"v1/{DEVICE}/up/state"
Recorded = list[tuple[str, str, bytes]]


def retained(broker: Broker) -> list[bytes]:
    """What a subscriber that comes now gets of the car's state; a marker ends the wait."""
    seen: list[tuple[str, bytes]] = []

    def note(topic: str, payload: bytes, _about: Properties) -> None:
        seen.append((topic, payload))

    late = MqttClient(broker.url, "late")
    late.start([STATE, "marker"], note)
    assert late.wait_ready(5)
    late.publish("marker", b"x")
    assert until(lambda: ("marker", b"x") in seen)
    late.close()
    return [payload for topic, payload in seen if topic == STATE]


def goodbye(broker: Broker, recorded: Recorded) -> Goodbye:
    return Goodbye(
        parse_broker_url(broker.url), DEVICE, None, lambda *entry: recorded.append(entry)
    )


def test_state_and_session_are_gone(broker: Broker) -> None:
    recorded: Recorded = []
    with Desk(broker) as desk:
        assert until(lambda: desk.link == "up")
        assert until(lambda: bool(retained(broker)))
        desk.core.stop()
        goodbye(broker, recorded).say()
        assert retained(broker) == []
        assert recorded == [(STATE, "state", b"")]
        assert desk.cloud.violations == ()
        # A message for the car now finds no session that keeps it.
        desk.port.publish(f"v1/{DEVICE}/down/cmd", b"{}", expiry_s=60)
    with Desk(broker) as again:
        assert until(lambda: again.link == "up")
        assert again.core.counted() == {}
        assert until(lambda: len(retained(broker)) == 1), "the next birth is retained again"


def test_what_may_not_be_recorded_does_not_leave(broker: Broker) -> None:
    def refuse(*_entry: object) -> None:
        raise HabitacleError("the store is closed")

    with Desk(broker) as desk:
        assert until(lambda: desk.link == "up")
        desk.core.stop()
        with pytest.raises(HabitacleError, match="store is closed"):
            Goodbye(parse_broker_url(broker.url), DEVICE, None, refuse).say()
        assert until(lambda: bool(retained(broker)))


def test_a_broker_that_is_not_there_is_said_soon() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun = time.monotonic()
    nobody = Goodbye(parse_broker_url(f"mqtt://127.0.0.1:{port}"), DEVICE, None, lambda *_: None)
    with pytest.raises(HabitacleError, match="keeps the state of this car"):
        nobody.say()
    assert time.monotonic() - begun < 5


def test_a_silent_server_costs_the_time_allowed_and_no_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"mqtt://127.0.0.1:{server.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(HabitacleError, match="keeps the state of this car"):
            Goodbye(parse_broker_url(url), DEVICE, None, lambda *_: None).say(timeout_s=0.5)
        assert time.monotonic() - begun < 3


def test_the_note_survives_and_a_damaged_one_destroys_no_identity(tmp_path: Path) -> None:
    note = FarewellFile(tmp_path)
    assert note.load() is None
    note.save(Leave(Kind.SALE, Step.CONFIRMED))
    assert FarewellFile(tmp_path).load() == Leave(Kind.SALE, Step.CONFIRMED)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    note_leave(tmp_path)
    assert note.load() == Leave(Kind.SALE, Step.CONFIRMED)
    for text in ("", "[]", '{"kind":"sale"}', '{"kind":"sale","step":"x"}'):
        (tmp_path / NAME).write_text(text)
        assert note.load() == Leave(Kind.ERASE)
    note.clear()
    note.clear()
    note_leave(tmp_path)
    assert note.load() == Leave(Kind.ERASE)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HabitacleError, match="cannot be written"):
        FarewellFile(tmp_path / "file").save(Leave(Kind.ERASE))
