"""The designers' gallery in the hands of a test: chapter by chapter, in any look."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent
from PySide6.QtQuick import QQuickWindow

from app.emulator.gallery import DISPLAYS, Gallery
from tests.fakes.hmi import Hmi
from tests.ui.driver import Driver

CHAPTERS = (
    "Foundation",
    "Button",
    "Row",
    "Choice",
    "Entry",
    "Value",
    "Plot",
    "Message",
    "Panel",
)


@dataclass(frozen=True, slots=True)
class Look:
    """How the gallery is looked at; *display* is a place in `DISPLAYS`."""

    display: int = 0
    theme: str = "night"
    large: bool = False
    long: bool = False
    rtl: bool = False
    moving: bool = False

    def __str__(self) -> str:
        width, height, _ = DISPLAYS[self.display]
        marks = [name for name in ("large", "long", "rtl", "moving") if getattr(self, name)]
        return "-".join([f"{width}x{height}", self.theme, *marks])


class GalleryDriver:
    """The gallery's window over *hmi*, as high as the open chapter needs."""

    def __init__(self, hmi: Hmi, engine: QQmlApplicationEngine) -> None:
        self.hmi = hmi
        self._engine = engine
        self._gallery = Gallery(hmi.display, hmi.restrictions, hmi.clock)
        self._gallery.provide()
        self._component = QQmlComponent(engine, "Habitacle.Gallery", "GalleryWindow")
        window = self._component.create()
        assert isinstance(window, QQuickWindow), self._component.errorString()
        self.window = window
        self.driver = Driver(window, hmi)
        assert tuple(window.property("chapters")) == CHAPTERS

    def look(self, look: Look) -> None:
        """Show everything that way from now on."""
        self.hmi.preferences.set_theme(look.theme)
        self.hmi.preferences.set_large_text(look.large)
        self.hmi.i18n.setLanguage("ar-XB" if look.rtl else "en-XA" if look.long else "en")
        self._say_long(look.long)
        self._gallery.setDisplay(look.display)
        self.hmi.park()
        if look.moving:
            self.hmi.drive(50.0)
        self._fit()

    def open(self, chapter: str) -> None:
        """Show *chapter* as a whole."""
        self.window.setProperty("chapter", CHAPTERS.index(chapter))
        self._fit()

    def close(self) -> None:
        """Close the window and give the usual look back."""
        self.look(Look())
        self.window.deleteLater()
        self._component.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _fit(self) -> None:
        width, height, _ = DISPLAYS[self._gallery.property("display")]
        self.driver.settle()
        for _ in range(3):
            whole = max(height, round(self.window.property("wholeHeight")))
            self.window.setProperty("stageHeight", whole)
            self.window.resize(width, whole)
            self.driver.settle()

    def _say_long(self, long: bool) -> None:
        say: QObject = self._engine.singletonInstance("Habitacle.Gallery", "Say")  # type: ignore[assignment]
        say.setProperty("long", long)
