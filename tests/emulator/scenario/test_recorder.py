"""What was done by hand becomes a file that does the same again."""

from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.emulator.hands import Event
from app.emulator.scenario.expansion import runs_of
from app.emulator.scenario.reading import read_scenario
from app.emulator.scenario.recorder import Recorder
from app.emulator.scenario.runner import perform
from app.emulator.scenario.schema import ScenarioSchema
from tests.fakes.stage import FakeStage, item


class Desk:
    """A car whose time the test sets, and a driving state."""

    def __init__(self) -> None:
        self.time_s = 100.0
        self.driving = "parked"
        self.recorder = Recorder(lambda: self.time_s, lambda: self.driving)

    def tap(self, name: str, index: int = 0, hold_ms: int = 0, *, by_hands: bool = False) -> None:
        event = Event("tap", name, 0.0, index=index, hold_ms=hold_ms, by_hands=by_hands)
        self.recorder.saw(event)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_recording_runs_again(
    desk: Desk, schema: ScenarioSchema, stage: FakeStage, tmp_path: Path
) -> None:
    recorder = desk.recorder
    recorder.note("key", "before the start nothing counts")
    recorder.start({"language": "fr", "display": "1024x600@7", "car": {"soc": 40.5}})
    during = recorder.recording
    recorder.note("drive", {"hold": 30})
    desk.time_s, desk.driving = 112.04, "moving"
    desk.tap("Privacy: 1 shared")
    recorder.saw(Event("page", "privacy", 0.0))
    desk.tap('Say "yes"', index=2, hold_ms=1500)
    desk.tap("by the port itself", by_hands=True)
    recorder.note("fault", {"kind": "leak", "target": "front_left", "seconds": 5})
    text = recorder.stop()
    assert (during, recorder.recording) == (True, False)

    (run,) = runs_of(read_scenario(text, Path("again.toml"), schema), schema)
    assert (run.given.language, run.given.car) == ("fr", {"soc": 40.5})
    assert [(step.verb, step.value) for step in run.steps] == [
        ("drive", {"hold": 30}),
        ("wait", {"state": {"driving": "moving"}, "within": "30 s"}),
        ("tap", "Privacy: 1 shared"),
        ("wait", {"state": {"route": "privacy"}}),
        ("tap", {"name": 'Say "yes"', "index": 2, "hold": "1.5 s"}),
        ("fault", {"kind": "leak", "target": "front_left", "seconds": 5}),
    ]
    stage.hands.buttons = [item("Privacy: 1 shared"), item('Say "yes"')]
    stage.hands.now = {"driving": "moving", "route": "privacy"}
    assert perform(run, stage, tmp_path).passed
    assert stage.hands.done[-1] == ("tap", 'Say "yes"', None, 2, 1500)
    assert stage.car.faults.active == (("leak", "front_left"),)


def test_a_pause_is_time_of_the_car(desk: Desk) -> None:
    desk.recorder.start()
    desk.recorder.note("set", {"gear": "D"})
    desk.time_s += 4.26
    desk.recorder.note("drive", "park")
    assert '[[step]]\ndrive = { for = "4.3 s" }\n\n[[step]]\ndrive = "park"' in desk.recorder.stop()


def test_a_slider_is_one_act(desk: Desk) -> None:
    desk.recorder.start()
    for percent in (10, 20, 30):
        desk.recorder.note("set", {"soc": percent})
        desk.time_s += 0.1
    desk.recorder.note("set", {"light": 5})
    text = desk.recorder.stop()
    assert text.count("[[step]]") == 2
    assert "set = { soc = 30 }" in text


def test_what_cannot_be_recorded_is_refused(desk: Desk) -> None:
    desk.recorder.start()
    with pytest.raises(HabitacleError, match="'wait' is no act of a scenario"):
        desk.recorder.note("wait", {"text": "x"})
    with pytest.raises(HabitacleError, match="Nothing was done"):
        desk.recorder.stop()


@pytest.mark.parametrize("linked", [False, True])
def test_a_run_waits_for_the_backend_that_was_there(
    desk: Desk, schema: ScenarioSchema, *, linked: bool
) -> None:
    desk.recorder.start({"network": "online"}, linked=linked)
    with pytest.raises(HabitacleError, match="Nothing was done"):
        desk.recorder.stop()
    desk.recorder.start({"network": "online"}, linked=linked)
    desk.recorder.note("network", "offline")
    (run,) = runs_of(read_scenario(desk.recorder.stop(), Path("again.toml"), schema), schema)
    assert [step.verb for step in run.steps] == ["wait", "network"][not linked :]
