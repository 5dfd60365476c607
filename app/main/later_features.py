"""The services that Home does not ask: permissions, what leaves the car, the car check."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from app import __version__
from app.core.clock import Clock
from app.core.restrictions import DrivingState
from app.features.consent.book import ConsentBook
from app.features.consent.domain.proposals import Proposal
from app.features.consent.domain.record import Identity
from app.features.consent.files import PrivacyData, load_privacy
from app.features.consent.gateway import Gateway
from app.features.consent.modes import Modes
from app.features.consent.ports import Ports as ConsentPorts
from app.features.consent.proposals import Proposals
from app.features.consent.service import ConsentService
from app.features.consent.situation import Situation
from app.features.sync.domain.envelope import encode
from app.features.vehicle.diagnostics import DiagnosticsPorts, DiagnosticsService
from app.features.vehicle.dtc_texts import DtcTexts, load_dtc_texts
from app.features.vehicle.service import Published, VehicleService
from app.main.car_commands import Abilities
from app.main.late import LateConsents, LateFaultMemory, LateLedger, LateModes, LateProposals
from app.main.online import Desk, Online
from app.main.paths import ASSETS

if TYPE_CHECKING:
    from app.main.features import Hooks

PROFILE_ID = "p-1"
JURISDICTION = "FR"


@cache
def load_assets() -> tuple[PrivacyData, DtcTexts]:
    """Purposes with their notices, and the words for faults; read once, never changed."""
    return load_privacy(ASSETS), load_dtc_texts(ASSETS / "dtc/generic.json")


class LaterFeatures:
    """Loaded and built after the first frame; see `Features.later`."""

    def __init__(self, vehicle: VehicleService, clock: Clock, hooks: "Hooks") -> None:
        self._hooks = hooks
        self._clock = clock
        self.privacy, self.dtc_texts = load_assets()
        self.consents = LateConsents(partial(hooks.written, True))
        self.ledger = LateLedger()
        self.faults = LateFaultMemory()
        registry, majors = self.privacy.registry, self.privacy.notice_majors
        self.kept_modes = LateModes()
        self.modes = Modes(self.kept_modes, hooks.post)
        self.situation = Situation(self.modes, clock, registry.rules)
        self.book = ConsentBook(registry, majors, clock, self.situation)
        self.gateway = Gateway(self.book, self.privacy.topics, lambda row: len(encode(row)))
        self.consent = ConsentService(
            self.book,
            ConsentPorts(
                *(self.consents, clock, hooks.post, hooks.vehicle_state, hooks.may),
                modes=self.modes,
            ),
            lambda: Identity(PROFILE_ID, hooks.vehicle_id_hash(), JURISDICTION, __version__),
        )
        self.waiting = LateProposals()
        self.proposals = Proposals(self.book, self.waiting, clock, hooks.post)
        self.consent.changed.connect(self.proposals.look)
        self.diagnostics = DiagnosticsService(
            DiagnosticsPorts(
                vehicle=vehicle,
                store=self.faults,
                clock=clock,
                publish=lambda samples: vehicle.apply(Published(samples)),
                parked=self._parked,
                request_scan=hooks.request_scan,
                post=hooks.post,
                severity_of=lambda code: self.dtc_texts.find(code).severity,
            ),
            can_ask=hooks.can_ask,
        )

        self.online = Online(Desk(self.book, hooks.post, hooks.may, clock))

    def abilities(
        self, report: Callable[[], None], keep: Callable[[Any, Proposal], None]
    ) -> Abilities:
        """What the backend's commands may use: *report* is the link's, *keep* the store's."""
        post, scan = self._hooks.post, self.diagnostics.scan
        return Abilities(
            can_ask=self._hooks.can_ask,
            parked=self._parked,
            scan=lambda: post(scan),
            report=report,
            askable=self.proposals.askable,
            keep=keep,
            asked=lambda: post(self.proposals.load),
            now=self._clock.utc,
        )

    def _parked(self) -> bool:
        return self._hooks.vehicle_state() == DrivingState.PARKED
