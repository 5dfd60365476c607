"""Steps are done in order, a failure says where and what, and no run ends with anything unsound."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.emulator.car.settings import Mode, Plug
from app.emulator.cloud import Violation
from app.emulator.scenario.ports import Left
from app.emulator.scenario.results import Result
from app.emulator.scenario.runner import perform
from app.emulator.scenario.session import perform_all
from tests.emulator.scenario.conftest import MakeRuns
from tests.fakes.stage import FakeCloud, FakeStage, item, message

ACTS = """
title = "Acts"
[given.car]
soc = 20
plug = "ac"
[[step]]
drive = { hold = 50, for = "3 s" }
[[step]]
set = { leak = { front_left = 2.0 }, open = ["trunk"], faults_stored = ["battery P0A80-87"] }
[[step]]
fault = { kind = "leak", target = "rear_left", seconds = 5 }
[[step]]
clear_fault = "all"
[[step]]
look = { language = "fr", large_text = true }
[[step]]
network = "slow"
[[step]]
push = { name = "hello", fault = "forged" }
[[step]]
cloud = "withhold_receipts"
[[step]]
tap = { name = "Accept", role = "Button", hold = "2 s" }
[[step]]
wait = { text = "Thank you" }
[[step]]
key = "Tab"
[[step]]
open = "vehicle/check"
[[step]]
clock = { jump = 2026-06-21T12:00:00Z }
[[step]]
clock = { advance = "-2 h" }
[[step]]
kill = "hmi"
[[step]]
restart = "hmi"
[[step]]
shot = "end"
"""


def step(line: str, *, limit: str = "60 s") -> str:
    return f'title = "One"\nlimit = "{limit}"\n[[step]]\nkey = "Tab"\n[[step]]\n{line}\n'


def failure(result: Result) -> str:
    assert result.failure is not None
    return result.failure.sentence(Path("my.toml"))


def test_every_act_reaches_the_desk(runs: MakeRuns, stage: FakeStage, tmp_path: Path) -> None:
    stage.hands.buttons = [item("Accept")]
    stage.hands.on_tap = {"Accept": lambda: stage.hands.shown.append("Thank you")}
    (run,) = runs(ACTS)
    result = perform(run, stage, tmp_path)
    assert result.failure is None
    settings = stage.car.controls.settings
    assert (settings.mode, settings.target_kmh, settings.plug) == (Mode.HOLD, 50, Plug.AC)
    assert settings.leaks[0] == 2.0
    assert settings.open == {"trunk"}
    assert [dtc.key for dtc in settings.dtcs] == [("battery", "P0A80", "87")]
    assert stage.car.faults.active == ()
    assert stage.cloud.done == [("push", "hello", "forged"), ("withhold", True)]
    assert stage.hands.done == [
        ("set", {"language": "fr", "large_text": True}),
        ("tap", "Accept", "Button", None, 2000),
        ("key", "Tab"),
        ("open", "vehicle/check"),
    ]
    assert stage.done == [
        ("start",),
        ("network", "slow"),
        ("jump", datetime(2026, 6, 21, 12, tzinfo=UTC)),
        ("advance", timedelta(hours=-2)),
        ("kill", "hmi"),
        ("restart", "hmi"),
        ("finish",),
    ]
    assert [picture.name for picture in result.pictures] == ["my-end.png"]
    assert result.pictures[0].read_bytes() == b"PNG"


def test_a_failure_says_everything_in_one_line(
    runs: MakeRuns, stage: FakeStage, tmp_path: Path
) -> None:
    stage.hands.shown = ["Home"]
    stage.cloud.received = (message("state"), message("score.report"))
    (run,) = runs(step('wait = { text = "Bye", within = "100 ms" }'))
    result = perform(run, stage, tmp_path)
    picture = tmp_path / "my-failure.png"
    assert failure(result) == (
        "my.toml:5: step 2 (wait): within 0.1 s expected text 'Bye', there was 'Home'; "
        f"picture {picture}; last messages: state, score.report"
    )
    assert picture.exists()
    assert result.pictures == (picture,)
    assert result.failure is not None
    assert result.failure.log == ("warning something was odd",)
    assert stage.done[-1] == ("finish",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('tap = { name = "Go", within = "100 ms" }', "Nothing is named 'Go';"),
        ("set = { soc = 120 }", "charge level must be from 0 to 100, not 120;"),
        ('fault = { kind = "sna", target = "X.Y" }', "The car has no message 'X';"),
        ('drive = { cycle = "none.csv" }', "The cycle none.csv cannot be read: No such file"),
    ],
)
def test_what_is_refused_fails_the_step(
    runs: MakeRuns, stage: FakeStage, tmp_path: Path, line: str, reason: str
) -> None:
    (run,) = runs(step(line))
    assert reason in failure(perform(run, stage, tmp_path))


def test_an_hmi_that_has_ended_is_told_at_once(
    runs: MakeRuns, stage: FakeStage, tmp_path: Path
) -> None:
    stage.hands.lost = True
    (run,) = runs('title = "One"\n[[step]]\nwait = { text = "Bye", within = "1 h" }\n')
    result = perform(run, stage, tmp_path)
    assert "step 1 (wait): The HMI has ended; last messages: none" in failure(result)
    assert result.pictures == ()


def test_no_run_lasts_longer_than_its_limit(
    runs: MakeRuns, stage: FakeStage, tmp_path: Path
) -> None:
    (run,) = runs(step('wait = { text = "Bye", within = "1 h" }', limit="200 ms"))
    result = perform(run, stage, tmp_path)
    assert "the time allowed for the whole scenario is over" in failure(result)
    assert result.seconds < 5


def test_a_desk_that_cannot_start(runs: MakeRuns, stage: FakeStage, tmp_path: Path) -> None:
    stage.refuses = "No MQTT broker."
    (run,) = runs(step('key = "Tab"'))
    result = perform(run, stage, tmp_path)
    assert failure(result).startswith("my.toml: it could not begin: No MQTT broker;")
    assert stage.done == [("finish",)]


def test_a_desk_without_a_cloud_yet(
    runs: MakeRuns, stage: FakeStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_cloud(_stage: FakeStage) -> FakeCloud:
        raise HabitacleError("The backend has not started.")

    stage.refuses = "No MQTT broker."
    monkeypatch.delattr(stage, "cloud")
    monkeypatch.setattr(FakeStage, "cloud", property(no_cloud), raising=False)
    (run,) = runs(step('key = "Tab"'))
    assert "it could not begin: No MQTT broker" in failure(perform(run, stage, tmp_path))


def test_no_run_may_end_unsound(runs: MakeRuns, stage: FakeStage, tmp_path: Path) -> None:
    (run,) = runs(step('key = "Tab"'))
    sent = message("score.report", "up/score/insurer")
    stage.cloud.received = (sent,)
    assert "every message in the ledger" in failure(perform(run, stage, tmp_path))
    sha256 = hashlib.sha256(sent.payload).hexdigest()
    stage.listed = [Left("score", sent.topic, "P5", "insurer", sha256)]
    assert perform(run, stage, tmp_path).passed

    stage.listed = [replace(stage.listed[0], sha256="00")]
    assert not perform(run, stage, tmp_path).passed
    stage.cloud.received = ()
    stage.code = 134
    assert "the HMI to end with code 0, it ended with 134" in failure(perform(run, stage, tmp_path))
    stage.code = None
    assert perform(run, stage, tmp_path).passed
    stage.cloud.violations = (Violation("v1/car-1/up/x", "schema", "$.a", b""),)
    assert "v1/car-1/up/x was schema $.a" in failure(perform(run, stage, tmp_path))


def test_a_session_stops_at_the_first_failure_or_goes_on(runs: MakeRuns, tmp_path: Path) -> None:
    text = step('wait = { text = "Bye", within = "50 ms" }')
    made = [*runs(text), *runs(step('key = "Tab"'))]
    told: list[Result] = []
    stages: list[FakeStage] = []

    def make(_run: object, folder: Path) -> FakeStage:
        assert folder.is_dir()
        stages.append(FakeStage())
        return stages[-1]

    assert len(perform_all(made, make, tmp_path, told.append)) == 1
    results = perform_all(made, make, tmp_path, told.append, keep_going=True)
    assert [each.passed for each in results] == [False, True]
    assert told[1:] == results
    assert all(each.done[-1] == ("finish",) for each in stages)
