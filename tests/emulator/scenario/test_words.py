"""Schema, parser and runner know the same words; the schema is one by the standard."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.emulator.network import NETWORKS
from app.emulator.scenario.acting import Actor
from app.emulator.scenario.car_settings import SETTERS
from app.emulator.scenario.conditions import LOOKS
from app.emulator.scenario.recorder import VERBS
from app.emulator.scenario.schema import FormError, ScenarioSchema
from app.main.paths import ASSETS
from tests.fakes.stage import FakeStage

PUBLISHED: dict[str, Any] = json.loads(
    (ASSETS / "scenarios/scenario.schema.json").read_text("utf-8")
)
DEFINED = PUBLISHED["$defs"]


def test_all_know_the_same_words(schema: ScenarioSchema, stage: FakeStage) -> None:
    actor = Actor(stage, Path(), 0.0, Path)
    assert set(schema.verbs) == actor.verbs == {*VERBS, "wait", "expect"}
    assert set(DEFINED["car"]["properties"]) == set(SETTERS)
    assert set(DEFINED["conditions"]["properties"]) == {*LOOKS, "within"}
    assert set(DEFINED["network"]["anyOf"][0]["enum"]) == set(NETWORKS)


def test_state_has_what_the_screen_tells(stage: FakeStage) -> None:
    told = {*dir(stage.hands.state()), "layout", "wall_after", "wall_before"}
    assert set(DEFINED["conditions"]["properties"]["state"]["properties"]) <= told


@pytest.mark.parametrize(
    ("step", "fits"),
    [
        ({"drive": {"hold": 50, "for": "10 s"}}, True),
        ({"drive": "{how}"}, True),
        ({"drive": "away"}, False),
        ({"tap": "Accept"}, True),
        ({"tap": {"name": "Accept", "index": -1}}, False),
        ({"set": {"tyres": {"front_left": "{kpa}"}}}, True),
        ({"set": {"tyres": {"front": 2}}}, False),
        ({"wait": {"signal": {"path": "Speed", "above": 3}}}, True),
        ({"wait": {"signal": {"path": "Speed"}}}, False),
        ({"tap": "a", "key": "b"}, False),
        ({}, False),
    ],
)
def test_the_verdict_is_that_of_the_standard(
    schema: ScenarioSchema, step: dict[str, Any], fits: bool
) -> None:
    standard = jsonschema.Draft202012Validator(PUBLISHED)
    standard.check_schema(PUBLISHED)
    document = {"title": "T", "step": [step]}
    assert standard.is_valid(document) is fits
    if fits:
        schema.check(document)
    else:
        with pytest.raises(FormError):
            schema.check(document)
