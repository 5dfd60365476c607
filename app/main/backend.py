"""The store, and above it the link to the backend: what opens after the first frame."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.adapters.identity.folder import IdentityFolder
from app.adapters.mqtt.address import parse_broker_url
from app.adapters.mqtt.claim import Claim
from app.adapters.mqtt.tls import Tls
from app.adapters.store.alerts import AlertRepository
from app.adapters.store.consents import ConsentRepository
from app.adapters.store.ledger import Ledger
from app.adapters.store.outbox import Outbox
from app.adapters.store.store import Store
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.features.sync.domain.state import Status
from app.features.sync.service import SyncCore
from app.main.features import Features
from app.main.identity import IdentityKeeper
from app.main.link import LinkParts, make_core

_log = logging.getLogger(__name__)
_IDENTITY_RETRY_S = 60.0
_IDENTITY_LOOK_S = 3600.0


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Where the broker is, who we are there, and which limits it does not announce."""

    url: str
    identity: IdentityFolder | None = None
    broker_profile: str = "default"


class Backend:
    """An open store with the services it feeds, and the sync core when there is a broker."""

    def __init__(self, store: Store, features: Features, clock: Clock) -> None:
        self.store = store
        self._features = features
        self._clock = clock
        self._outbox = Outbox(store, features.later.gateway)
        self._core: SyncCore | None = None
        self._keeper: IdentityKeeper | None = None
        self._closing = threading.Event()
        features.later.consents.late.ready(ConsentRepository(store))
        features.alerts.late.ready(AlertRepository(store))
        features.later.ledger.late.ready(Ledger(store))
        features.consent.load()
        features.maintenance.start()

    def connect(self, link: LinkSettings, report: Callable[[Status], None]) -> None:
        """Look for the broker from now on; HabitacleError for an address we may not use.

        With an identity folder the device id is that of the certificate; a car that has none yet
        asks for one first, beside the GUI thread.
        """
        address = parse_broker_url(link.url)
        folder = link.identity
        if address.tls is not (folder is not None):
            raise HabitacleError("The broker needs 'identity' and 'authority' with mqtts alone.")
        if folder is None:
            self._start(link, report)
            return
        self._keeper = IdentityKeeper(
            folder,
            lambda files: Claim(address, Tls(lambda: files, self._clock.utc), self._record),
            self._clock.utc,
            self._identity_changed,
        )
        threading.Thread(
            target=self._with_identity, args=(link, report), name="identity", daemon=True
        ).start()

    def _with_identity(self, link: LinkSettings, report: Callable[[Status], None]) -> None:
        keeper, folder = self._keeper, link.identity
        if keeper is None or folder is None:
            return
        while keeper.needs_identity() and not self._closing.is_set():
            try:
                keeper.provision()
            except HabitacleError as error:
                _log.error("No identity yet: %s", error)
                report(Status("identity_missing", last_error="identity_missing"))
                self._closing.wait(_IDENTITY_RETRY_S)
        if self._closing.is_set():
            return
        device = folder.device_id() or folder.trial_device_id()
        if device is not None:
            self.store.device_id = device

        def told(status: Status) -> None:
            keeper.on_status(status)
            report(status)

        self._start(link, told)
        while not self._closing.wait(_IDENTITY_LOOK_S):
            if keeper.renewal_due():
                self._renew(keeper)

    def _renew(self, keeper: IdentityKeeper) -> None:
        try:
            keeper.renew()
        except HabitacleError as error:
            _log.warning("The certificate could not be renewed: %s", error)

    def _identity_changed(self) -> None:
        core = self._core
        if core is not None:
            core.identity_changed()
            core.reconnect()

    def _record(self, topic: str, kind: str, payload: bytes) -> None:
        self._outbox.record_direct(topic, kind, "P1", "manufacturer", payload).result()

    def _start(self, link: LinkSettings, report: Callable[[Status], None]) -> None:
        parts = LinkParts(
            store=self.store,
            outbox=self._outbox,
            gateway=self._features.later.gateway,
            clock=self._clock,
            address=parse_broker_url(link.url),
            tls=None if link.identity is None else link.identity.files,
            broker=link.broker_profile,
        )
        core = make_core(parts, report)
        self._features.consent.on_withdrawal(core.withdrawn)
        self._core = core
        core.start()

    def nudge(self, *, urgent: bool) -> None:
        """Something to send was stored, or a permission changed; from any thread.

        *urgent* is for an act of the driver: it does not wait for a long back-off.
        """
        core = self._core
        if core is not None:
            core.nudge(urgent=urgent)

    def close(self) -> None:
        """Say offline, end the link, then finish and close the store."""
        self._closing.set()
        core, self._core = self._core, None
        if core is not None:
            core.stop()
        self.store.close()
