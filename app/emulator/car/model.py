"""Constants of the simulated car, read from `model.toml` of its profile directory."""

import tomllib
from dataclasses import Field, dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from app.core.errors import HabitacleError
from app.emulator.car.parameters import (
    Auxiliary,
    Battery,
    Body,
    Brakes,
    Charging,
    Consumption,
    Diagnostics,
    Disturbances,
    Driver,
    Lead,
    LowVoltage,
    Motor,
    Piece,
    Sleep,
    Start,
    StartUp,
    Trouble,
    Tyres,
)

SCHEMA = "vehicle-model/1"
_LISTS: dict[str, type[Any]] = {"start_up": StartUp, "trouble": Trouble, "loop": Piece}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the physics needs to know about the car, its start and its city loop."""

    body: Body
    motor: Motor
    brakes: Brakes
    battery: Battery
    charging: Charging
    auxiliary: Auxiliary
    low_voltage: LowVoltage
    tyres: Tyres
    consumption: Consumption
    start: Start
    driver: Driver
    lead: Lead
    sleep: Sleep
    disturbances: Disturbances
    diagnostics: Diagnostics
    start_up: tuple[StartUp, ...]
    trouble: tuple[Trouble, ...]
    loop: tuple[Piece, ...]


def load_model(path: Path) -> Model:
    """Read and check *path*; HabitacleError names the table and key at fault."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HabitacleError(f"The car model {path} cannot be read: {error}.") from error
    if raw.pop("schema", None) != SCHEMA:
        raise HabitacleError(f'The car model {path} does not have schema = "{SCHEMA}".')
    lists = {name: raw.pop(name, []) for name in _LISTS}
    parts: dict[str, Any] = {f.name: f.type for f in fields(Model) if f.name not in _LISTS}
    if unknown := raw.keys() - parts.keys():
        raise HabitacleError(f"The car model {path} has unknown tables: {sorted(unknown)}.")
    if not lists["loop"]:
        raise HabitacleError(f"The car model {path} has no [[loop]].")
    tables = {name: _table(kind, raw.get(name, {}), path, name) for name, kind in parts.items()}
    listed: dict[str, Any] = {
        name: tuple(_table(kind, item, path, name) for item in lists[name])
        for name, kind in _LISTS.items()
    }
    model = Model(**tables, **listed)
    _check_curve(model.battery.ocv_soc, model.battery.ocv_v, path, "battery.ocv")
    _check_curve(model.charging.taper_soc, model.charging.taper, path, "charging.taper")
    return model


def _table(kind: type[_T], table: dict[str, Any], path: Path, name: str) -> _T:
    values: dict[str, Any] = {}
    texts = {key.name for key in _fields(kind) if key.type is str}
    for key, value in table.items():
        if key in texts and isinstance(value, str):
            values[key] = value
            continue
        numbers = value if isinstance(value, list) else [value]
        if key in texts or not all(type(number) in {int, float} for number in numbers):
            wanted = "text" if key in texts else "a number"
            raise HabitacleError(f"The car model {path} needs {wanted} for {name}.{key}.")
        values[key] = tuple(map(float, numbers)) if isinstance(value, list) else float(value)
    try:
        return kind(**values)
    except TypeError as error:
        raise HabitacleError(f"The car model {path}, table {name}: {error}.") from error


def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


def _check_curve(xs: tuple[float, ...], ys: tuple[float, ...], path: Path, name: str) -> None:
    rising = all(a < b for a, b in pairwise(xs))
    if len(xs) != len(ys) or not rising or (xs[0], xs[-1]) != (0.0, 1.0):
        raise HabitacleError(
            f"The car model {path} needs {name} as two equally long lists, charge rising 0 to 1."
        )
