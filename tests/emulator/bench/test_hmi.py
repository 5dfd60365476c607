"""The tabs of the HMI and the inspector, and the recorder."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.can.logs.reader import LogReader
from app.core.errors import HabitacleError
from app.emulator.bench.active import ahead
from app.emulator.bench.displays import MATRIX, DisplaySize, Monitor, nearest, placed
from app.emulator.bench.hmi_view import parse_time
from app.emulator.trace import opened
from tests.emulator.bench.conftest import Operator


def told(tester: Operator, act: str) -> list[object]:
    return [what for name, what in tester.hands.asked if name == act]


def test_language_theme_and_text(tester: Operator) -> None:
    tester.tab("HMI")
    tester.reads("English (en)")
    tester.press("Theme of the HMI: Night")
    tester.press("Large text")
    tester.panels.hmi.choose("language", "fr")
    tester.wait(lambda: len(told(tester, "set")) == 3, "three changes")
    assert told(tester, "set") == [{"theme": "night"}, {"large_text": True}, {"language": "fr"}]
    tester.wait(lambda: tester.panels.hmi.property("language") == "fr", "French")
    tester.reads("(fr)")


def test_displays_of_the_matrix(tester: Operator) -> None:
    hmi = tester.panels.hmi
    assert len(hmi.property("displays")) == len(MATRIX) == 11
    tester.wait(lambda: hmi.property("display") == 3, "the display it has")
    hmi.setDisplay(0)
    tester.wait(lambda: told(tester, "set"), "the change")
    assert told(tester, "set") == [{"display": "1024x600@7"}]
    tester.tab("HMI")
    tester.reads("1024x600 px, 7 in")


def test_physical_and_fitted_sizes_keep_the_dp() -> None:
    monitor = Monitor(1920, 1080, 96.0)
    twelve = DisplaySize(1920, 720, 12.3)
    physical = placed(twelve, "physical", monitor)
    assert (physical.width, physical.height, physical.inches) == (1106, 415, 12.3)
    assert placed(twelve, "pixels", monitor) == twelve
    tall = placed(DisplaySize(1080, 1920, 17.0), "fit", monitor)
    assert tall.height < 1080
    assert tall.width / tall.height == pytest.approx(1080 / 1920, abs=0.002)
    assert placed(DisplaySize(1024, 600, 7.0), "fit", monitor).width == 1024
    assert nearest(2560, 1440, 26.0) == 7
    assert nearest(100, 100, 5.0) == -1


def test_the_clock_travels_with_car_and_cloud(tester: Operator) -> None:
    tester.tab("HMI")
    tester.press("Clock +1 h")
    tester.wait(lambda: tester.hands.ahead > 3500, "an hour ahead")
    assert (tester.clock.utc() - datetime.now(UTC)).total_seconds() == pytest.approx(3600, abs=5)
    tester.press("Clock +1 d")
    tester.wait(lambda: tester.hands.ahead > 89000, "a day more")
    tester.reads("Clock 1 d 1 h ahead")
    tester.type("Jump to a time", "2026-06-21 12:00")
    tester.wait(lambda: tester.clock.utc().month == 6, "June")
    tester.type("Jump to a time", "soon")
    tester.wait(lambda: "'soon' is not a time" in tester.problem, "the refusal")
    tester.press("Real time")
    tester.wait(lambda: abs(tester.hands.ahead) < 5, "now")
    assert abs((tester.clock.utc() - datetime.now(UTC)).total_seconds()) < 5


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(7200, "2 h ahead"), (-90061, "1 d 1 h behind"), (65, "1 min 5 s ahead")],
)
def test_how_far_a_clock_is_ahead(seconds: int, words: str) -> None:
    assert ahead(seconds) == words


def test_times_to_jump_to() -> None:
    assert parse_time(" 2026-06-21 12:00 ") == datetime(2026, 6, 21, 12, tzinfo=UTC)
    assert parse_time("2026-06-21T14:00+02:00") == datetime(2026, 6, 21, 12, tzinfo=UTC)
    with pytest.raises(HabitacleError, match="not a time"):
        parse_time("")


def test_the_hmi_is_killed_started_and_restarted(tester: Operator) -> None:
    tester.tab("HMI")
    tester.reads("answers")
    tester.press("Kill the HMI")
    tester.reads("The HMI is not running.")
    tester.press("Start the HMI")
    tester.reads("answers")
    tester.press("Restart the HMI")
    tester.wait(lambda: told(tester, "restart") == [False], "a clean restart")
    assert told(tester, "kill") == told(tester, "start") == [None]


def test_a_restarted_hmi_gets_the_time_of_the_desk(tester: Operator) -> None:
    hmi = tester.panels.hmi
    hmi.advance(7200.0)
    tester.wait(lambda: hmi.ahead_s > 7000, "two hours ahead")
    hmi.restart()
    tester.wait(lambda: told(tester, "restart"), "the restart")
    tester.wait(lambda: tester.hands.ahead > 7000, "two hours ahead again")


def test_the_inspector_lists_filters_and_marks(tester: Operator) -> None:
    tester.tab("Inspector")
    inspector = tester.panels.inspector
    tester.reads("4 of 4")
    tester.reads("focused, pressable")
    tester.reads("disabled, pressable, out of sight")
    tester.press("Button Pay")
    tester.wait(lambda: inspector.property("markedName") == "Pay", "the mark")
    marks = [inspector.property(f"mark{side}") for side in ("X", "Y", "Width", "Height")]
    assert marks == [40.0, 10.0, 20.0, 10.0]
    assert inspector.property("picture").toLocalFile().endswith(".png")
    inspector.setFilter("LOCKED")
    tester.reads("1 of 4")
    inspector.setFilter("")
    inspector.pick(45.0, 15.0)
    assert inspector.property("markedName") == "Pay", "the smaller of the two"
    inspector.pick(80.0, 25.0)
    assert inspector.property("markedName") == "Range"
    inspector.pick(500.0, 500.0)
    assert inspector.property("marked") == -1


def test_the_inspector_looks_on_demand_or_by_itself(tester: Operator) -> None:
    tester.tab("Inspector")
    tester.reads("4 of 4")
    tester.press("Live")
    tester.hands.shown = tester.hands.shown[:2]
    tester.press("Look again")
    tester.reads("2 of 2")
    tester.hands.alive = False
    tester.press("Look again")
    tester.reads("The HMI is not running.")


def test_what_is_done_by_hand_becomes_a_scenario(tester: Operator, tmp_path: Path) -> None:
    tester.press("Record")
    tester.reads("0 acts")
    assert tester.hands.listeners
    tester.press("Who drives: Loop")
    tester.panels.faults.choose("silent")
    tester.panels.faults.inject("body", 5.0)
    tester.panels.network.choose("offline")
    tester.wait(lambda: tester.panels.recorder.property("acts") == 3, "three acts")
    tester.press("Stop recording")
    tester.wait(lambda: tester.panels.recorder.property("path"), "the file")
    assert tester.hands.listeners == []
    tester.wait(lambda: tester.panels.recorder.property("trace"), "the trace")
    with opened(Path(tester.panels.recorder.property("trace"))) as trace:
        acts = [row["do"] for row in trace.rows("acts.jsonl")]
        assert len(list(LogReader(trace.can_log))) > 0
    assert acts[0] == "drive"
    assert acts[-1] == "network"
    path = Path(tester.panels.recorder.property("path"))
    assert path.is_relative_to(tmp_path)
    tester.reads(path.name)
    written = tomllib.loads(path.read_text())
    text = str(written)
    for act in ("'loop': True", "'silent'", "'offline'"):
        assert act in text


def test_recording_nothing_is_refused(tester: Operator) -> None:
    tester.press("Record")
    tester.wait(lambda: tester.panels.recorder.property("recording"), "recording")
    tester.press("Stop recording")
    tester.wait(lambda: "Nothing was done" in tester.problem, "the refusal")
    assert tester.panels.recorder.property("path") == ""
