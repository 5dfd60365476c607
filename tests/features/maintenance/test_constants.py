"""Model files: what ships is valid, every fault is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.features.maintenance.domain.constants import parse_tyre_rules, parse_vehicle_model

MODEL = Path("assets/models/maintenance/maint-2026.1.json").read_text(encoding="utf-8")
CAR = Path("assets/models/maintenance/vehicles/habitacle-ev.json").read_text(encoding="utf-8")


def test_the_shipped_files() -> None:
    rules = parse_tyre_rules(MODEL)
    assert rules.model_id == "maint-2026.1"
    assert (rules.minimum_kpa, rules.maximum_kpa, rules.rapid_kpa_per_min) == (50, 500, 20)
    assert parse_vehicle_model(CAR).placard_kpa == 250


def test_every_constant_names_its_source() -> None:
    data = json.loads(MODEL)
    assert set(data["tyre"]) == set(data["sources"])


@pytest.mark.parametrize("name", json.loads(MODEL)["tyre"])
@pytest.mark.parametrize("value", [None, "20", -1, 0, True, float("nan"), []])
def test_a_constant_that_is_no_positive_number_refuses_the_file(name: str, value: Any) -> None:
    data = json.loads(MODEL)
    data["tyre"][name] = value
    with pytest.raises(HabitacleError, match="refused"):
        parse_tyre_rules(json.dumps(data))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 2}', '{"schema": 1}', "null"])
def test_text_that_is_no_model(text: str) -> None:
    with pytest.raises(HabitacleError):
        parse_tyre_rules(text)
    with pytest.raises(HabitacleError):
        parse_vehicle_model(text)


@pytest.mark.parametrize(
    ("name", "value"), [("valid_kpa", [500, 50]), ("low_fraction", 1.2), ("valid_kpa", [50])]
)
def test_limits_that_contradict(name: str, value: Any) -> None:
    data = json.loads(MODEL)
    data["tyre"][name] = value
    with pytest.raises(HabitacleError):
        parse_tyre_rules(json.dumps(data))


def test_a_model_without_a_name() -> None:
    data = json.loads(MODEL)
    data["model_id"] = ""
    with pytest.raises(HabitacleError, match="model_id"):
        parse_tyre_rules(json.dumps(data))
