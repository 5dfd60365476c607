"""The store, and above it the link to the backend: what opens after the first frame."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.adapters.identity.folder import IdentityFolder
from app.adapters.mqtt.address import parse_broker_url
from app.adapters.mqtt.claim import Claim
from app.adapters.mqtt.goodbye import Goodbye
from app.adapters.mqtt.tls import Tls
from app.adapters.store.alerts import AlertRepository
from app.adapters.store.consents import ConsentRepository
from app.adapters.store.gaps import report_gaps
from app.adapters.store.ledger import Ledger
from app.adapters.store.modes import ModeRepository
from app.adapters.store.outbox import Outbox
from app.adapters.store.proposals import ProposalRepository, add_proposal
from app.adapters.store.store import Store
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.features.sync.domain.leave import Kind
from app.features.sync.domain.state import Status
from app.features.sync.service import SyncCore
from app.main.car_commands import command_handlers
from app.main.features import Features
from app.main.identity import IdentityKeeper, hand_back
from app.main.leaving import Leaving, LinkHandle
from app.main.link import LinkParts, make_core

_log = logging.getLogger(__name__)
_IDENTITY_RETRY_S = 60.0
_IDENTITY_LOOK_S = 3600.0
_LEAVE_S = 1.0
"""How long a leave under way may hold up the end; the next start goes on with it."""


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Where the broker is, who we are there, which limits it does not announce, whom else to obey.

    `data_dir` keeps the note of a leave under way; `issuer_keys`: a file of keys that are trusted
    beside those of the product.
    """

    url: str
    data_dir: Path
    identity: IdentityFolder | None = None
    broker_profile: str = "default"
    issuer_keys: Path | None = None


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
        self._guard = threading.Lock()
        self._leaving: Leaving | None = None
        self._up = self._ready = False
        self._attempts = 0
        features.consent.on_withdrawal(self._withdrawn)
        features.later.consents.late.ready(ConsentRepository(store))
        features.alerts.late.ready(AlertRepository(store))
        features.later.ledger.late.ready(Ledger(store))
        features.later.waiting.late.ready(ProposalRepository(store))
        features.later.proposals.load()
        features.later.online.opened(store)
        features.later.kept_modes.late.ready(ModeRepository(store))
        features.later.modes.load()
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
        self._features.later.online.linked(folder, self.try_now)
        self._leaving = self._make_leaving(link, report)
        if folder is None:
            self._start(link, report)
            self._leaving.resume()
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

        self._start(link, report)
        if self._leaving is not None:
            self._leaving.resume()
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
            handlers=command_handlers(
                self._features.later.abilities(self._report_state, add_proposal)
            ),
            broker=link.broker_profile,
            issuer_keys=link.issuer_keys,
            attempts=self._attempts,
        )
        keeper = self._keeper

        def told(status: Status) -> None:
            was_ready, self._up = self._ready, status.link == "up"
            self._ready = self._up and status.storage == "ok"
            if self._ready and not was_ready:
                report_gaps(self.store).add_done_callback(lambda _: self.nudge(urgent=False))
            if keeper is not None:
                keeper.on_status(status)
            report(status)

        with self._guard:
            if self._core is None and not self._closing.is_set():
                self._core = make_core(parts, told)
                self._core.start()

    def leave(self, kind: Kind) -> None:
        """Take leave of the backend, for an erasure or a sale; goes on over restarts until done.

        What must be told before, withdrawals above all, is in the outbox by then. HabitacleError
        when it could not be remembered. Without a broker there is nobody to leave.
        """
        if self._leaving is not None:
            self._leaving.ask(kind)

    def _make_leaving(self, link: LinkSettings, report: Callable[[Status], None]) -> Leaving:
        address = parse_broker_url(link.url)

        def forget() -> None:
            folder = link.identity
            tls = None if folder is None else Tls(folder.files, self._clock.utc)
            Goodbye(address, self.store.device_id, tls, self._record).say()

        def start() -> None:
            folder = link.identity
            if folder is None or folder.device_id() or folder.trial_device_id():
                self._start(link, report)
            else:
                report(Status("identity_missing", last_error="identity_missing"))

        handle = LinkHandle(
            up=lambda: self._up,
            stop=self._stop_core,
            start=start,
            forget=forget,
            hand_back=lambda: hand_back(self.store, link.identity),
        )
        return Leaving(link.data_dir, self._outbox, self._clock, handle, self._closing)

    def _stop_core(self) -> None:
        with self._guard:
            core, self._core = self._core, None
        if core is not None:
            core.stop()
            self._attempts = core.attempts
        self._up = False

    def _withdrawn(self, purpose: str, recipient: str) -> None:
        core = self._core
        if core is not None:
            core.withdrawn(purpose, recipient)

    def _report_state(self) -> None:
        core = self._core
        if core is not None:
            core.report_state()

    def nudge(self, *, urgent: bool) -> None:
        """Something to send was stored, or a permission changed; from any thread.

        *urgent* is for an act of the driver: it does not wait for a long back-off.
        """
        core = self._core
        if core is not None:
            core.nudge(urgent=urgent)

    def try_now(self) -> None:
        """The driver does not want to wait for the next attempt."""
        core = self._core
        if core is not None:
            core.try_now()

    def close(self) -> None:
        """Say offline, end the link, then finish and close the store."""
        self._closing.set()
        self._stop_core()
        if self._leaving is not None:
            self._leaving.join(_LEAVE_S)
        self.store.close()
