"""The features' services, each with its ports; nothing of Qt."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.adapters.can.facts import CarFacts
from app.adapters.preferences import PreferenceFile
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.features.maintenance.domain.constants import (
    VehicleModel,
    parse_tyre_rules,
    parse_vehicle_model,
)
from app.features.maintenance.ports import Ports as MaintenancePorts
from app.features.maintenance.service import MaintenanceService
from app.features.profile.service import PreferenceService
from app.features.vehicle.dtc_paths import DTC_PATHS
from app.features.vehicle.service import VehicleService
from app.main.late import LateAlerts
from app.main.paths import ASSETS

if TYPE_CHECKING:
    # Loaded after the first frame; named here for the type checker alone.
    from app.features.consent.service import ConsentService
    from app.features.vehicle.diagnostics import DiagnosticsService
    from app.main.later_features import LaterFeatures

MAINTENANCE = "P3"
_MODELS = ASSETS / "models" / "maintenance"


class Hooks(NamedTuple):
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
    """The services that Home asks, and `later` every other."""

    def __init__(self, car: CarFacts, data_dir: Path, clock: Clock, hooks: Hooks) -> None:
        self._clock = clock
        self._hooks = hooks
        self.alerts = LateAlerts(partial(hooks.written, False))
        read = DTC_PATHS if car.has_diag else ()
        self.vehicle = VehicleService({*car.supported_paths, *read}, car.id)
        self.preferences = PreferenceService(
            PreferenceFile(data_dir / "preferences.json"), hooks.may
        )
        self.maintenance = MaintenanceService(
            MaintenancePorts(self.vehicle, self.alerts, clock, self.workshop_allowed, hooks.post),
            parse_tyre_rules((_MODELS / "maint-2026.1.json").read_text("utf-8")),
            vehicle_model(car.id),
        )

    @cached_property
    def later(self) -> "LaterFeatures":
        """Built when it is first asked for: by the start-up after the first frame."""
        from app.main.later_features import LaterFeatures

        later = LaterFeatures(self.vehicle, self._clock, self._hooks)
        later.consent.changed.connect(self.maintenance.share_open_alerts)
        later.consent.on_withdrawal(self._withdrawn)
        return later

    @property
    def consent(self) -> "ConsentService":
        """The driver's permissions."""
        return self.later.consent

    @property
    def diagnostics(self) -> "DiagnosticsService":
        """The car check."""
        return self.later.diagnostics

    def retry(self) -> None:
        """Try again to store what a full or failing disk refused."""
        self.consent.retry()
        self.maintenance.retry()
        self.diagnostics.retry()

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
