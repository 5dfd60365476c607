"""QML singleton `BenchDrive`: who drives the simulated car, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.emulator.bench.hand import Hand, Note
from app.emulator.bench.keys import Keys
from app.emulator.bench.ports import ReadLog
from app.emulator.car.car import SimulatedCar
from app.emulator.car.cycle import Cycle, is_cycle, load_cycle
from app.emulator.car.recording import Recording, recording
from app.emulator.car.settings import Indicator, Mode, Selector
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_PARK_KMH = 0.0


@dataclass(frozen=True, slots=True)
class DriveState:
    """What the drive panel shows; `limit` -1 and `progress` -1 where there is none."""

    mode: str = "park"
    speed: int = 0
    target: int = 0
    throttle: int = 0
    brake: int = 0
    steering: int = 0
    selector: str = "P"
    ignition: str = "on"
    parking_brake: bool = True
    indicator: str = "off"
    hazard: bool = False
    limit: int = -1
    title: str = ""
    elapsed: int = 0
    duration: int = 0


@QmlElement
@QmlSingleton
class BenchDrive(Provided):
    """Pedals, selector, loop, cycle files and CAN logs; `loading` while a file is read."""

    changed = Signal()
    loadingChanged = Signal()

    def __init__(self, car: SimulatedCar, hand: Hand, read_log: ReadLog) -> None:
        super().__init__()
        self._car = car
        self._hand = hand
        self._read_log = read_log
        self._keys = Keys(car.controls)
        self._state = DriveState()
        self._loading = False
        self.watched = True

    def refresh(self) -> None:
        """Look once."""
        now = self._look()
        if now != self._state:
            self._state = now
            self.changed.emit()

    def rest(self) -> None:
        """Let go of everything: a parked car that its own simulation moves."""
        self._keys.release()
        self._car.play(None)
        self._car.controls.set_indicator(Indicator.OFF)
        self._car.controls.set_hazard(False)
        self._car.controls.set_steering(0.0)
        self._car.controls.set_throttle(0.0)
        self._car.controls.set_brake(0.0)
        self._car.controls.park()

    @Slot(str)
    def drive(self, mode: str) -> None:
        """`park`, `loop`, `hold` the present speed, or `manual` pedals."""
        controls = self._car.controls
        speed = float(self._state.speed)
        acts: dict[str, tuple[Callable[[], None], Note]] = {
            "park": (controls.park, ("drive", {"park": True})),
            "loop": (controls.drive_loop, ("drive", {"loop": True})),
            "hold": (lambda: controls.hold(speed), ("drive", {"hold": speed})),
            "manual": (controls.drive_manually, ("drive", {"manual": True})),
        }
        act, note = acts[mode]
        self._car.play(None)
        self._hand.act(act, note)
        self.refresh()

    @Slot(float)
    def hold(self, kmh: float) -> None:
        """Drive at that speed."""
        self._car.play(None)
        self._hand.act(lambda: self._car.controls.hold(kmh), ("drive", {"hold": kmh}))
        self.refresh()

    @Slot(str, float)
    def set(self, what: str, value: float) -> None:
        """`throttle` and `brake` in percent, `steering` in degrees, left positive."""
        controls = self._car.controls
        acts: dict[str, Callable[[float], None]] = {
            "throttle": controls.set_throttle,
            "brake": controls.set_brake,
            "steering": controls.set_steering,
        }
        self._hand.act(lambda: acts[what](value), ("set", {what: value}))

    @Slot(str, str)
    def choose(self, what: str, word: str) -> None:
        """`selector`, `ignition` or `indicator`."""
        controls = self._car.controls
        acts: dict[str, tuple[Callable[[str], None], str]] = {
            "selector": (controls.set_selector, "gear"),
            "ignition": (controls.set_ignition, "ignition"),
            "indicator": (controls.set_indicator, "indicator"),
        }
        act, name = acts[what]
        self._hand.act(lambda: act(word), ("set", {name: word}))
        self.refresh()

    @Slot(bool)
    def setParkingBrake(self, on: bool) -> None:
        """Apply or release it."""
        act = self._car.controls.set_parking_brake
        self._hand.act(lambda: act(on), ("set", {"parking_brake": on}))
        self.refresh()

    @Slot(bool)
    def setHazard(self, on: bool) -> None:
        """Hazard lights."""
        self._hand.act(lambda: self._car.controls.set_hazard(on), ("set", {"hazard": on}))
        self.refresh()

    @Slot(str, bool)
    def key(self, word: str, down: bool) -> None:
        """A key of the drive panel (`Keys`) was pressed or let go."""
        self._hand.act(lambda: self._keys.key(word, down))
        self.refresh()

    @Slot()
    def letGo(self) -> None:
        """The drive panel has lost the keyboard."""
        self._hand.act(self._keys.release)

    @Slot(str)
    def play(self, file: str) -> None:
        """Drive a cycle, or play a CAN log; *file* is a path or a `file:` address."""
        url = QUrl(file)
        path = Path(url.toLocalFile() if url.isLocalFile() else file).expanduser()
        self._set_loading(loading=True)
        self._hand.slowly(lambda: self._load(path), self._begin, self._failed)

    def _load(self, path: Path) -> Cycle | Recording:
        if not path.is_file():
            raise HabitacleError(f"There is no file {path}.")
        if is_cycle(path):
            return load_cycle(path)
        try:
            return recording(path.name, self._read_log(path), self._car.known_ids)
        except HabitacleError as error:
            if path.suffix.lower() == ".csv":
                raise HabitacleError(
                    f"{path.name} is neither a CAN log of this car nor a cycle with columns "
                    "such as t_s and v_kmh."
                ) from error
            raise

    def _begin(self, loaded: Cycle | Recording) -> None:
        self._set_loading(loading=False)
        if isinstance(loaded, Recording):
            self._hand.act(lambda: self._car.play(loaded))
        else:
            self._car.play(None)
            self._hand.act(lambda: self._car.controls.follow(loaded))
        self.refresh()

    def _failed(self, problem: str) -> None:
        self._set_loading(loading=False)
        self._hand.refuse(problem)

    def _set_loading(self, *, loading: bool) -> None:
        self._loading = loading
        self.loadingChanged.emit()

    def _look(self) -> DriveState:
        car, settings, playing = self._car.state, self._car.controls.settings, self._car.playing
        mode = settings.mode.value
        parks = settings.selector is Selector.PARK and settings.target_kmh == _PARK_KMH
        if playing is not None:
            mode = "log"
        elif settings.mode is Mode.HOLD and parks:
            mode = "park"
        title, elapsed, duration = playing or ("", 0.0, 0.0)
        if mode == "cycle" and settings.cycle is not None:
            title, duration = settings.cycle.name, settings.cycle.duration_s
            elapsed = car.cycle_s or 0.0
        return DriveState(
            mode=mode,
            speed=round(car.speed_kmh),
            target=round(settings.target_kmh),
            throttle=round(car.throttle_percent),
            brake=round(car.brake_percent),
            steering=round(car.steering_deg),
            selector=car.selector.value,
            ignition=settings.ignition.value,
            parking_brake=settings.parking_brake,
            indicator=settings.indicator.value,
            hazard=settings.hazard,
            limit=-1 if car.limit_kmh is None else round(car.limit_kmh),
            title=title,
            elapsed=int(elapsed),
            duration=int(duration),
        )

    def _value(name: str, kind: Any, notify: Any = changed) -> Any:  # type: ignore[misc]  # noqa: N805
        return Property(kind, lambda self: getattr(self._state, name), notify=notify)

    mode = _value("mode", str)
    speed = _value("speed", int)
    target = _value("target", int)
    throttle = _value("throttle", int)
    brake = _value("brake", int)
    steering = _value("steering", int)
    selector = _value("selector", str)
    ignition = _value("ignition", str)
    parkingBrake = _value("parking_brake", bool)
    indicator = _value("indicator", str)
    hazard = _value("hazard", bool)
    limit = _value("limit", int)
    title = _value("title", str)
    elapsed = _value("elapsed", int)
    duration = _value("duration", int)
    loading = Property(bool, lambda self: self._loading, notify=loadingChanged)
