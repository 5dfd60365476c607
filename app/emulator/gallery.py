"""QML singleton `Gallery`: where the designers' window pretends to be, and what it has to show."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.clock import Clock
from app.core.reading import ReadingState
from app.core.restrictions import SELECTED_GEAR, SPEED
from app.core.signals import Reason, Sample, Validity
from app.ui.display import Display
from app.ui.provide import Provided
from app.ui.reading import Reading
from app.ui.restrictions import Restrictions

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

DISPLAYS = ((1920, 720, 12.3), (1024, 600, 7.0), (768, 1024, 9.0))
"""Width and height in pixels and diagonal in inches: one of each layout."""
_PARK, _DRIVE = 126, 127
_MOVING_KMH = 50.0
_KNOWN = ReadingState(
    supported=True, state=Validity.VALID.value, reason=Reason.NONE.value, shown=True, value=312.0
)
_OLD = ReadingState(
    supported=True,
    state=Validity.STALE.value,
    reason=Reason.TIMEOUT.value,
    shown=True,
    value=312.0,
    age_seconds=200,
)
_MISSING = ReadingState(supported=True, reason=Reason.NEVER_RECEIVED.value)


@QmlElement
@QmlSingleton
class Gallery(Provided):
    """`display` is the index of the display shown, `moving` whether the car may not be parked.

    `known`, `old` and `missing` are readings in these states.
    """

    displayChanged = Signal()
    movingChanged = Signal()

    def __init__(self, display: Display, restrictions: Restrictions, clock: Clock) -> None:
        super().__init__()
        self._display = display
        self._restrictions = restrictions
        self._clock = clock
        self._current = 0
        self._readings = {state: self._reading(state) for state in (_KNOWN, _OLD, _MISSING)}
        restrictions.drivingStateChanged.connect(self.movingChanged.emit)

    @Slot(int)
    def setDisplay(self, index: int) -> None:
        """Become the display of that place in `DISPLAYS`."""
        width, height, inches = DISPLAYS[index]
        self._current = index
        self._display.set_diagonal(inches)
        self._display.resize(width, height)
        self.displayChanged.emit()

    @Slot(bool)
    def setMoving(self, moving: bool) -> None:
        """Drive, or stand in P."""
        now = self._clock.monotonic_ns()
        values = {
            SPEED: _MOVING_KMH if moving else 0.0,
            SELECTED_GEAR: _DRIVE if moving else _PARK,
        }
        samples = {
            path: Sample(path, Validity.VALID, value=value, t_valid_ns=now)
            for path, value in values.items()
        }
        self._restrictions.apply(samples, now)

    def _reading(self, state: ReadingState) -> Reading:
        reading = Reading(self)
        reading.update(state)
        return reading

    def _width(self) -> int:
        return DISPLAYS[self._current][0]

    def _height(self) -> int:
        return DISPLAYS[self._current][1]

    def _is_moving(self) -> bool:
        return self._restrictions.state != "parked"

    def _known(self) -> QObject:
        return self._readings[_KNOWN]

    def _old(self) -> QObject:
        return self._readings[_OLD]

    def _missing(self) -> QObject:
        return self._readings[_MISSING]

    displays = Property(int, lambda _self: len(DISPLAYS), constant=True)
    display = Property(int, lambda self: self._current, notify=displayChanged)
    width = Property(int, _width, notify=displayChanged)
    height = Property(int, _height, notify=displayChanged)
    moving = Property(bool, _is_moving, notify=movingChanged)
    known = Property(Reading, _known, constant=True)
    old = Property(Reading, _old, constant=True)
    missing = Property(Reading, _missing, constant=True)
