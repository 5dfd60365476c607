"""Every name in a scenario means something, and the scenarios of the product are all right."""

from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.emulator.scenario.checking import Vocabulary, check
from app.emulator.scenario.expansion import runs_of
from app.emulator.scenario.reading import load_scenario
from app.emulator.scenario.schema import ScenarioSchema
from app.main.paths import ASSETS, ROOT
from app.main.scenario_words import vocabulary
from tests.emulator.scenario.conftest import MakeRuns

FILES = sorted((ASSETS / "scenarios").glob("*.toml"))


@pytest.fixture(scope="module")
def known() -> Vocabulary:
    return vocabulary()


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_scenarios_of_the_product(
    path: Path, schema: ScenarioSchema, known: Vocabulary
) -> None:
    for run in runs_of(load_scenario(path, schema), schema):
        check(run, known)


def test_the_example_of_the_guide(runs: MakeRuns, known: Vocabulary) -> None:
    guide = (ROOT / "tests/README.md").read_text("utf-8")
    example = guide.partition("```toml\n")[2].partition("```")[0]
    (run,) = runs(example)
    check(run, known)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("set = { soc = 120 }", "The charge level must be from 0 to 100, not 120."),
        ("set = { wear = { nose = 3 } }", "'nose' is not a part of: pad_front_left"),
        ('set = { faults_stored = ["roof P0A80"] }', "'roof' is not a ECU of:"),
        ('fault = { kind = "sna", target = "HV.Soc2" }', "cannot be set on 'HV.Soc2'"),
        ('fault = { kind = "silent", target = "lin" }', "'lin' is not a bus of: adas, body"),
        ('drive = { cycle = "none.csv" }', "The cycle none.csv cannot be read"),
        ('look = { language = "tlh" }', "'tlh' is not a language of: ar-XB, en"),
        ('look = { display = "12x9" }', "Display '12x9' is not WxH"),
        ('push = "pizza"', "'pizza' is not a push of: scan"),
        ('push = { name = "scan", fault = "late" }', "'late' is not a fault of: forged"),
        ('wait = { signal = { path = "Mood", value = 1 } }', "'Vehicle.Mood' is no signal"),
        ('expect = { message = "pizza.order" }', "'pizza.order' is no message"),
        ('clock = { jump = "2026-02-31T00:00:00Z" }', "is a moment no calendar has."),
        ('wait = { state = { wall_after = "2026-02-31T00:00:00Z" } }', "no calendar has."),
    ],
)
def test_a_name_that_means_nothing(
    runs: MakeRuns, known: Vocabulary, text: str, sentence: str
) -> None:
    (run,) = runs(f'title = "T"\n[[step]]\nkey = "Tab"\n[[step]]\n{text}\n')
    with pytest.raises(HabitacleError) as refused:
        check(run, known)
    assert str(refused.value).startswith("my.toml:4: step 2 (")
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ('consents = ["P3 nobody"]', "'P3 nobody' is no consent of: P3 garage-demo"),
        ('data = "not/there"', "There is no data folder not/there beside the file."),
        ('display = "100x100"', "Display '100x100' is not WxH"),
        ('car = { gear = "D", soc = -1 }', "charge level must be from 0"),
    ],
)
def test_what_is_given(runs: MakeRuns, known: Vocabulary, given: str, sentence: str) -> None:
    (run,) = runs(f'title = "T"\n[given]\n{given}\n[[step]]\nkey = "Tab"\n')
    with pytest.raises(HabitacleError) as refused:
        check(run, known)
    assert str(refused.value).startswith("my.toml: given: ")
    assert sentence in str(refused.value)
