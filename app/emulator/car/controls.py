"""The tester's hands on the simulated car; every method may be called from any thread."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from app.core.errors import HabitacleError
from app.emulator.car.cycle import Cycle
from app.emulator.car.physics import Car, new_wear
from app.emulator.car.settings import (
    ASSISTS,
    FLAGS,
    OPENINGS,
    SEATS,
    WHEELS,
    Beam,
    EcuBehaviour,
    Ignition,
    Indicator,
    Mode,
    ParkedMode,
    Plug,
    Selector,
    Settings,
)
from app.emulator.car.trouble import DtcState, stored_dtc
from app.emulator.car.wear import PARTS

Act = Callable[[Car], None]
_E = TypeVar("_E", bound=StrEnum)


class Controls:
    """Setters for everything a tester changes; a wrong value raises HabitacleError at once.

    Lasting wishes live in `settings`; one-time acts (a charge level, a pressure, the odometer)
    wait in a queue that the car empties at its next step.
    """

    def __init__(self, settings: Settings, ecus: Sequence[str] = ()) -> None:
        """*ecus* are the names of those that answer a tester."""
        self.ecus = tuple(ecus)
        self._lock = threading.Lock()
        self._settings = settings
        self._acts: list[Act] = []

    @property
    def settings(self) -> Settings:
        """The present wishes."""
        return self._settings

    def take(self) -> list[Act]:
        """Hand over the waiting one-time acts (the car's thread)."""
        if not self._acts:
            return []
        with self._lock:
            acts, self._acts = self._acts, []
        return acts

    def drive_loop(self) -> None:
        """Release the brake, select D and drive the city loop until told otherwise."""
        self._change(mode=Mode.LOOP, **_READY)

    def follow(self, cycle: Cycle) -> None:
        """Release the brake, select D and drive *cycle* once from its beginning, then stand."""
        # a copy: the driver takes another object for another drive
        self._change(mode=Mode.CYCLE, cycle=replace(cycle), **_READY)

    def hold(self, target_kmh: float) -> None:
        """Release the brake and hold a speed, in D (or in R if that is selected)."""
        target = _number("target speed", target_kmh, 0.0, 250.0)
        reverse = self._settings.selector is Selector.REVERSE
        ready = _READY | ({"selector": Selector.REVERSE} if reverse else {})
        self._change(mode=Mode.HOLD, target_kmh=target, **ready)

    def drive_manually(self) -> None:
        """Leave pedals, steering and selector to the other setters."""
        self._change(mode=Mode.MANUAL)

    def park(self) -> None:
        """Brake to a standstill, then P and parking brake."""
        self._change(mode=Mode.HOLD, target_kmh=0.0, selector=Selector.PARK, parking_brake=True)

    def set_throttle(self, percent: float) -> None:
        """Accelerator pedal in manual mode."""
        self._change(throttle=_number("accelerator", percent, 0.0, 100.0))

    def set_brake(self, percent: float) -> None:
        """Brake pedal in manual mode."""
        self._change(brake=_number("brake pedal", percent, 0.0, 100.0))

    def set_steering(self, degrees: float) -> None:
        """Steering wheel angle outside the loop, left positive."""
        self._change(steering_deg=_number("steering angle", degrees, -540.0, 540.0))

    def set_selector(self, position: str) -> None:
        """P, R, N or D; P and a change of direction take effect near standstill only."""
        self._change(selector=_word("selector", Selector, position))

    def set_parking_brake(self, engaged: bool) -> None:
        """Apply or release the parking brake."""
        self._change(parking_brake=bool(engaged))

    def set_ignition(self, position: str) -> None:
        """off, acc or on."""
        self._change(ignition=_word("ignition", Ignition, position))

    def set_plug(self, kind: str) -> None:
        """none, ac or dc; a cable can only be put in while the car stands."""
        self._change(plug=_word("plug", Plug, kind))

    def set_charge_limit(self, percent: float) -> None:
        """Charge level at which charging ends."""
        self._change(charge_limit=_number("charge limit", percent, 20.0, 100.0))

    def set_open(self, opening: str, is_open: bool) -> None:
        """Open or close a door, the trunk or the hood (`OPENINGS`)."""
        self._member("open", OPENINGS, opening, is_open)

    def set_locked(self, door: str, is_locked: bool) -> None:
        """Lock or unlock a door (`WHEELS` names the four)."""
        self._member("locked", WHEELS, door, is_locked)

    def set_belt(self, seat: str, is_belted: bool) -> None:
        """Fasten or open a belt (`SEATS`)."""
        self._member("belted", SEATS, seat, is_belted)

    def set_beam(self, beam: str) -> None:
        """off, low or high."""
        self._change(beam=_word("beam", Beam, beam))

    def set_indicator(self, side: str) -> None:
        """off, left or right."""
        self._change(indicator=_word("indicator", Indicator, side))

    def set_hazard(self, on: bool) -> None:
        """Hazard lights."""
        self._change(hazard=bool(on))

    def set_flag(self, flag: str, on: bool) -> None:
        """Trailer, alarm, emergency call, phone call, tester, start inhibit (`FLAGS`)."""
        self._member("flags", FLAGS, flag, on)

    def set_assist(self, system: str, on: bool) -> None:
        """Let a driver assistance system intervene (`ASSISTS`)."""
        self._member("assists", ASSISTS, system, on)

    def set_parked_mode(self, mode: str) -> None:
        """none, climate, pet or sentry."""
        self._change(parked_mode=_word("parked mode", ParkedMode, mode))

    def set_lead_gap(self, seconds: float | None) -> None:
        """Time gap to a vehicle ahead; 0 none, None what the route has."""
        gap = None if seconds is None else _number("time gap", seconds, 0.0, 10.0)
        self._change(lead_gap_s=gap)

    def set_dtc(
        self, ecu: str, code: str, failure_type: str | None = None, state: str = "confirmed"
    ) -> None:
        """Store a trouble code: `P0A80`, failure type `87` (UDS), confirmed or pending."""
        _index("ECU", self.ecus, ecu)
        dtc = stored_dtc(ecu, code, failure_type, _word("DTC state", DtcState, state))
        with self._lock:
            others = (each for each in self._settings.dtcs if each.key != dtc.key)
            self._settings = replace(self._settings, dtcs=(*others, dtc))

    def clear_dtc(self, ecu: str, code: str, failure_type: str) -> None:
        """Forget one entry of an ECU's memory; harmless if it is not there."""
        with self._lock:
            left = (e for e in self._settings.dtcs if e.key != (ecu, code, failure_type))
            self._settings = replace(self._settings, dtcs=tuple(left))

    def clear_dtcs(self) -> None:
        """Empty the trouble memories of all ECUs."""
        self._change(dtcs=())

    def set_ecu(self, ecu: str, behaviour: str) -> None:
        """normal, slow (response pending first), busy or silent."""
        _index("ECU", self.ecus, ecu)
        wanted = _word("behaviour", EcuBehaviour, behaviour)
        with self._lock:
            ecus = MappingProxyType({**self._settings.ecus, ecu: wanted})
            self._settings = replace(self._settings, ecus=ecus)

    def set_ambient(self, celsius: float) -> None:
        """Outside air temperature."""
        self._change(ambient_c=_number("ambient temperature", celsius, -40.0, 60.0))

    def set_light(self, percent: float) -> None:
        """Light intensity outside."""
        self._change(light_percent=_number("light intensity", percent, 0.0, 100.0))

    def set_leak(self, wheel: str, kpa_per_s: float) -> None:
        """Let a tyre lose pressure at a rate; 0 ends the leak."""
        _index("wheel", WHEELS, wheel)
        rate = _number("leak rate", kpa_per_s, 0.0, 100.0)
        with self._lock:
            first, second, third, fourth = (
                rate if name == wheel else old
                for name, old in zip(WHEELS, self._settings.leaks, strict=True)
            )
            self._settings = replace(self._settings, leaks=(first, second, third, fourth))

    def set_soc(self, percent: float) -> None:
        """Set the charge level."""
        share = _number("charge level", percent, 0.0, 100.0) / 100.0
        self._act(lambda car: car.battery.set_soc(share))

    def set_tyre_pressure(self, wheel: str, kpa: float) -> None:
        """Set a tyre's gauge pressure at its present temperature."""
        index = _index("wheel", WHEELS, wheel)
        pressure = _number("tyre pressure", kpa, 0.0, 500.0)
        self._act(lambda car: car.tyres[index].set_pressure(pressure))

    def refill(self, wheel: str | None = None) -> None:
        """End the leak of one tyre, or of all, and fill to the placard pressure."""
        chosen = WHEELS if wheel is None else (WHEELS[_index("wheel", WHEELS, wheel)],)
        for name in chosen:
            self.set_leak(name, 0.0)
            index = WHEELS.index(name)
            self._act(_fill(index))

    def set_odometer(self, km: float) -> None:
        """Set the odometer; a real one never falls, this one obeys."""
        metres = _number("odometer", km, 0.0, 1_600_000.0) * 1000.0
        self._act(lambda car: car.set_odometer(metres))

    def set_wear(self, part: str, value: float) -> None:
        """Age a part (`PARTS`: percent worn, km or days to the service, volts, 0 or 1)."""
        _index("part", tuple(PARTS), part)
        low, high, _ = PARTS[part]
        number = _number(part.replace("_", " "), value, low, high)
        self._act(lambda car: car.wear.set(part, number, car.odometer_m))

    def renew(self) -> None:
        """Undo all ageing but the odometer's."""
        self._act(_renew)

    def _change(self, **changes: Any) -> None:
        with self._lock:
            self._settings = replace(self._settings, **changes)

    def _member(self, field: str, names: tuple[str, ...], name: str, member: bool) -> None:
        _index(field, names, name)
        with self._lock:
            present: frozenset[str] = getattr(self._settings, field)
            changes: dict[str, Any] = {field: present | {name} if member else present - {name}}
            self._settings = replace(self._settings, **changes)

    def _act(self, act: Act) -> None:
        with self._lock:
            self._acts.append(act)


_READY: dict[str, Any] = {
    "selector": Selector.DRIVE,
    "parking_brake": False,
    "ignition": Ignition.ON,
}


def _renew(car: Car) -> None:
    car.wear = new_wear(car.model)
    car.wear.odometer_m = car.odometer_m


def _fill(index: int) -> Act:
    return lambda car: car.tyres[index].set_pressure(car.model.tyres.placard_kpa)


def _number(what: str, value: float, low: float, high: float) -> float:
    if not (math.isfinite(value) and low <= value <= high):
        raise HabitacleError(f"The {what} must be from {low:g} to {high:g}, not {value!r}.")
    return float(value)


def _word(what: str, kind: type[_E], value: str) -> _E:
    try:
        return kind(value)
    except ValueError:
        words = ", ".join(member.value for member in kind)
        raise HabitacleError(f"The {what} must be one of {words}, not {value!r}.") from None


def _index(what: str, names: tuple[str, ...], name: str) -> int:
    if name not in names:
        raise HabitacleError(f"{name!r} is not a {what} of: {', '.join(names)}.")
    return names.index(name)
