"""The step `set`: words of a scenario for the controls of the simulated car."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.emulator.car.controls import Controls
from app.emulator.car.settings import ASSISTS, FLAGS, OPENINGS, SEATS, WHEELS

Setter = Callable[[Controls, Any], None]


def apply(controls: Controls, values: Mapping[str, Any]) -> None:
    """Set everything in *values*, in their order; HabitacleError for the first that is refused."""
    for name, value in values.items():
        SETTERS[name](controls, value)


def _members(names: Sequence[str], setter: Callable[[Controls, str, bool], None]) -> Setter:
    """A list names what is on, and all else is off."""

    def set_all(controls: Controls, chosen: Sequence[str]) -> None:
        for name in (*names, *chosen):
            setter(controls, name, name in chosen)

    return set_all


def _each(setter: Callable[[Controls, str, Any], None]) -> Setter:
    def set_each(controls: Controls, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            setter(controls, name, value)

    return set_each


def _locked(controls: Controls, locked: bool) -> None:
    for door in WHEELS:
        controls.set_locked(door, locked)


def _refill(controls: Controls, wheel: str) -> None:
    controls.refill(None if wheel == "all" else wheel)


def _store_faults(controls: Controls, entries: Sequence[str]) -> None:
    controls.clear_dtcs()
    for entry in entries:
        ecu, name, *state = entry.split()
        code, _, failure_type = name.partition("-")
        controls.set_dtc(ecu, code, failure_type or None, *state)


SETTERS: Mapping[str, Setter] = {
    "soc": Controls.set_soc,
    "charge_limit": Controls.set_charge_limit,
    "odometer": Controls.set_odometer,
    "ambient": Controls.set_ambient,
    "light": Controls.set_light,
    "gear": Controls.set_selector,
    "ignition": Controls.set_ignition,
    "parking_brake": Controls.set_parking_brake,
    "plug": Controls.set_plug,
    "throttle": Controls.set_throttle,
    "brake": Controls.set_brake,
    "steering": Controls.set_steering,
    "tyres": _each(Controls.set_tyre_pressure),
    "leak": _each(Controls.set_leak),
    "refill": _refill,
    "open": _members(OPENINGS, Controls.set_open),
    "locked": _locked,
    "belts": _members(SEATS, Controls.set_belt),
    "beam": Controls.set_beam,
    "indicator": Controls.set_indicator,
    "hazard": Controls.set_hazard,
    "flags": _members(FLAGS, Controls.set_flag),
    "assists": _members(ASSISTS, Controls.set_assist),
    "parked_mode": Controls.set_parked_mode,
    "lead_gap": Controls.set_lead_gap,
    "ecus": _each(Controls.set_ecu),
    "faults_stored": _store_faults,
    "wear": _each(Controls.set_wear),
}
"""Words of `set` and `given.car`; a test holds them to the schema."""
