"""`I18n.letters`: what the keypad on the screen shows in the language in force."""

import logging
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from app.core.errors import HabitacleError
from app.i18n.keypads import Letters, load_letters

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_LOG = logging.getLogger(__name__)
_NONE = Letters(("",), "")


@QmlElement
@QmlUncreatable("Letters belong to I18n.")
class KeypadLetters(QObject):  # type: ignore[operator]  # the stub of QmlUncreatable lacks __call__
    """Capitals: `rows` of the national keyboard, `alphabet` in one text, `accents` of page two.

    The file is read when a keypad first asks. Without a usable one there are no letters, and the
    log says why.
    """

    changed = Signal()

    def __init__(self, translations: Path, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._translations = translations
        self._language = language
        self._kept: Letters | None = None

    def use(self, language: str) -> None:
        """Follow *language*."""
        self._language = language
        self._kept = None
        self.changed.emit()

    @Slot(str, result=str)
    def lower(self, letter: str) -> str:
        """The small letter of a capital."""
        return self._letters().lower(letter)

    def _letters(self) -> Letters:
        if self._kept is None:
            try:
                self._kept = load_letters(self._translations, self._language)
            except HabitacleError as error:
                _LOG.error("The keypad has no letters: %s", error)
                self._kept = _NONE
        return self._kept

    @Property("QVariantList", notify=changed)  # type: ignore[arg-type]  # a C++ type name
    def rows(self) -> list[str]:
        """Capitals by row."""
        return list(self._letters().rows)

    alphabet = Property(str, lambda self: self._letters().alphabet, notify=changed)
    accents = Property(str, lambda self: self._letters().accents, notify=changed)
