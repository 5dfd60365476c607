"""QML singleton `Display`: how large a dp is here, and which layout fits."""

import logging

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtGui import QScreen, QWindow
from PySide6.QtQml import QmlElement, QmlSingleton

from app.ui.geometry import DisplayRules, Edid, Geometry, measure
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_log = logging.getLogger(__name__)


def edid_of(screen: QScreen) -> Edid:
    """What *screen* says of itself."""
    size, millimetres = screen.size() * screen.devicePixelRatio(), screen.physicalSize()
    return Edid(size.width(), size.height(), millimetres.width(), millimetres.height())


@QmlElement
@QmlSingleton
class Display(Provided):
    """Geometry of the window, kept while it changes.

    *size* is the window's first size in item units; *diagonal_in* the configured diagonal, None to
    ask the screen, *edid* what that says before there is a window: a screen laid out at once for
    the density it will have is not laid out twice. `scale` is device pixels a dp, `pixelRatio`
    device pixels an item unit; on `driverSide`, left or right, stands the rail.
    """

    changed = Signal()

    def __init__(
        self,
        rules: DisplayRules,
        size: tuple[int, int],
        diagonal_in: float | None = None,
        edid: Edid | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._rules = rules
        self._start = size
        self._configured = diagonal_in
        self._driver_side = "left"
        self._ratio = 1.0
        self._geometry = measure(*size, rules, diagonal_in, edid)
        self._window: QWindow | None = None
        self._warned: set[str] = set()

    @property
    def geometry(self) -> Geometry:
        """The geometry in use, for diagnostics."""
        return self._geometry

    def attach(self, window: QWindow) -> None:
        """Follow the size and the screen of *window*."""
        self._window = window
        window.widthChanged.connect(self._follow)
        window.heightChanged.connect(self._follow)
        window.screenChanged.connect(self._follow)
        self._follow()

    def set_diagonal(self, inches: float | None) -> None:
        """Take *inches* as the configured diagonal from the next measurement on."""
        self._configured = inches

    def set_driver_side(self, side: str) -> None:
        """Put the rail on *side*, left or right."""
        self._driver_side = side
        self.changed.emit()

    def resize(
        self, width: int, height: int, pixel_ratio: float = 1.0, edid: Edid | None = None
    ) -> None:
        """Recompute for a window of *width* x *height* item units."""
        if width <= 0 or height <= 0:
            return
        device = (round(width * pixel_ratio), round(height * pixel_ratio))
        geometry = measure(*device, self._rules, self._configured, edid)
        if (geometry, pixel_ratio) != (self._geometry, self._ratio):
            self._geometry, self._ratio = geometry, pixel_ratio
            self.changed.emit()
        self._warn_once()

    def _follow(self) -> None:
        window = self._window
        if window is None:
            return
        screen = window.screen()
        ratio = window.devicePixelRatio()
        self.resize(window.width(), window.height(), ratio, edid_of(screen))

    def _warn_once(self) -> None:
        low, high = self._rules.usual_scale
        if self._geometry.source == "default" and "source" not in self._warned:
            self._warned.add("source")
            _log.warning(
                "The screen does not tell its size; %s inches assumed. Set display.diagonal_in.",
                self._geometry.diagonal_in,
            )
        if not low <= self._geometry.scale <= high and "scale" not in self._warned:
            self._warned.add("scale")
            _log.warning("Display scale %.2f is outside %s to %s.", self._geometry.scale, low, high)

    scale = Property(float, lambda self: self._geometry.scale, notify=changed)
    pixelRatio = Property(float, lambda self: self._ratio, notify=changed)
    widthDp = Property(float, lambda self: self._geometry.width_dp, notify=changed)
    heightDp = Property(float, lambda self: self._geometry.height_dp, notify=changed)
    layout = Property(str, lambda self: self._geometry.layout, notify=changed)
    compact = Property(bool, lambda self: self._geometry.compact, notify=changed)
    diagonalInches = Property(float, lambda self: self._geometry.diagonal_in, notify=changed)
    source = Property(str, lambda self: self._geometry.source, notify=changed)
    driverSide = Property(str, lambda self: self._driver_side, notify=changed)
    startWidth = Property(int, lambda self: self._start[0], constant=True)
    startHeight = Property(int, lambda self: self._start[1], constant=True)
