"""`I18n`: the language in force, and its change while the screens are up."""

import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QCoreApplication, QLocale, QTranslator, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from app.core.errors import HabitacleError
from app.i18n.catalogue import load_qm
from app.i18n.fmt import Fmt
from app.i18n.languages import PSEUDO, SOURCE, Language
from app.i18n.letters import KeypadLetters
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_LOG = logging.getLogger(__name__)


@QmlElement
@QmlSingleton
class I18n(Provided):
    """Loads catalogues and switches languages; needs a running QGuiApplication.

    *translations* is the folder of that name, *cache* where built catalogues are kept between
    starts (None: nowhere). *developer* offers the pseudo-locales too. A translator is always a
    plain QTranslator: one written in Python would deadlock with Qt's QML loader thread.
    """

    changed = Signal()
    failedChanged = Signal()

    def __init__(
        self, translations: Path, fmt: Fmt, cache: Path | None = None, *, developer: bool = False
    ) -> None:
        super().__init__()
        self._translations = translations
        self._fmt = fmt
        self._cache = cache
        self._known = fmt.languages
        self._engine: QQmlEngine | None = None
        self._language = self._known.by_code[SOURCE]
        self._failed = ""
        offered = {path.stem for path in (translations / "po").glob("*.po")}
        offered |= set(PSEUDO) if developer else set()
        self._offered = {c: known for c, known in self._known.by_code.items() if c in offered}
        self._letters = KeypadLetters(translations, SOURCE, self)
        self._base = self._install(SOURCE)
        self._top: tuple[QTranslator, bytes] | None = None

    def attach(self, engine: QQmlEngine) -> None:
        """The engine whose bindings follow the language; call once, before it loads a screen."""
        self._engine = engine
        engine.setUiLanguage(self._language.code)

    def start(self, *wanted: str) -> None:
        """Take the first of *wanted* (driver's choice, then the car's) that we have, else English.

        What could not be had is logged once.
        """
        for code in wanted:
            if self.setLanguage(code):
                return
        self.setLanguage(SOURCE)

    def resolve(self, code: str) -> str:
        """Our code for *code* (`fr_BE` is fr, `no` is nb), or "" if we do not offer it."""
        found = self._known.find(code)
        return found.code if found is not None and found.code in self._offered else ""

    @property
    def current(self) -> str:
        """Code of the language in force, for Python."""
        return self._language.code

    @property
    def catalogues(self) -> tuple[bytes, ...]:
        """What is loaded, as Qt reads it: English, then the language in force if it is another."""
        return tuple(loaded[1] for loaded in (self._base, self._top) if loaded is not None)

    @Property(str, notify=changed)
    def language(self) -> str:
        """Code of the language in force."""
        return self._language.code

    @Property(str, notify=changed)
    def autonym(self) -> str:
        """The language in force, by its own name."""
        return self._language.autonym

    @Property("QVariantList", constant=True)  # type: ignore[arg-type]  # a C++ type name
    def languages(self) -> list[dict[str, str]]:
        """The languages the driver may choose: maps of `code` and `autonym`, by autonym."""
        offered = sorted(self._offered.values(), key=lambda known: known.autonym.casefold())
        return [{"code": known.code, "autonym": known.autonym} for known in offered]

    @Property(str, notify=failedChanged)
    def failed(self) -> str:
        """Code of the language that could not be loaded at the last try, or ""."""
        return self._failed

    @Property(KeypadLetters, constant=True)
    def letters(self) -> KeypadLetters:
        """`KeypadLetters` of the language in force."""
        return self._letters

    @Slot(str, result=bool)
    def setLanguage(self, code: str) -> bool:
        """Switch to *code*, an alias or a regional variant of it; a failure changes nothing."""
        try:
            language = self._offered[self.resolve(code)]
            top = None if language.code == SOURCE else self._load(language.code)
        except (KeyError, HabitacleError) as error:
            _LOG.warning("The language %s is not available: %s", code, error)
            self._set_failed(code)
            return False
        self._set_failed("")
        self._switch(language, top)
        return True

    def _switch(self, language: Language, top: tuple[QTranslator, bytes] | None) -> None:
        self._language = language
        QLocale.setDefault(QLocale(language.cldr))
        if self._top is not None:
            QCoreApplication.removeTranslator(self._top[0])
        # Qt does not copy the bytes: both stay referenced for as long as they are installed.
        self._top = top
        if top is not None:
            QCoreApplication.installTranslator(top[0])
        _set_direction(language)
        if self._engine is not None:
            self._engine.setUiLanguage(language.code)
        self._fmt.use(language)
        self._letters.use(language.code)
        self.changed.emit()
        if self._engine is not None:
            self._engine.retranslate()

    def _install(self, code: str) -> tuple[QTranslator, bytes] | None:
        try:
            loaded = self._load(code)
        except HabitacleError as error:
            _LOG.warning("%s Source texts are shown.", error)
            return None
        QCoreApplication.installTranslator(loaded[0])
        return loaded

    def _load(self, code: str) -> tuple[QTranslator, bytes]:
        data = load_qm(self._translations, code, self._cache)
        translator = QTranslator()
        if not translator.load(data):
            raise HabitacleError(f"The catalogue of {code} is not usable.")
        return translator, data

    def _set_failed(self, code: str) -> None:
        if code != self._failed:
            self._failed = code
            self.failedChanged.emit()


def _set_direction(language: Language) -> None:
    if QGuiApplication.isRightToLeft() == language.rtl:
        return
    from PySide6.QtCore import Qt  # 12 ms, not spent before the first frame from left to right

    direction = Qt.LayoutDirection.RightToLeft if language.rtl else Qt.LayoutDirection.LeftToRight
    app: Any = QGuiApplication.instance()
    app.setLayoutDirection(direction)
