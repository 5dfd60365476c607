"""The singletons that QML sees, provided before the engine loads."""

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine

from app.adapters.backlight import SysfsBacklight
from app.core.clock import Clock
from app.features.consent.view import Consent
from app.features.maintenance.view import Maintenance
from app.features.profile.brightness import BrightnessService
from app.features.profile.view import Brightness, Preferences
from app.features.sync.connectivity_view import Connectivity
from app.features.sync.view import Sync
from app.features.vehicle.diagnostics_view import Diagnostics
from app.features.vehicle.signal_table_view import Signals
from app.features.vehicle.view import Vehicle, load_display_rules
from app.i18n.fmt import Fmt
from app.i18n.language import I18n
from app.main.config import Config
from app.main.features import Features
from app.main.paths import ASSETS, QML, TRANSLATIONS
from app.ui.display import Display, edid_of
from app.ui.engine import make_engine
from app.ui.flows import Flows
from app.ui.geometry import parse_rules
from app.ui.icons import IconProvider
from app.ui.notify import QtNotify
from app.ui.palette import Palette
from app.ui.restrictions import Restrictions
from app.ui.tokens import parse_tokens
from app.ui.wall import Wall

if TYPE_CHECKING:
    # Loaded after the first frame; named here for the type checker alone.
    from app.main.later_views import LaterViews


class Frame(NamedTuple):
    """The singletons that belong to no feature."""

    display: Display
    palette: Palette
    wall: Wall
    fmt: Fmt
    i18n: I18n
    developer: bool

    @classmethod
    def build(cls, config: Config, clock: Clock, *, developer: bool) -> "Frame":
        """All of them, provided; needs a QGuiApplication."""
        size = (config.display.width, config.display.height)
        fmt = Fmt(TRANSLATIONS)
        frame = cls(
            Display(
                parse_rules(_asset("theme/display.json")),
                size,
                config.display.diagonal_in,
                edid_of(QGuiApplication.primaryScreen()),
            ),
            Palette(parse_tokens(_asset("theme/tokens.json")), clock),
            Wall(clock),
            fmt,
            I18n(TRANSLATIONS, fmt, config.data_dir / "cache" / "i18n", developer=developer),
            developer,
        )
        frame.display.set_driver_side(config.driver_side or "left")
        for singleton in (frame.display, frame.palette, frame.wall, frame.fmt, frame.i18n):
            singleton.provide()
        return frame

    def engine(self) -> QQmlApplicationEngine:
        """An engine that shows these singletons and follows their language."""
        engine = make_window_engine()
        self.i18n.attach(engine)
        return engine


class Views:
    """The view models that Home shows, provided, and `later` every other.

    They keep each other in step.
    """

    def __init__(
        self,
        features: Features,
        frame: Frame,
        restrictions: Restrictions,
        clock: Clock,
        notify: QtNotify,
    ) -> None:
        self._features = features
        self._frame = frame
        self._restrictions = restrictions
        self._clock = clock
        self._notify = notify
        self.sync = Sync(notify)
        self.vehicle = Vehicle(
            features.vehicle, clock, load_display_rules(ASSETS / "models/vehicle/readings.json")
        )
        self.maintenance = Maintenance(features.maintenance, restrictions)
        self.preferences = Preferences(features.preferences)
        self.flows = Flows(restrictions)
        self._backlight = BrightnessService(
            features.preferences, SysfsBacklight(), frame.palette.is_night
        )
        frame.palette.changed.connect(self._backlight.apply)
        self.brightness = Brightness(self._backlight)
        views = (self.sync, self.vehicle, self.maintenance, self.preferences)
        for singleton in (
            restrictions,
            self.flows,
            self.brightness,
            *views,
        ):
            singleton.provide()
        features.preferences.changed.connect(self._follow)
        self._follow()

    @cached_property
    def later(self) -> "LaterViews":
        """Built when it is first asked for: by the start-up after the first frame."""
        from app.main.later_views import LaterViews

        later = LaterViews(
            self._features, self._frame, self._restrictions, self._clock, self._notify
        )
        later.follow(self.sync)
        return later

    @property
    def consent(self) -> Consent:
        """Permissions and what left the car."""
        return self.later.consent

    @property
    def connectivity(self) -> Connectivity:
        """How the link is, in words."""
        return self.later.connectivity

    @property
    def diagnostics(self) -> Diagnostics:
        """The car check."""
        return self.later.diagnostics

    @property
    def signals(self) -> Signals:
        """The testers' table."""
        return self.later.signals

    def _follow(self) -> None:
        chosen = self._features.preferences.current
        self._frame.palette.set_mode(chosen.theme)
        wanted = chosen.language or self._frame.i18n.resolve(QLocale.system().name())
        if wanted != self._frame.i18n.current:
            self._frame.i18n.start(*filter(None, [wanted]))


def make_window_engine() -> QQmlApplicationEngine:
    """An engine that finds the product's screens and icons; its language is the system's."""
    return make_engine(QML, IconProvider(ASSETS / "icons"))


def _asset(relative: str) -> str:
    return (ASSETS / relative).read_text("utf-8")
