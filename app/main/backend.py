"""The store, and above it the link to the backend: what opens after the first frame."""

import logging
import secrets
from collections.abc import Callable

from app import __version__
from app.adapters.mqtt.address import parse_broker_url
from app.adapters.mqtt.transport import MqttTransport
from app.adapters.store.alerts import AlertRepository
from app.adapters.store.consents import ConsentRepository
from app.adapters.store.ledger import Ledger
from app.adapters.store.outbox import Outbox
from app.adapters.store.store import Store
from app.core.clock import Clock
from app.features.sync.domain.state import Identity, Status
from app.features.sync.domain.tunables import parse_tunables
from app.features.sync.ports import SyncPorts
from app.features.sync.service import SyncCore
from app.main.features import Features
from app.main.paths import ASSETS

_log = logging.getLogger(__name__)
CONTRACT = "1.0"


class Backend:
    """An open store with the services it feeds, and the sync core when there is a broker."""

    def __init__(self, store: Store, features: Features, clock: Clock) -> None:
        self.store = store
        self._features = features
        self._clock = clock
        self._outbox = Outbox(store, features.later.gateway)
        self._core: SyncCore | None = None
        features.later.consents.late.ready(ConsentRepository(store))
        features.alerts.late.ready(AlertRepository(store))
        features.later.ledger.late.ready(Ledger(store))
        features.consent.load()
        features.maintenance.start()

    def connect(self, url: str, report: Callable[[Status], None]) -> None:
        """Look for the broker at *url* from now on; HabitacleError for a URL we may not use."""
        tunables = parse_tunables((ASSETS / "sync/link.json").read_text("utf-8"))
        identity = Identity(self.store.device_id, self.store.boot, __version__, CONTRACT)
        transport = MqttTransport(parse_broker_url(url), identity.device, tunables)
        gateway = self._features.later.gateway
        gateway.bind(transport.publish)
        ports = SyncPorts(
            outbox=self._outbox,
            transport=transport,
            publish=gateway.publish,
            generation=gateway.generation,
            clock=self._clock,
            random=secrets.SystemRandom(),
        )
        core = SyncCore(ports, identity, tunables, report)
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
        core, self._core = self._core, None
        if core is not None:
            core.stop()
        self.store.close()
