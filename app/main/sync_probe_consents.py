"""Consent in the probe: the real service, on a thread of its own, in a car that is parked."""

import queue
import threading
from collections.abc import Callable

from app import __version__
from app.adapters.store.consents import ConsentRepository
from app.adapters.store.store import Store
from app.core.canonical import sha256_hex
from app.core.clock import Clock
from app.features.consent.book import ConsentBook
from app.features.consent.domain.permitted import Circumstances
from app.features.consent.domain.record import Identity, Shown
from app.features.consent.domain.states import PERMITTING
from app.features.consent.files import PrivacyData
from app.features.consent.ports import Ports
from app.features.consent.service import ConsentService
from app.features.consent.situation import Asked

_PATIENCE_S = 5.0
_PARKED = "parked"


def _all_asked(_asked: Asked) -> Circumstances:
    """Whatever the probe is told to do, its driver asked for just now."""
    return Circumstances(live_request_ms=0, order_named=True, pressed=True, grant=True)


class ProbeConsents:
    """Answers each question at once, as if the driver had tapped."""

    def __init__(self, store: Store, privacy: PrivacyData, clock: Clock) -> None:
        self.book = ConsentBook(privacy.registry, privacy.notice_majors, clock, _all_asked)
        self._privacy = privacy
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        ports = Ports(
            ConsentRepository(store), clock, self._jobs.put, lambda: _PARKED, lambda _what: True
        )
        vehicle = sha256_hex(store.device_id.encode())
        self._service = ConsentService(
            self.book, ports, lambda: Identity("p-1", vehicle, "FR", __version__)
        )
        self._changed = threading.Condition()
        self._service.changed.connect(self._wake)
        self._service.problem.connect(self._wake)
        self._thread = threading.Thread(target=self._run, name="consents", daemon=True)

    def start(self, withdrawn: Callable[[str, str], None], changed: Callable[[], None]) -> None:
        """Read the stored records; what depends on them is told."""
        self._service.on_withdrawal(withdrawn)
        self._service.changed.connect(changed)
        self._thread.start()
        self._jobs.put(self._service.load)
        self._wait(lambda: self._service.ready)

    def stop(self) -> None:
        """End the thread."""
        self._jobs.put(None)
        self._thread.join(1.0)

    def set(self, give: bool, purpose: str, recipient: str) -> str:
        """`given` or `withdrawn`, whichever is true afterwards; ValueError for unknown words."""
        registry = self._privacy.registry
        if not registry.serves(purpose, recipient) or ("en", purpose) not in self._privacy.notices:
            raise ValueError(f"there is no consent to {purpose} for {recipient}")
        key = (purpose, recipient)
        if give and not self._given(key):
            notice = self._privacy.notices["en", purpose].filled(recipient, "-")
            self._jobs.put(lambda: self._service.give(*key, Shown(notice, notice.rendered())))
            self._wait(lambda: self._given(key))
        elif not give and self._given(key):
            self._jobs.put(lambda: self._service.withdraw(*key))
            self._wait(lambda: not self._given(key) and not self._service.busy(*key))
        return "given" if self._given(key) else "withdrawn"

    def _given(self, key: tuple[str, str]) -> bool:
        return self._service.state(*key) in PERMITTING

    def _wait(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            self._changed.wait_for(condition, _PATIENCE_S)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            self._wake()
