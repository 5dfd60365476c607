"""Who drives: modes, pedals, keys, cycle files and recorded logs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.emulator.car.settings import Mode
from tests.emulator.bench.conftest import Operator


def mode(tester: Operator) -> str:
    return tester.car.controls.settings.mode.value


def test_modes(tester: Operator) -> None:
    tester.press("Who drives: Loop")
    assert mode(tester) == "loop"
    tester.wait(lambda: tester.car.state.speed_kmh > 5, "the loop", 20)
    tester.press("Who drives: Hold")
    assert mode(tester) == "hold"
    assert tester.car.controls.settings.target_kmh > 0
    tester.press("Who drives: Pedals")
    assert mode(tester) == "manual"
    tester.press("Who drives: Park")
    tester.wait(lambda: tester.car.state.selector == "P", "P", 40)
    tester.wait(lambda: tester.car.state.speed_kmh == 0, "standstill")


def test_selector_ignition_and_lights(tester: Operator) -> None:
    tester.press("Who drives: Pedals")
    tester.press("Selector: R")
    tester.press("Parking brake")
    tester.press("Ignition: Accessory")
    tester.press("Indicator: L")
    tester.press("Hazard")
    settings = tester.car.controls.settings
    assert (settings.selector, settings.parking_brake) == ("R", False)
    assert (settings.ignition, settings.indicator, settings.hazard) == ("acc", "left", True)


def test_a_slider_holds_a_speed(tester: Operator) -> None:
    slider = tester.screen.child("Speed")
    slider.forceActiveFocus()
    for _ in range(40):
        QTest.keyClick(tester.bench.window, Qt.Key.Key_Right)
    assert tester.car.controls.settings.mode is Mode.HOLD
    assert tester.car.controls.settings.target_kmh >= 1


def test_keys_drive_while_the_map_has_the_keyboard(tester: Operator) -> None:
    window = tester.bench.window
    pad = tester.screen.child("Drive with the keyboard")
    tester.screen.tap(pad)
    assert tester.screen.focused() == "Drive with the keyboard"
    tester.reads("Keys drive the car")
    QTest.keyPress(window, Qt.Key.Key_W)
    QTest.keyPress(window, Qt.Key.Key_Left)
    settings = tester.car.controls.settings
    assert (settings.mode, settings.selector, settings.parking_brake) == ("manual", "D", False)
    assert settings.throttle > 0
    assert settings.steering_deg > 0
    tester.wait(lambda: tester.car.state.speed_kmh > 3, "moving")
    QTest.keyRelease(window, Qt.Key.Key_Left)
    assert tester.car.controls.settings.steering_deg == 0
    tester.screen.child("Cycle or CAN log").forceActiveFocus()
    assert tester.car.controls.settings.throttle == 0, "who lets go of the map lets go of the car"
    tester.screen.tap(pad)
    for key, name, value in (
        (Qt.Key.Key_Q, "indicator", "left"),
        (Qt.Key.Key_Q, "indicator", "off"),
        (Qt.Key.Key_E, "indicator", "right"),
        (Qt.Key.Key_H, "hazard", True),
        (Qt.Key.Key_Space, "parking_brake", True),
        (Qt.Key.Key_N, "selector", "N"),
        (Qt.Key.Key_R, "selector", "R"),
        (Qt.Key.Key_F, "selector", "D"),
        (Qt.Key.Key_P, "selector", "P"),
    ):
        QTest.keyClick(window, key)
        assert getattr(tester.car.controls.settings, name) == value
    QTest.keyPress(window, Qt.Key.Key_S)
    assert tester.car.controls.settings.brake > 0
    QTest.keyRelease(window, Qt.Key.Key_S)
    assert tester.car.controls.settings.brake == 0


def test_the_map_shows_a_closed_loop_and_the_car_on_it(tester: Operator) -> None:
    shown = tester.panels.map
    line = shown.property("line")
    assert len(line) > 400
    assert abs(line[0] - line[-2]) + abs(line[1] - line[-1]) < 40
    assert shown.property("length") == pytest.approx(2601, rel=0.02)
    assert len(shown.property("stops")) == 2 * 4
    tester.car.controls.drive_loop()
    tester.wait(lambda: shown.property("x") > 20, "east of the start", 30)
    assert abs(shown.property("y")) < 15
    assert shown.property("heading") == pytest.approx(90, abs=10)


def test_a_cycle_file_is_driven(tester: Operator, tmp_path: Path) -> None:
    path = tmp_path / "ride.csv"
    path.write_text("t_s,v_kmh\n0,0\n5,20\n60,20\n")
    tester.type("Cycle or CAN log", str(path))
    tester.wait(lambda: tester.car.controls.settings.mode is Mode.CYCLE, "the cycle")
    tester.reads("Cycle ride: ")
    tester.wait(lambda: tester.car.state.speed_kmh > 5, "driving", 20)
    tester.press("Who drives: Park")
    assert tester.panels.drive.property("mode") == "park"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("none.csv", None, "There is no file"),
        ("notes.csv", "a,b\n1,2\n", "notes.csv is neither"),
        ("notes.log", "hello\nworld\n", "notes.log"),
        ("late.csv", "t_s,v_kmh\n0,0\n0,1\n", "line 3"),
    ],
)
def test_a_wrong_file_is_one_sentence(
    tester: Operator, tmp_path: Path, name: str, text: str | None, reason: str
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    before = tester.car.controls.settings
    tester.panels.drive.play(path.as_uri() if text else str(path))
    tester.wait(lambda: tester.problem, "the refusal")
    assert reason in tester.problem
    assert "\n" not in tester.problem
    assert tester.car.controls.settings == before


def test_a_log_of_this_car_is_played(tester: Operator, tmp_path: Path) -> None:
    path = tmp_path / "drive.log"
    lines = [f"(100.{i * 10:06d}) can0 0B0#0102030405060708" for i in range(50)]
    path.write_text("\n".join(lines) + "\n")
    tester.panels.drive.play(str(path))
    tester.wait(lambda: tester.car.playing, "the log")
    playing = tester.car.playing
    assert playing is not None
    assert playing[0] == "drive.log"
    tester.wait(lambda: tester.car.playing is None, "its end")


def test_a_log_of_another_car_is_refused(
    tester: Operator, shared_data: Callable[[str], Path]
) -> None:
    log = shared_data("can/savvycan_same_capture_many_formats/candump.log")
    tester.panels.drive.play(str(log))
    tester.wait(lambda: tester.problem, "the refusal", 30)
    assert "candump.log is of another car" in tester.problem
    assert tester.car.playing is None
