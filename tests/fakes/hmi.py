"""The whole screen without a world: real view models over a car, clock and stores set by hand."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtQml import QQmlApplicationEngine

from app.core.signals import BusState
from app.features.consent.book import ConsentBook
from app.features.consent.domain.ledger import LedgerEntry
from app.features.consent.domain.record import Identity
from app.features.consent.files import load_privacy
from app.features.consent.ports import Ports as ConsentPorts
from app.features.consent.service import ConsentService
from app.features.consent.view import Consent, ConsentViewPorts
from app.features.maintenance.domain.constants import parse_tyre_rules, parse_vehicle_model
from app.features.maintenance.ports import Ports
from app.features.maintenance.service import MaintenanceService
from app.features.maintenance.view import Maintenance
from app.features.profile.brightness import BrightnessService
from app.features.profile.domain import Preferences as Choice
from app.features.profile.service import PreferenceService
from app.features.profile.view import Brightness, Preferences
from app.features.sync.connectivity_view import Connectivity
from app.features.sync.domain.state import Status
from app.features.sync.view import Sync
from app.features.sync.words import load_sync_words
from app.features.vehicle.diagnostics import DiagnosticsPorts, DiagnosticsService
from app.features.vehicle.diagnostics_view import Diagnostics
from app.features.vehicle.dtc_texts import load_dtc_texts
from app.features.vehicle.service import Published
from app.features.vehicle.signal_table_view import Signals
from app.features.vehicle.view import Vehicle, load_display_rules
from app.i18n.fmt import Fmt
from app.i18n.language import I18n
from app.main.paths import ASSETS, QML, TRANSLATIONS
from app.ui.display import Display
from app.ui.engine import make_engine
from app.ui.flows import Flows
from app.ui.fonts import load_fonts
from app.ui.geometry import parse_rules
from app.ui.icons import IconProvider
from app.ui.palette import Palette
from app.ui.provide import Provided
from app.ui.restrictions import Restrictions, load_rules
from app.ui.tokens import parse_tokens
from app.ui.wall import Wall
from tests.fakes.alerts import FakeAlertStore
from tests.fakes.car import FakeCar, ManualClock
from tests.fakes.consents import FakeConsentStore
from tests.fakes.fault_memory import FakeFaultMemory
from tests.fakes.traffic import FakeTraffic

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
_PARK, _DRIVE = 126, 127
_MODELS = ASSETS / "models"


class MemoryPreferences:
    """A preference store that remembers what was saved."""

    def __init__(self) -> None:
        self.kept = Choice()

    def load(self) -> Choice:
        return self.kept

    def save(self, preferences: Choice) -> None:
        self.kept = preferences


class FakeBacklight:
    """A backlight that remembers its level."""

    def __init__(self) -> None:
        self.available = True
        self.percent: int | None = None

    def set_level(self, percent: int) -> None:
        self.percent = percent


class EmptyLedger:
    """Nothing has left the car."""

    def page(self, offset: int = 0, limit: int = 200) -> "Future[list[LedgerEntry]]":
        assert offset == 0
        assert limit > 0
        done: Future[list[LedgerEntry]] = Future()
        done.set_result([])
        return done


class Direct:
    """Runs posted calls at once: tests have one thread."""

    def post(self, fn: Callable[[], None]) -> None:
        fn()


class Hmi:
    """All singletons of `Habitacle.Model`, provided; needs a QGuiApplication."""

    def __init__(self, size: tuple[int, int] = (1920, 720), diagonal_in: float = 12.3) -> None:
        load_fonts(ASSETS / "fonts")
        self.clock = ManualClock()
        self.car = FakeCar(self.clock)
        self.restrictions = Restrictions(load_rules(ASSETS / "restrictions/eu.json"), self.clock)
        self.palette = Palette(parse_tokens(_text("theme/tokens.json")), self.clock)
        self.display = Display(parse_rules(_text("theme/display.json")), size, diagonal_in)
        self.wall = Wall(self.clock)
        self.preferences = PreferenceService(MemoryPreferences(), self.restrictions.allows)
        self.preferences.changed.connect(self._follow_preferences)
        self.fmt = Fmt(TRANSLATIONS, UTC)
        self.i18n = I18n(TRANSLATIONS, self.fmt, developer=True)
        self.sync = Sync(Direct())
        self._add_features()
        self._add_consent()
        self._add_diagnostics()
        self._add_connectivity()
        for singleton in self._singletons():
            singleton.provide()
        self.park()

    def engine(self) -> QQmlApplicationEngine:
        """An engine that shows these singletons."""
        engine = make_engine(QML, IconProvider(ASSETS / "icons"))
        self.i18n.attach(engine)
        return engine

    def close(self, engine: QQmlApplicationEngine) -> None:
        """Take the engine down while what its bindings read is still there."""
        engine.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def park(self) -> None:
        """At rest in P for long enough to count as parked."""
        self.car.buses(body=BusState.ALIVE, powertrain=BusState.ALIVE)
        for _ in range(40):
            self.drive(0.0, _PARK)

    def drive(self, kmh: float, gear: int = _DRIVE) -> None:
        """A tenth of a second at *kmh* in *gear*."""
        self.clock.advance(0.1)
        self.restrictions.apply(self.car.set({SPEED: kmh, GEAR: gear}), self.clock.ns)
        self.vehicle.refresh()

    def online(self, pending: int = 0) -> None:
        """The backend is reached and *pending* messages wait."""
        self.sync.report(Status(link="up", pending=pending))
        self.traffic.calm()

    def _add_features(self) -> None:
        self.vehicle = Vehicle(
            self.car.service, self.clock, load_display_rules(_MODELS / "vehicle/readings.json")
        )
        self.signals = Signals(
            self.car.service.sample,
            self.clock,
            lambda: self.restrictions.allows("text_entry"),
            offered=True,
        )
        self.alerts = FakeAlertStore()
        ports = Ports(self.car.service, self.alerts, self.clock, lambda: None, lambda fn: fn())
        self.maintenance_service = MaintenanceService(
            ports,
            parse_tyre_rules(_text("models/maintenance/maint-2026.1.json")),
            parse_vehicle_model(_text("models/maintenance/vehicles/habitacle-ev.json")),
        )
        self.maintenance_service.start()
        self.maintenance = Maintenance(self.maintenance_service, self.restrictions)
        self.preferences_view = Preferences(self.preferences)
        self.flows = Flows(self.restrictions)
        self.backlight = FakeBacklight()
        self.brightness_service = BrightnessService(
            self.preferences, self.backlight, self.palette.is_night
        )
        self.palette.changed.connect(self.brightness_service.apply)
        self.brightness = Brightness(self.brightness_service)

    def _add_diagnostics(self) -> None:
        texts = load_dtc_texts(ASSETS / "dtc/generic.json")
        self.scans: list[float] = []
        self.diagnostics_service = DiagnosticsService(
            DiagnosticsPorts(
                vehicle=self.car.service,
                store=FakeFaultMemory(),
                clock=self.clock,
                publish=lambda samples: self.car.service.apply(Published(samples)),
                parked=lambda: self.restrictions.state == "parked",
                request_scan=lambda: self.scans.append(self.clock.ns),
                post=lambda fn: fn(),
                severity_of=lambda code: texts.find(code).severity,
            ),
            can_ask=True,
        )
        self.diagnostics = Diagnostics(self.diagnostics_service, self.restrictions, texts)
        self.i18n.changed.connect(self.diagnostics.refresh)

    def _add_connectivity(self) -> None:
        self.traffic = FakeTraffic(self.clock, self.restrictions.allows)
        overview = self.traffic.overview
        self.connectivity = Connectivity(
            overview, self.traffic.news, load_sync_words(ASSETS / "sync/words.json"), self.clock
        )
        self.sync.told.connect(lambda: overview.report(self.sync.status))
        told = self.connectivity
        told.newsChanged.connect(lambda: self.sync.announce(told.has_news))
        self.i18n.changed.connect(told.refresh)

    def _add_consent(self) -> None:
        privacy = load_privacy(ASSETS)
        self.consents = FakeConsentStore()
        self._new_book = partial(ConsentBook, privacy.registry, privacy.notice_majors, self.clock)
        self._book = self._new_book()
        self.consent_service = ConsentService(
            self._book,
            ConsentPorts(
                store=self.consents,
                clock=self.clock,
                post=lambda fn: fn(),
                vehicle_state=lambda: str(self.restrictions.property("drivingState")),
                may=self.restrictions.allows,
            ),
            lambda: Identity("profile", "hash", "FR", "test"),
        )
        self.consent = Consent(
            self.consent_service,
            ConsentViewPorts(
                registry=privacy.registry,
                notices=privacy.notices,
                ledger=EmptyLedger(),
                clock=self.clock,
                language=lambda: str(self.i18n.property("language")),
                format_date=str,
                post=lambda fn: fn(),
            ),
        )
        self.consent_service.load()

    def forget_answers(self) -> None:
        """No consent was ever asked: the book starts anew where it is, for whoever holds it."""
        self.consents.records.clear()
        vars(self._book).update(vars(self._new_book()))
        self.consent_service.load()

    def _singletons(self) -> tuple[Provided, ...]:
        return (
            self.palette,
            self.display,
            self.wall,
            self.restrictions,
            self.fmt,
            self.i18n,
            self.sync,
            self.consent,
            self.connectivity,
            self.vehicle,
            self.signals,
            self.maintenance,
            self.diagnostics,
            self.preferences_view,
            self.flows,
            self.brightness,
        )

    def _follow_preferences(self) -> None:
        chosen = self.preferences.current
        self.palette.set_mode(chosen.theme)
        if chosen.language:
            self.i18n.setLanguage(chosen.language)


def _text(relative: str) -> str:
    return (ASSETS / relative).read_text(encoding="utf-8")
