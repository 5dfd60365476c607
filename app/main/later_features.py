"""The services that Home does not ask: permissions, what leaves the car, the car check."""

from functools import partial
from typing import TYPE_CHECKING

from app import __version__
from app.core.clock import Clock
from app.core.restrictions import DrivingState
from app.features.consent.book import ConsentBook
from app.features.consent.domain.record import Identity
from app.features.consent.files import PrivacyData, load_privacy
from app.features.consent.gateway import Gateway
from app.features.consent.ports import Ports as ConsentPorts
from app.features.consent.service import ConsentService
from app.features.sync.domain.envelope import encode
from app.features.vehicle.diagnostics import DiagnosticsPorts, DiagnosticsService
from app.features.vehicle.dtc_texts import load_dtc_texts
from app.features.vehicle.service import Published, VehicleService
from app.main.late import LateConsents, LateFaultMemory, LateLedger
from app.main.paths import ASSETS

if TYPE_CHECKING:
    from app.main.features import Hooks

PROFILE_ID = "p-1"
JURISDICTION = "FR"


class LaterFeatures:
    """Loaded and built after the first frame; see `Features.later`."""

    def __init__(self, vehicle: VehicleService, clock: Clock, hooks: "Hooks") -> None:
        self.privacy: PrivacyData = load_privacy(ASSETS)
        self.consents = LateConsents(partial(hooks.written, True))
        self.ledger = LateLedger()
        self.faults = LateFaultMemory()
        self.book = ConsentBook(self.privacy.registry, self.privacy.notice_majors, clock)
        self.gateway = Gateway(self.book, self.privacy.topics, lambda row: len(encode(row)))
        self.consent = ConsentService(
            self.book,
            ConsentPorts(self.consents, clock, hooks.post, hooks.vehicle_state, hooks.may),
            lambda: Identity(PROFILE_ID, hooks.vehicle_id_hash(), JURISDICTION, __version__),
        )
        self.dtc_texts = load_dtc_texts(ASSETS / "dtc/generic.json")
        self.diagnostics = DiagnosticsService(
            DiagnosticsPorts(
                vehicle=vehicle,
                store=self.faults,
                clock=clock,
                publish=lambda samples: vehicle.apply(Published(samples)),
                parked=lambda: hooks.vehicle_state() == DrivingState.PARKED,
                request_scan=hooks.request_scan,
                post=hooks.post,
                severity_of=lambda code: self.dtc_texts.find(code).severity,
            ),
            can_ask=hooks.can_ask,
        )
