"""The maintenance model's constants and the vehicle model's, checked when they are read."""

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.core.errors import HabitacleError

_SCHEMA = 1


class TyreRules(NamedTuple):
    """Tyre constants; pressures kPa gauge, sources in the file they come from."""

    model_id: str
    minimum_kpa: float
    maximum_kpa: float
    reference_celsius: float
    standard_atmosphere_kpa: float
    low_fraction: float
    clear_margin_kpa: float
    rapid_kpa_per_min: float
    rapid_window_s: float
    confirm_readings: int
    sample_ms: int
    cold_standing_h: float
    refill_step_kpa: float
    save_step_kpa: float
    record_expires_days: int
    record_prio: int


class VehicleModel(NamedTuple):
    """What the maker says of one vehicle model."""

    model: str
    placard_kpa: float


def parse_tyre_rules(text: str) -> TyreRules:
    """The tyre constants of a maintenance model file; HabitacleError names the first fault."""
    data = _read(text, "maintenance model")
    tyre = data.get("tyre")
    if not isinstance(tyre, dict) or not isinstance(tyre.get("valid_kpa"), list):
        raise HabitacleError("The maintenance model is refused: it has no tyre constants.")
    low, high = (*tyre["valid_kpa"], None, None)[:2]
    values = {**tyre, "minimum_kpa": low, "maximum_kpa": high}
    numbers = {
        name: _positive(values, name, whole=kind is int)
        for name, kind in TyreRules.__annotations__.items()
        if name != "model_id"
    }
    if numbers["minimum_kpa"] >= numbers["maximum_kpa"] or numbers["low_fraction"] >= 1:
        raise HabitacleError("The maintenance model is refused: its tyre limits contradict.")
    return TyreRules(model_id=_text(data, "model_id"), **numbers)


def parse_vehicle_model(text: str) -> VehicleModel:
    """The model data of one vehicle; HabitacleError names the first fault."""
    data = _read(text, "vehicle model")
    tyre = data.get("tyre")
    if not isinstance(tyre, dict):
        raise HabitacleError("The vehicle model is refused: it has no tyre data.")
    return VehicleModel(_text(data, "model"), _positive(tyre, "placard_kpa", whole=False))


def _read(text: str, what: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise HabitacleError(f"The {what} is not JSON: {error}.") from None
    if not isinstance(data, dict) or data.get("schema") != _SCHEMA:
        raise HabitacleError(f"The {what} is refused: its schema is not {_SCHEMA}.")
    return data


def _positive(data: Mapping[str, Any], name: str, *, whole: bool) -> Any:
    value = data.get(name)
    good = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if value is None or not good or not math.isfinite(value) or value <= 0:
        raise HabitacleError(f"{name} is refused: {value!r} is not a positive number.")
    return value if whole else float(value)


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise HabitacleError(f"{name} is refused: {value!r} is not a name.")
    return value
