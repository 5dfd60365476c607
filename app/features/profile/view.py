"""QML singleton `Preferences`."""

import logging

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.features.profile.service import PreferenceService
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_log = logging.getLogger(__name__)


@QmlElement
@QmlSingleton
class Preferences(Provided):
    """The driver's choices: `theme` (auto, day, night), `language` ("" is the car's own)."""

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

    @Slot(str, result=bool)
    def setLanguage(self, language: str) -> bool:
        """Choose the language; False when it is refused, for instance while driving."""
        try:
            return self._service.set_language(language)
        except HabitacleError as error:
            _log.warning("%s", error)
            return False

    theme = Property(str, lambda self: self._service.current.theme, notify=changed)
    language = Property(str, lambda self: self._service.current.language, notify=changed)
    driverName = Property(str, lambda self: self._service.current.driver_name, notify=changed)
