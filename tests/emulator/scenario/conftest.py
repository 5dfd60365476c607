"""The published schema, and what reads a scenario from a text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.emulator.scenario.expansion import runs_of
from app.emulator.scenario.model import Run
from app.emulator.scenario.reading import load_schema, read_scenario
from app.emulator.scenario.schema import ScenarioSchema
from app.main.paths import ASSETS
from tests.fakes.stage import FakeStage

MakeRuns = Callable[[str], list[Run]]


@pytest.fixture(scope="session")
def schema() -> ScenarioSchema:
    return load_schema(ASSETS / "scenarios/scenario.schema.json")


@pytest.fixture
def runs(schema: ScenarioSchema) -> MakeRuns:
    """The runs of the text of a scenario, which is said to stand in `my.toml`."""
    return lambda text: runs_of(read_scenario(text, Path("my.toml"), schema), schema)


@pytest.fixture
def stage() -> FakeStage:
    return FakeStage()
