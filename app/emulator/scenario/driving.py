"""The step `drive`, and the faults of the car."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.emulator.car.controls import Controls
from app.emulator.car.cycle import load_cycle
from app.emulator.car.faults import Faults
from app.emulator.scenario.car_settings import SETTERS

_DRIVERS = {
    "park": Controls.park,
    "loop": Controls.drive_loop,
    "manual": Controls.drive_manually,
}
_FEET = ("gear", "throttle", "brake", "steering")


def drive(controls: Controls, value: str | Mapping[str, Any], folder: Path) -> None:
    """Do what *value* says, but wait for nothing; files are named from *folder*."""
    if isinstance(value, str):
        _DRIVERS[value](controls)
        return
    for word in _FEET:
        if word in value:
            SETTERS[word](controls, value[word])
    for word, begin in _DRIVERS.items():
        if word in value:
            begin(controls)
    if "hold" in value:
        controls.hold(value["hold"])
    if "cycle" in value:
        controls.follow(load_cycle(folder / value["cycle"]))


def break_car(faults: Faults, value: Mapping[str, Any]) -> None:
    """The step `fault`."""
    faults.set(value["kind"], value["target"], value.get("seconds"))


def mend_car(faults: Faults, value: str | Mapping[str, Any]) -> None:
    """The step `clear_fault`."""
    which: Mapping[str, Any] = {} if isinstance(value, str) else value
    faults.clear(which.get("kind"), which.get("target"))
