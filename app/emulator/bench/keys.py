"""Driving by keyboard: what each key of the drive panel does to the car."""

from collections.abc import Callable, Mapping

from app.emulator.car.controls import Controls
from app.emulator.car.settings import Indicator, Mode, Selector

_THROTTLE = 60.0
_BRAKE = 45.0
_STEERING = 90.0
_PEDALS = ("faster", "slower", "left", "right")


class Keys:
    """`faster`, `slower`, `left`, `right` act while they are held; the others once.

    Pressing a pedal takes the car over: manual pedals, and D with the brake released if it was
    parked. The others are P, R, N, F (forward), `parking_brake`, `signal_left`, `signal_right`,
    `hazard`.
    """

    def __init__(self, controls: Controls) -> None:
        self._controls = controls
        self._held: set[str] = set()
        self._once: Mapping[str, Callable[[], None]] = {
            "P": controls.park,
            "R": lambda: self._select(Selector.REVERSE),
            "N": lambda: controls.set_selector(Selector.NEUTRAL),
            "F": lambda: self._select(Selector.DRIVE),
            "parking_brake": self._parking_brake,
            "signal_left": lambda: self._signal(Indicator.LEFT),
            "signal_right": lambda: self._signal(Indicator.RIGHT),
            "hazard": lambda: controls.set_hazard(not controls.settings.hazard),
        }

    def key(self, word: str, down: bool) -> None:
        """A key went down or up; KeyError for a word there is not."""
        if word not in _PEDALS:
            if down:
                self._once[word]()
            return
        self._held = self._held | {word} if down else self._held - {word}
        if down:
            self._take_over()
        self._move()

    def release(self) -> None:
        """All keys are up."""
        if self._held:
            self._held = set()
            self._move()

    def _take_over(self) -> None:
        settings = self._controls.settings
        if settings.mode is not Mode.MANUAL:
            self._controls.set_brake(0.0)
            self._controls.set_throttle(0.0)
            self._controls.drive_manually()
        if settings.selector is Selector.PARK:
            self._select(Selector.DRIVE)

    def _select(self, selector: Selector) -> None:
        self._controls.drive_manually()
        self._controls.set_ignition("on")
        self._controls.set_parking_brake(False)
        self._controls.set_selector(selector)

    def _move(self) -> None:
        self._controls.set_throttle(_THROTTLE if "faster" in self._held else 0.0)
        self._controls.set_brake(_BRAKE if "slower" in self._held else 0.0)
        turn = ("left" in self._held) - ("right" in self._held)
        self._controls.set_steering(turn * _STEERING)

    def _parking_brake(self) -> None:
        self._controls.set_parking_brake(not self._controls.settings.parking_brake)

    def _signal(self, side: Indicator) -> None:
        off = self._controls.settings.indicator is side
        self._controls.set_indicator(Indicator.OFF if off else side)
