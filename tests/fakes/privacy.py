"""The product's privacy data with a consent service on it, in a parked car."""

from dataclasses import dataclass, field
from functools import cache

from app.core.clock import Clock
from app.features.consent.book import ConsentBook
from app.features.consent.domain.notice import Notice
from app.features.consent.domain.record import Identity, Shown
from app.features.consent.files import PrivacyData, load_privacy
from app.features.consent.gateway import Gateway
from app.features.consent.modes import Modes
from app.features.consent.ports import ConsentStore, Ports
from app.features.consent.service import ConsentService
from app.features.consent.situation import Situation
from app.features.sync.domain.envelope import encode
from app.main.paths import ASSETS
from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore, FakeModeStore, ManualPost

P3 = ("P3", "garage-demo")
IDENTITY = Identity("p-1", "0" * 64, "FR", "0.1.0")


@cache
def shipped() -> PrivacyData:
    """The product's own privacy data; nobody changes it."""
    return load_privacy(ASSETS)


@dataclass
class FakeVehicle:
    """What the car does and what the restrictions allow."""

    state: str = "parked"
    locked: set[str] = field(default_factory=set)

    def may(self, capability: str) -> bool:
        return capability not in self.locked


class ConsentBench:
    """A service over *store*, a gateway, and the hands to drive both; starts loaded."""

    def __init__(
        self,
        store: ConsentStore | None = None,
        clock: Clock | None = None,
        modes: FakeModeStore | None = None,
    ) -> None:
        self.data = shipped()
        self.clock = clock or ManualClock()
        self.store = store or FakeConsentStore()
        self.post = ManualPost()
        self.vehicle = FakeVehicle()
        self.identity = IDENTITY
        self.problems: list[str] = []
        self.mode_store = modes or FakeModeStore()
        self.modes = Modes(self.mode_store, self.post)
        self.situation = Situation(self.modes, self.clock, self.data.registry.rules)
        self.book = ConsentBook(
            self.data.registry, self.data.notice_majors, self.clock, self.situation
        )
        ports = Ports(
            *(self.store, self.clock, self.post, lambda: self.vehicle.state, self.vehicle.may),
            modes=self.modes,
        )
        self.service = ConsentService(self.book, ports, lambda: self.identity)
        self.gateway = Gateway(self.book, self.data.topics, lambda row: len(encode(row)))
        self.service.problem.connect(self._note)
        self.modes.load()
        self.post.run()

    def start(self) -> "ConsentBench":
        self.service.load()
        self.post.run()
        return self

    def notice(self, purpose: str = "P3") -> Notice:
        return self.data.notices["en", purpose]

    def shown(self, purpose: str = "P3") -> Shown:
        text = self.notice(purpose).filled("Garage Demo", "24 Nov 2028")
        return Shown(text, text.rendered(), shown_ms=4200)

    def give(self, purpose: str = "P3", recipient: str = "garage-demo") -> None:
        self.service.give(purpose, recipient, self.shown(purpose))

    def refuse(self) -> None:
        self.service.refuse(*P3, self.shown())

    def defer(self) -> None:
        self.service.defer(*P3, self.shown())

    def withdraw(self) -> None:
        self.service.withdraw(*P3)

    @property
    def state(self) -> str:
        return self.service.state(*P3).value

    def _note(self) -> None:
        assert self.service.last_problem is not None
        self.problems.append(self.service.last_problem.code)
