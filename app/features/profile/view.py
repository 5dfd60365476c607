"""QML singleton `Preferences`."""

import logging

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.features.profile.brightness import BrightnessService
from app.features.profile.domain import NAME_LENGTH
from app.features.profile.service import PreferenceService
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_log = logging.getLogger(__name__)


@QmlElement
@QmlSingleton
class Preferences(Provided):
    """The driver's choices: `theme` (auto, day, night), `language` ("" is the car's own).

    `reducedMotion` and `largeText` are read by the theme. `driverName` is "" until it is given,
    `driverNumber` tells the car's profiles apart.
    """

    changed = Signal()

    def __init__(self, service: PreferenceService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        service.changed.connect(self.changed.emit)

    @Slot(str)
    def setTheme(self, theme: str) -> None:
        """Choose the theme; anything unknown is refused and logged."""
        try:
            self._service.set_theme(theme)
        except HabitacleError as error:
            _log.warning("%s", error)

    @Slot(bool)
    def setReducedMotion(self, reduced: bool) -> None:
        """Choose whether pages and controls change without movement."""
        self._service.set_reduced_motion(reduced)

    @Slot(bool)
    def setLargeText(self, large: bool) -> None:
        """Choose the size of text."""
        self._service.set_large_text(large)

    @Slot(str, result=bool)
    def setLanguage(self, language: str) -> bool:
        """Choose the language; False when it is refused, for instance while driving."""
        try:
            return self._service.set_language(language)
        except HabitacleError as error:
            _log.warning("%s", error)
            return False

    @Slot(str, result=bool)
    def setDriverName(self, typed: str) -> bool:
        """Name the driver, "" for no name; False when it is refused, for instance while driving."""
        try:
            return self._service.set_driver_name(typed)
        except HabitacleError as error:
            _log.warning("%s", error)
            return False

    theme = Property(str, lambda self: self._service.current.theme, notify=changed)
    language = Property(str, lambda self: self._service.current.language, notify=changed)
    driverName = Property(str, lambda self: self._service.current.driver_name, notify=changed)
    driverNumber = Property(int, lambda self: self._service.number, constant=True)
    nameLength = Property(int, lambda self: NAME_LENGTH, constant=True)  # noqa: ARG005  Qt's getter
    reducedMotion = Property(
        bool, lambda self: self._service.current.reduced_motion, notify=changed
    )
    largeText = Property(bool, lambda self: self._service.current.large_text, notify=changed)


@QmlElement
@QmlSingleton
class Brightness(Provided):
    """`level` of the display in percent for the theme in use; `available` where it can be set."""

    changed = Signal()

    def __init__(self, service: BrightnessService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        service.changed.connect(self.changed.emit)

    @Slot(int)
    def setLevel(self, percent: int) -> None:
        """Choose the level, also while driving; anything but 0 to 100 is refused and logged."""
        try:
            self._service.set_level(percent)
        except HabitacleError as error:
            _log.warning("%s", error)

    available = Property(bool, lambda self: self._service.available, notify=changed)
    level = Property(int, lambda self: self._service.level, notify=changed)
