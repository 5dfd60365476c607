"""QML singleton `Bench`: the tester's hands on car, network and cloud."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.emulator.bench.rows import (
    EcuRow,
    MessageRow,
    TyreRow,
    ecu_rows,
    message_rows,
    tyre_rows,
)
from app.emulator.car.car import SimulatedCar
from app.emulator.car.settings import WHEELS, EcuBehaviour, Settings
from app.emulator.car.snapshot import CarState
from app.emulator.cloud import Received
from app.emulator.supervisor import Supervisor
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_REFRESH_MS = 200
_LEAK_KPA_S = 2.0
_PUNCTURE_KPA_S = 10.0


@dataclass(frozen=True, slots=True)
class BenchState:
    """Everything the window shows besides its lists."""

    car: CarState
    settings: Settings
    frames_per_s: int
    broker_up: bool
    faults: tuple[str, ...]
    asleep: bool


@QmlElement
@QmlSingleton
class Bench(Provided):
    """Shows the truth of the simulation a few times a second; every intent is a slot.

    A refused value changes nothing and is told in `problem` until the next act.
    """

    stateChanged = Signal()
    problemChanged = Signal()

    def __init__(
        self, car: SimulatedCar, supervisor: Supervisor, received: Callable[[], Sequence[Received]]
    ) -> None:
        super().__init__()
        self._car = car
        self._supervisor = supervisor
        self._received = received
        self._tyres = KeyedListModel(TyreRow, "wheel", self)
        self._ecus = KeyedListModel(EcuRow, "ecu", self)
        self._messages = KeyedListModel(MessageRow, "id", self)
        self._problem = ""
        self._frames = car.frames_sent
        self._state = self._look()
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look at everything once."""
        self._state = self._look()
        car, settings = self._state.car, self._state.settings
        self._tyres.update(tyre_rows(car, settings))
        self._ecus.update(ecu_rows(car, settings, self._car.trouble))
        self._messages.update(message_rows(self._received()))
        self.stateChanged.emit()

    @Slot(str)
    def drive(self, mode: str) -> None:
        """`park`, `loop`, `hold` the present speed, or `manual` pedals."""
        controls = self._car.controls
        acts: dict[str, Callable[[], None]] = {
            "park": controls.park,
            "loop": controls.drive_loop,
            "hold": lambda: controls.hold(round(self._state.car.speed_kmh)),
            "manual": controls.drive_manually,
        }
        self._try(acts[mode])

    @Slot(float)
    def holdSpeed(self, kmh: float) -> None:
        """Drive at that speed."""
        self._try(lambda: self._car.controls.hold(kmh))

    @Slot(str, float)
    def set(self, what: str, value: float) -> None:
        """`throttle`, `brake`, `soc`, `light` in percent, `ambient` in degrees Celsius."""
        controls = self._car.controls
        acts: dict[str, Callable[[float], None]] = {
            "throttle": controls.set_throttle,
            "brake": controls.set_brake,
            "soc": controls.set_soc,
            "light": controls.set_light,
            "ambient": controls.set_ambient,
        }
        self._try(lambda: acts[what](value))

    @Slot(str, str)
    def choose(self, what: str, word: str) -> None:
        """`selector`, `ignition` or `plug`."""
        controls = self._car.controls
        acts: dict[str, Callable[[str], None]] = {
            "selector": controls.set_selector,
            "ignition": controls.set_ignition,
            "plug": controls.set_plug,
        }
        self._try(lambda: acts[what](word))

    @Slot(str)
    def leak(self, wheel: str) -> None:
        """Let air out slowly."""
        self._try(lambda: self._car.controls.set_leak(wheel, _LEAK_KPA_S))

    @Slot(str)
    def puncture(self, wheel: str) -> None:
        """Let air out fast."""
        self._try(lambda: self._car.controls.set_leak(wheel, _PUNCTURE_KPA_S))

    @Slot(str)
    def refill(self, wheel: str) -> None:
        """Close the hole and fill to the placard pressure."""
        self._try(lambda: self._car.controls.refill(wheel))

    @Slot(bool)
    def setBroker(self, up: bool) -> None:
        """Kill the broker, or start it again."""
        self._try(lambda: self._supervisor.set_broker(up))

    @Slot(str, str, float)
    def fault(self, kind: str, target: str, seconds: float) -> None:
        """Inject a fault of the car (`Faults`); 0 s means until cleared."""
        self._try(lambda: self._car.faults.set(kind, target, seconds or None))

    @Slot(str, float)
    def faultOnAll(self, kind: str, seconds: float) -> None:
        """Inject a fault of buses or wheels everywhere it fits."""
        wheels = kind in {"leak", "tyre_asleep"}
        for target in WHEELS if wheels else self._car.channels:
            self.fault(kind, target, seconds)

    @Slot(str, str)
    def setTrouble(self, ecu: str, state: str) -> None:
        """Let an ECU store its usual trouble code, `confirmed` or `pending`."""
        self._try(lambda: self._store(ecu, state))

    @Slot()
    def clearTrouble(self) -> None:
        """Empty all trouble memories."""
        self._try(self._car.controls.clear_dtcs)

    @Slot(str)
    def setEcus(self, behaviour: str) -> None:
        """How all ECUs answer: `normal`, `slow`, `busy` or `silent`."""
        for ecu in self._car.controls.ecus:
            self._try(partial(self._car.controls.set_ecu, ecu, behaviour))

    @Slot(bool)
    def setLocked(self, locked: bool) -> None:
        """Lock or unlock all doors."""
        for door in WHEELS:
            self._try(partial(self._car.controls.set_locked, door, locked))

    @Slot()
    def reset(self) -> None:
        """Back to a healthy parked car on a healthy network."""
        self._try(self._reset)

    def _store(self, ecu: str, state: str) -> None:
        for each in self._car.trouble:
            if each.ecu == ecu:
                self._car.controls.set_dtc(ecu, each.code, each.failure_type, state)

    def _reset(self) -> None:
        self._car.faults.clear()
        self._car.controls.clear_dtcs()
        for ecu in self._car.controls.ecus:
            self._car.controls.set_ecu(ecu, "normal")
        self._car.controls.refill()
        self.setLocked(False)
        self._car.controls.set_plug("none")
        self._car.controls.set_ignition("on")
        self._car.controls.park()
        self._supervisor.set_broker(up=True)

    def _look(self) -> BenchState:
        sent, self._frames = self._car.frames_sent - self._frames, self._car.frames_sent
        return BenchState(
            self._car.state,
            self._car.controls.settings,
            round(max(0, sent) * 1000 / _REFRESH_MS),
            self._supervisor.broker_up,
            tuple(f"{kind} {target}" for kind, target in self._car.faults.active),
            self._car.asleep,
        )

    def _behaviour(self) -> str:
        """That of all ECUs, empty when they differ."""
        ecus = self._state.settings.ecus
        words = {ecus.get(ecu, EcuBehaviour.NORMAL).value for ecu in self._car.controls.ecus}
        return words.pop() if len(words) == 1 else ""

    def _try(self, act: Callable[[], None]) -> None:
        problem = ""
        try:
            act()
        except HabitacleError as error:
            problem = str(error)
        if problem != self._problem:
            self._problem = problem
            self.problemChanged.emit()

    def _car_value(name: str, kind: Any, notify: Any = stateChanged) -> Any:  # type: ignore[misc]  # noqa: N805
        return Property(kind, lambda self: kind(getattr(self._state.car, name)), notify=notify)

    speed = _car_value("speed_kmh", float)
    soc = _car_value("soc_percent", float)
    range = _car_value("range_km", float)
    power = _car_value("power_kw", float)
    throttle = _car_value("throttle_percent", float)
    brake = _car_value("brake_percent", float)
    ambient = _car_value("ambient_c", float)
    lowVoltage = _car_value("low_voltage_v", float)
    charging = _car_value("charging", bool)
    selector = _car_value("selector", str)
    mode = Property(str, lambda self: self._state.settings.mode.value, notify=stateChanged)
    ignition = Property(str, lambda self: self._state.settings.ignition.value, notify=stateChanged)
    plug = Property(str, lambda self: self._state.settings.plug.value, notify=stateChanged)
    light = Property(float, lambda self: self._state.settings.light_percent, notify=stateChanged)
    parked = Property(
        bool,
        lambda self: self._state.car.selector == "P" and self._state.car.speed_kmh == 0,
        notify=stateChanged,
    )
    framesPerSecond = Property(int, lambda self: self._state.frames_per_s, notify=stateChanged)
    brokerUp = Property(bool, lambda self: self._state.broker_up, notify=stateChanged)
    faults = Property(str, lambda self: ", ".join(self._state.faults), notify=stateChanged)
    problem = Property(str, lambda self: self._problem, notify=problemChanged)
    asleep = Property(bool, lambda self: self._state.asleep, notify=stateChanged)
    locked = Property(bool, lambda self: bool(self._state.settings.locked), notify=stateChanged)
    ecuBehaviour = Property(str, lambda self: self._behaviour(), notify=stateChanged)
    ecus = Property(QObject, lambda self: self._ecus, constant=True)
    tyres = Property(QObject, lambda self: self._tyres, constant=True)
    messages = Property(QObject, lambda self: self._messages, constant=True)
