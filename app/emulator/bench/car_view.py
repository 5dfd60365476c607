"""QML singleton `BenchCar`: doors, belts, lights, energy, tyres, ageing and surroundings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.emulator.bench.car_rows import (
    GROUPS,
    SwitchedRow,
    TyreRow,
    WearRow,
    switched_rows,
    tyre_rows,
    wear_rows,
)
from app.emulator.bench.hand import Hand
from app.emulator.car.car import SimulatedCar
from app.emulator.car.settings import WHEELS
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_SLOW_KPA_S = 2.0
_FAST_KPA_S = 10.0
_NOTED = {"open": "open", "belted": "belts", "flags": "flags", "assists": "assists"}


@dataclass(frozen=True, slots=True)
class CarPanelState:
    """What stands beside the lists."""

    soc: float = 0.0
    charge_limit: float = 80.0
    ambient: float = 0.0
    light: float = 0.0
    odometer: float = 0.0
    lead_gap: float = -1.0
    plug: str = "none"
    beam: str = "off"
    parked_mode: str = "none"
    charging_kw: float = 0.0


@QmlElement
@QmlSingleton
class BenchCar(Provided):
    """Lists of what is on or off (`SwitchedRow`) for each of `GROUPS`, of tyres and of wear."""

    changed = Signal()

    def __init__(self, car: SimulatedCar, hand: Hand) -> None:
        super().__init__()
        self._car = car
        self._hand = hand
        self._groups = {name: KeyedListModel(SwitchedRow, "member", self) for name in GROUPS}
        self._tyres = KeyedListModel(TyreRow, "wheel", self)
        self._wear = KeyedListModel(WearRow, "part", self)
        self._state = CarPanelState()
        self.watched = False

    @Slot(bool)
    def watch(self, on: bool) -> None:
        """Look five times a second, or not."""
        self.watched = on
        if on:
            self.refresh()

    def refresh(self) -> None:
        """Look once."""
        state, settings = self._car.state, self._car.controls.settings
        for name, model in self._groups.items():
            model.update(switched_rows(name, settings))
        self._tyres.update(tyre_rows(state, settings))
        self._wear.update(wear_rows(state.wear, state.odometer_km))
        now = CarPanelState(
            soc=round(state.soc_percent, 1),
            charge_limit=settings.charge_limit,
            ambient=settings.ambient_c,
            light=settings.light_percent,
            odometer=round(state.odometer_km, 1),
            lead_gap=-1.0 if settings.lead_gap_s is None else settings.lead_gap_s,
            plug=settings.plug.value,
            beam=settings.beam.value,
            parked_mode=settings.parked_mode.value,
            charging_kw=round(state.charging_kw, 1),
        )
        if now != self._state:
            self._state = now
            self.changed.emit()

    def rest(self) -> None:
        """As the car came, but for its odometer and charge."""
        controls, start = self._car.controls, self._car.model.start
        for name, members in GROUPS.items():
            for member in members:
                self._switch(name, member, (name, member) == ("belted", "front_left"))
        for act, word in (
            (controls.set_plug, "none"),
            (controls.set_beam, "off"),
            (controls.set_parked_mode, "none"),
            (controls.set_ignition, "on"),
        ):
            act(word)
        controls.set_charge_limit(start.charge_limit * 100.0)
        controls.set_ambient(start.ambient_c)
        controls.set_light(start.light_percent)
        controls.set_lead_gap(None)
        controls.refill()
        controls.renew()

    @Slot(str, str, bool)
    def switch(self, group: str, name: str, on: bool) -> None:
        """Turn *name* of a group (`GROUPS`) on or off."""
        self._hand.act(lambda: self._switch(group, name, on))
        if group in _NOTED:
            on_now = sorted(getattr(self._car.controls.settings, group))
            self._hand.note("set", {_NOTED[group]: on_now})
        self.refresh()

    @Slot(bool)
    def lockAll(self, locked: bool) -> None:
        """Lock or unlock all doors."""
        for door in WHEELS:
            self._switch("locked", door, locked)
        self._hand.note("set", {"locked": locked})
        self.refresh()

    @Slot(str, float)
    def set(self, what: str, value: float) -> None:
        """`soc`, `charge_limit`, `light` in percent, `ambient` in °C, `odometer` km, `lead_gap` s.

        A negative gap leaves it to the route.
        """
        controls = self._car.controls
        acts: dict[str, Callable[[float], None]] = {
            "soc": controls.set_soc,
            "charge_limit": controls.set_charge_limit,
            "light": controls.set_light,
            "ambient": controls.set_ambient,
            "odometer": controls.set_odometer,
            "lead_gap": lambda gap: controls.set_lead_gap(None if gap < 0 else gap),
        }
        self._hand.act(lambda: acts[what](value), ("set", {what: value}))
        self.refresh()

    @Slot(str, str)
    def choose(self, what: str, word: str) -> None:
        """`plug`, `beam` or `parked_mode`."""
        controls = self._car.controls
        acts: dict[str, Callable[[str], None]] = {
            "plug": controls.set_plug,
            "beam": controls.set_beam,
            "parked_mode": controls.set_parked_mode,
        }
        self._hand.act(lambda: acts[what](word), ("set", {what: word}))
        self.refresh()

    @Slot(str, float)
    def age(self, part: str, value: float) -> None:
        """Set the wear of a part (`PARTS`)."""
        self._hand.act(lambda: self._car.controls.set_wear(part, value))

    @Slot()
    def renew(self) -> None:
        """Undo all ageing but the odometer's."""
        self._hand.act(self._car.controls.renew)

    @Slot(str, float)
    def setPressure(self, wheel: str, kpa: float) -> None:
        """Fill or drain a tyre to a gauge pressure in kPa."""
        act = self._car.controls.set_tyre_pressure
        self._hand.act(lambda: act(wheel, kpa), ("set", {"tyres": {wheel: kpa}}))

    @Slot(str)
    def leak(self, wheel: str) -> None:
        """Let air out slowly."""
        self._leak(wheel, _SLOW_KPA_S)

    @Slot(str)
    def puncture(self, wheel: str) -> None:
        """Let air out fast."""
        self._leak(wheel, _FAST_KPA_S)

    @Slot(str)
    def refill(self, wheel: str) -> None:
        """Close the hole and fill to the placard pressure."""
        act = self._car.controls.refill
        self._hand.act(lambda: act(wheel), ("set", {"refill": wheel}))
        self.refresh()

    def _leak(self, wheel: str, kpa_s: float) -> None:
        act = self._car.controls.set_leak
        self._hand.act(lambda: act(wheel, kpa_s), ("set", {"leak": {wheel: kpa_s}}))
        self.refresh()

    def _switch(self, group: str, name: str, on: bool) -> None:
        controls = self._car.controls
        acts: dict[str, Callable[[str, bool], None]] = {
            "open": controls.set_open,
            "locked": controls.set_locked,
            "belted": controls.set_belt,
            "flags": controls.set_flag,
            "assists": controls.set_assist,
        }
        acts[group](name, on)

    def _value(name: str, kind: Any, notify: Any = changed) -> Any:  # type: ignore[misc]  # noqa: N805
        return Property(kind, lambda self: getattr(self._state, name), notify=notify)

    def _group(name: str) -> Any:  # type: ignore[misc]  # noqa: N805
        return Property(QObject, lambda self: self._groups[name], constant=True)

    soc = _value("soc", float)
    chargeLimit = _value("charge_limit", float)
    ambient = _value("ambient", float)
    light = _value("light", float)
    odometer = _value("odometer", float)
    leadGap = _value("lead_gap", float)
    plug = _value("plug", str)
    beam = _value("beam", str)
    parkedMode = _value("parked_mode", str)
    chargingKw = _value("charging_kw", float)
    openings = _group("open")
    doors = _group("locked")
    belts = _group("belted")
    flags = _group("flags")
    assists = _group("assists")
    tyres = Property(QObject, lambda self: self._tyres, constant=True)
    wear = Property(QObject, lambda self: self._wear, constant=True)
