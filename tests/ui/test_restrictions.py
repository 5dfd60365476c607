"""`Restrictions`: flags, limits and modes for QML, the same answer for Python."""

import json
import logging
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.restriction_file import parse_rules
from app.core.restriction_rules import CAPABILITIES, FULLY_RESTRICTED, Flag, Mode
from app.core.restrictions import PARKING_BRAKE, SELECTED_GEAR, SPEED
from app.core.signals import Sample, Validity
from app.ui.restrictions import Modes, Restrictions, load_rules
from tests.fakes.car import ManualClock

EU = Path("assets/restrictions/eu.json")
P, D, N = 126, 127, 0
pytestmark = pytest.mark.usefixtures("qapp")


class Desk:
    def __init__(self, *, rules: bool = True, has_park: bool | None = None) -> None:
        self.clock = ManualClock()
        self.face = Restrictions(load_rules(EU) if rules else None, self.clock, has_park=has_park)

    def beat(self, kmh: float, gear: int, seconds: float = 0.1, *, brake: bool = False) -> None:
        for _ in range(round(seconds * 10)):
            self.clock.advance(0.1)
            values: dict[str, float | bool] = {
                SPEED: kmh,
                SELECTED_GEAR: gear,
                PARKING_BRAKE: brake,
            }
            samples = {
                path: Sample(path, Validity.VALID, value=value, t_valid_ns=self.clock.ns)
                for path, value in values.items()
            }
            self.face.apply(samples, self.clock.ns)

    def mode(self, name: str) -> object:
        return self.modes.property(name)

    @property
    def modes(self) -> Modes:
        modes: Modes = getattr(self.face, "modes")  # noqa: B009  # to mypy it is a Property
        return modes


def test_start_is_unknown_and_fully_restricted() -> None:
    desk = Desk()
    assert desk.face.property("drivingState") == "unknown"
    assert desk.face.property("currentRestrictions") == FULLY_RESTRICTED
    assert desk.face.property("reason") == "unknown"
    assert desk.mode("textEntry") == "locked"
    assert not desk.face.allows("setup")


def test_parked_then_driving() -> None:
    desk = Desk()
    desk.beat(0.0, P, 3.2)
    assert desk.face.property("drivingState") == "parked"
    assert desk.face.property("currentRestrictions") == 0
    assert desk.face.property("maxContentDepth") == -1
    assert desk.face.property("maxRestrictedStringLength") == -1
    assert desk.face.property("reason") == ""
    assert desk.mode("pay") == "full"
    desk.beat(5.0, D)
    assert desk.face.property("drivingState") == "moving"
    assert desk.face.property("currentRestrictions") == 511
    assert desk.face.property("maxContentDepth") == 3
    assert desk.face.property("maxCumulativeContentItems") == 21
    assert desk.face.property("maxRestrictedStringLength") == 120
    assert desk.face.property("maxListItems") == 6
    assert desk.mode("pay") == "locked"
    assert desk.mode("liveData") == "full"
    assert desk.face.property("reason") == "moving"


def test_idling_keeps_what_the_rules_allow() -> None:
    desk = Desk()
    desk.beat(0.0, D, 3.2)
    assert desk.face.property("currentRestrictions") == 127
    assert desk.face.has_flag(Flag.NO_KEYBOARD)
    assert not desk.face.has_flag(Flag.NO_TEXT_MESSAGE)
    assert desk.face.property("reason") == "not_parked"
    assert desk.face.allows("pay")
    assert not desk.face.allows("pay", Mode.FULL)
    assert not desk.face.allows("ota")
    assert desk.face.allows("withdraw", Mode.FULL)


@pytest.mark.parametrize("capability", CAPABILITIES)
@pytest.mark.parametrize("state", ["parked", "idling", "moving", "unknown"])
def test_python_and_qml_give_the_same_answer(capability: str, state: str) -> None:
    desk = Desk()
    if state != "unknown":
        desk.beat(0.0, P if state == "parked" else D, 3.2)
    if state == "moving":
        desk.beat(20.0, D)
    assert desk.face.property("drivingState") == state
    row = json.loads(EU.read_text(encoding="utf-8"))["modes"][capability]
    expected = row["moving" if state == "unknown" else state]
    head, *rest = capability.split("_")
    assert desk.mode(head + "".join(word.title() for word in rest)) == expected
    assert desk.face.mode(capability) == expected
    assert desk.face.allows(capability) is (expected in {"full", "limited"})


def test_an_unknown_capability_is_locked() -> None:
    desk = Desk()
    desk.beat(0.0, P, 3.2)
    assert desk.face.mode("teleport") is Mode.LOCKED


def test_silence_is_noticed_by_the_own_timer_within_100_ms(qtbot: QtBot) -> None:
    desk = Desk()
    desk.beat(0.0, P, 3.2)
    desk.clock.advance(1.01)
    with qtbot.waitSignal(desk.face.restricted, timeout=100):
        pass
    assert desk.face.property("drivingState") == "unknown"


def test_a_more_restricted_state_shows_in_the_same_call() -> None:
    desk = Desk()
    desk.beat(0.0, P, 3.2)
    told: list[str] = []
    desk.face.changed.connect(lambda: told.append("service"))
    desk.face.restricted.connect(lambda: told.append("qml"))
    modes = desk.modes
    modes.payChanged.connect(lambda: told.append("pay"))
    modes.liveDataChanged.connect(lambda: told.append("liveData"))
    desk.beat(0.9, P)
    assert told == ["pay", "qml", "service"]
    desk.beat(5.0, P)
    assert told == ["pay", "qml", "service"]


def test_without_rules_parked_is_locked_too() -> None:
    desk = Desk(rules=False)
    desk.beat(0.0, P, 5)
    assert desk.face.property("currentRestrictions") == 511
    assert desk.face.property("reason") == "no_rules"
    assert not any(desk.face.allows(capability) for capability in CAPABILITIES)
    assert desk.mode("liveData") == "locked"


def test_a_car_without_park() -> None:
    desk = Desk(has_park=False)
    desk.beat(0.0, N, 3.2, brake=True)
    assert desk.face.property("drivingState") == "parked"
    desk.beat(0.0, N)
    assert desk.face.property("drivingState") == "idling"


def test_has_park_defaults_to_the_rules() -> None:
    data = json.loads(EU.read_text(encoding="utf-8"))
    data["has_park_default"] = False
    desk = Desk()
    desk.face = Restrictions(parse_rules(json.dumps(data)), desk.clock)
    desk.beat(0.0, P, 4)
    assert desk.face.property("drivingState") == "idling"


@pytest.mark.parametrize("content", [None, b"{", b"\xff\xfe"])
def test_a_file_that_cannot_be_used_locks_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    path = tmp_path / "xx.json"
    if content is not None:
        path.write_bytes(content)
    with caplog.at_level(logging.ERROR):
        assert load_rules(path) is None
    assert "stays locked" in caplog.text
