"""Scenario files are read, or refused with one sentence that says where and what is allowed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.emulator.scenario.expansion import runs_of
from app.emulator.scenario.reading import load_scenario, read_scenario
from app.emulator.scenario.schema import ScenarioSchema
from tests.emulator.scenario.conftest import MakeRuns

HEAD = (
    'title = "Mine"\n[matrix]\nlanguage = ["en", "fr"]\nkmh = [30, 50]\n\n[[step]]\nkey = "Tab"\n'
)


def test_every_point_is_a_run_of_its_own(runs: MakeRuns) -> None:
    made = runs(HEAD + '[[step]]\ndrive = { hold = "{kmh}" }\n[[step]]\nshot = "at-{kmh}"\n')
    assert [run.name for run in made] == [
        f"Mine [language {language}, kmh {kmh}]" for language in ("en", "fr") for kmh in (30, 50)
    ]
    assert [run.given.language for run in made] == ["en", "en", "fr", "fr"]
    last = made[-1].steps
    assert (last[1].verb, last[1].value, last[1].line) == ("drive", {"hold": 50}, 8)
    assert last[2].value == "at-50"
    assert made[0].limit_s == 60


def test_sets_of_parameters_go_with_every_point(runs: MakeRuns) -> None:
    text = 'title = "T"\n[given]\nclock = 2026-06-21T12:00:00Z\nconsents = ["P3 garage-demo"]\n'
    text += '[[parameters]]\na = "x"\n[[parameters]]\na = "y"\n[[step]]\nkey = "{a}"\n'
    made = runs(text)
    assert [run.steps[0].value for run in made] == ["x", "y"]
    assert made[0].given.clock == datetime(2026, 6, 21, 12, tzinfo=UTC)
    assert made[0].given.consents == (("P3", "garage-demo"),)


def test_other_looks_replace_the_matrix_but_not_sets_of_parameters(schema: ScenarioSchema) -> None:
    text = 'title = "T"\n[matrix]\ntheme = ["day"]\n[[parameters]]\nlanguage = "en"\nto = "fr"\n'
    scenario = read_scenario(text + '[[step]]\nkey = "{to}"\n', Path("my.toml"), schema)
    looks = {"theme": ["night", "auto"], "language": ["fr", "en"]}
    made = runs_of(scenario, schema, looks)
    assert [(run.given.theme, run.given.language) for run in made] == [
        ("night", "en"),
        ("auto", "en"),
    ]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("drvie = 1", "my.toml:8: step 2 'drvie' is not known; allowed: drive, set, look"),
        ('tap = "x"\nkey = "y"', "my.toml:8: step 2 must have exactly one of drive, set"),
        ('tap = { nam = "x" }', "my.toml:9: step 2, tap 'nam' is not known; allowed: name, role"),
        ('tap = { role = "Button" }', "my.toml:9: step 2, tap 'name' is missing."),
        ('tap = { name = "x", index = "1" }', "tap.index must be a whole number, not '1'."),
        ('drive = "away"', "step 2, drive must be one of park, loop, manual, or a table with hold"),
        ("drive = { hold = [1] }", "step 2, drive.hold must be a number"),
        ('drive = { hold = "{mph}" }', "names the parameter 'mph', which is not among: language"),
        ('drive = { for = "3 sec" }', "'3 sec' is not understood: as in \"10 s\" of the car"),
        ('network = "up"', "step 2, network must be one of online, offline, slow"),
        ("set = { tyres = { left = 2 } }", "set.tyres 'left' is not known; allowed: front_left"),
        ("set = { soc = true }", "step 2, set.soc must be a number"),
        ("expect = { text = 3 }", "expect.text must be a text in quotes or a list in [ ], not 3."),
        ('expect = { state = { theme = "red" } }', "expect.state.theme must be one of day, night"),
        ("clock = {}", "step 2, clock must have exactly one of jump, advance."),
        ("tap = ", "my.toml:9: not TOML: invalid value."),
    ],
)
def test_faults_are_said_in_one_sentence(runs: MakeRuns, step: str, sentence: str) -> None:
    with pytest.raises(HabitacleError) as refused:
        runs(f"{HEAD}[[step]]\n{step}\n")
    text = str(refused.value)
    assert sentence in text
    assert text.startswith("my.toml:")
    assert text.endswith(".")
    assert "\n" not in text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('titel = "x"\n', "my.toml: 'titel' is not known; allowed: title, about"),
        ('title = "x"\n', "my.toml: 'step' is missing."),
        ('title = "x"\n[given]\nlanguage = 1\n[[step]]\nkey = "x"', "my.toml:3: given.language"),
        (
            'title = "x"\n[given]\nclock = "2026-02-31T00:00:00Z"\n[[step]]\nkey = "x"',
            "given.clock is a moment no calendar has.",
        ),
        ('title = "x"\n[matrix]\ntheme = ["red"]\n[[step]]\nkey = "x"', "given.theme must be one"),
    ],
)
def test_faults_above_the_steps(runs: MakeRuns, text: str, sentence: str) -> None:
    with pytest.raises(HabitacleError) as refused:
        runs(text)
    assert sentence in str(refused.value)


def test_a_file_that_cannot_be_read(tmp_path: Path, schema: ScenarioSchema) -> None:
    with pytest.raises(HabitacleError, match="No such file or directory"):
        load_scenario(tmp_path / "none.toml", schema)
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    with pytest.raises(HabitacleError, match="is not UTF-8 text"):
        load_scenario(tmp_path / "latin.toml", schema)
