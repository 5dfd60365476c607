"""The features' services, each with its ports; nothing of Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app import __version__
from app.adapters.can.facts import CarFacts
from app.adapters.preferences import PreferenceFile
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.core.restrictions import DrivingState
from app.features.consent.book import ConsentBook
from app.features.consent.domain.record import Identity
from app.features.consent.files import PrivacyData, load_privacy
from app.features.consent.gateway import Gateway
from app.features.consent.ports import Ports as ConsentPorts
from app.features.consent.service import ConsentService
from app.features.maintenance.domain.constants import (
    VehicleModel,
    parse_tyre_rules,
    parse_vehicle_model,
)
from app.features.maintenance.ports import Ports as MaintenancePorts
from app.features.maintenance.service import MaintenanceService
from app.features.profile.service import PreferenceService
from app.features.sync.domain.envelope import encode
from app.features.vehicle.diagnostics import DTC_PATHS, DiagnosticsPorts, DiagnosticsService
from app.features.vehicle.dtc_texts import load_dtc_texts
from app.features.vehicle.service import Published, VehicleService
from app.main.late import LateAlerts, LateConsents, LateFaultMemory, LateLedger
from app.main.paths import ASSETS

PROFILE_ID = "p-1"
JURISDICTION = "FR"
MAINTENANCE = "P3"
_MODELS = ASSETS / "models" / "maintenance"


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the services ask of the screen's side.

    `post` runs a call on the GUI thread, `written` says that something to send was stored (any
    thread; True when the driver is waiting for it), `may` and `vehicle_state` are the
    restrictions', `vehicle_id_hash` tells this car from others in records without naming it.
    `can_ask` is whether diagnostic requests may be sent, `request_scan` asks for a scan.
    """

    post: Callable[[Callable[[], None]], None]
    written: Callable[[bool], None]
    may: Callable[[str], bool]
    vehicle_state: Callable[[], str]
    vehicle_id_hash: Callable[[], str]
    can_ask: bool
    request_scan: Callable[[], None]


class Features:
    """Every service of the HMI, and the late ports that the store will serve."""

    def __init__(self, car: CarFacts, data_dir: Path, clock: Clock, hooks: Hooks) -> None:
        self.privacy: PrivacyData = load_privacy(ASSETS)
        self.consents = LateConsents(partial(hooks.written, True))
        self.alerts = LateAlerts(partial(hooks.written, False))
        self.ledger = LateLedger()
        self.faults = LateFaultMemory()
        read = DTC_PATHS if car.has_diag else ()
        self.vehicle = VehicleService({*car.supported_paths, *read}, car.id)
        self.preferences = PreferenceService(
            PreferenceFile(data_dir / "preferences.json"), partial(hooks.may, "setup")
        )
        self.book = ConsentBook(self.privacy.registry, self.privacy.notice_majors, clock)
        self.gateway = Gateway(self.book, self.privacy.topics, lambda row: len(encode(row)))
        self.consent = ConsentService(
            self.book,
            ConsentPorts(self.consents, clock, hooks.post, hooks.vehicle_state, hooks.may),
            lambda: Identity(PROFILE_ID, hooks.vehicle_id_hash(), JURISDICTION, __version__),
        )
        self.maintenance = MaintenanceService(
            MaintenancePorts(self.vehicle, self.alerts, clock, self.workshop_allowed, hooks.post),
            parse_tyre_rules((_MODELS / "maint-2026.1.json").read_text("utf-8")),
            vehicle_model(car.id),
        )
        self.dtc_texts = load_dtc_texts(ASSETS / "dtc/generic.json")
        self.diagnostics = DiagnosticsService(
            self._diagnostics_ports(clock, hooks), can_ask=hooks.can_ask
        )
        self.consent.changed.connect(self.maintenance.share_open_alerts)
        self.consent.on_withdrawal(self._withdrawn)

    def retry(self) -> None:
        """Try again to store what a full or failing disk refused."""
        self.consent.retry()
        self.maintenance.retry()
        self.diagnostics.retry()

    def _diagnostics_ports(self, clock: Clock, hooks: Hooks) -> DiagnosticsPorts:
        return DiagnosticsPorts(
            vehicle=self.vehicle,
            store=self.faults,
            clock=clock,
            publish=lambda samples: self.vehicle.apply(Published(samples)),
            parked=lambda: hooks.vehicle_state() == DrivingState.PARKED,
            request_scan=hooks.request_scan,
            post=hooks.post,
            severity_of=lambda code: self.dtc_texts.find(code).severity,
        )

    def _withdrawn(self, purpose: str, recipient: str) -> None:
        if purpose == MAINTENANCE:
            self.maintenance.forget_sharing(recipient)

    def workshop_allowed(self) -> str | None:
        """The workshop that may get maintenance records now; the first, should there be more."""
        allowed = self.consent.permitted_recipients(MAINTENANCE)
        return allowed[0] if allowed else None


def vehicle_model(profile_id: str) -> VehicleModel | None:
    """What the maker says of this vehicle model; None where nothing is known.

    HabitacleError when the file is there and faulty.
    """
    path = _MODELS / "vehicles" / f"{profile_id}.json"
    if not path.is_file():
        return None
    try:
        return parse_vehicle_model(path.read_text("utf-8"))
    except HabitacleError as error:
        raise HabitacleError(f"{path.name}: {error}") from error
