"""The singletons that QML sees, provided before the engine loads."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine

from app.adapters.backlight import SysfsBacklight
from app.core.clock import Clock
from app.features.consent.view import Consent, ConsentViewPorts
from app.features.maintenance.view import Maintenance
from app.features.profile.brightness import BrightnessService
from app.features.profile.view import Brightness, Preferences
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


@dataclass(frozen=True, slots=True)
class Frame:
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
        engine = make_engine(QML, IconProvider(ASSETS / "icons"))
        self.i18n.attach(engine)
        return engine


class Views:
    """The features' view models, provided, and what keeps them in step with each other."""

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
        self.sync = Sync(notify)
        self.vehicle = Vehicle(
            features.vehicle, clock, load_display_rules(ASSETS / "models/vehicle/readings.json")
        )
        self.signals = Signals(
            features.vehicle.sample,
            clock,
            partial(restrictions.allows, "text_entry"),
            offered=frame.developer,
        )
        self.maintenance = Maintenance(features.maintenance, restrictions)
        self.diagnostics = Diagnostics(features.diagnostics, restrictions, features.dtc_texts)
        self.preferences = Preferences(features.preferences)
        self.consent = Consent(
            features.consent,
            ConsentViewPorts(
                registry=features.privacy.registry,
                notices=features.privacy.notices,
                ledger=features.ledger,
                clock=clock,
                language=lambda: frame.i18n.current,
                format_date=self._date,
                post=notify.post,
            ),
        )
        self.flows = Flows(restrictions)
        self._backlight = BrightnessService(
            features.preferences, SysfsBacklight(), frame.palette.is_night
        )
        frame.palette.changed.connect(self._backlight.apply)
        self.brightness = Brightness(self._backlight)
        views = (self.sync, self.vehicle, self.maintenance, self.preferences, self.consent)
        for singleton in (
            restrictions,
            self.flows,
            self.brightness,
            self.signals,
            self.diagnostics,
            *views,
        ):
            singleton.provide()
        frame.i18n.changed.connect(self.consent.refresh)
        frame.i18n.changed.connect(self.diagnostics.refresh)
        features.preferences.changed.connect(self._follow)
        self._follow()

    def _date(self, day: date) -> str:
        return self._frame.fmt.formats.date(day)

    def _follow(self) -> None:
        chosen = self._features.preferences.current
        self._frame.palette.set_mode(chosen.theme)
        wanted = chosen.language or self._frame.i18n.resolve(QLocale.system().name())
        if wanted != self._frame.i18n.current:
            self._frame.i18n.start(*filter(None, [wanted]))


def _asset(relative: str) -> str:
    return (ASSETS / relative).read_text("utf-8")
