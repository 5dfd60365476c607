"""Makes a broker forget a car: no retained state, no session (specification section 9)."""

import threading
import time
from collections.abc import Callable

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from app.adapters.mqtt.address import BrokerAddress
from app.adapters.mqtt.tls import Tls
from app.adapters.mqtt.wire import Link, LinkEnd, properties_of
from app.core.errors import HabitacleError

_KEEPALIVE_S = 60
_CONNECT_S = 5
KIND = "state"


class Goodbye:
    """One short connection in the car's own name, after its link has ended; every call blocks.

    *record* enters a publish (whole topic, type, payload) in the ledger before it leaves and
    raises HabitacleError when it may not.
    """

    def __init__(
        self,
        address: BrokerAddress,
        device: str,
        tls: Tls | None,
        record: Callable[[str, str, bytes], None],
    ) -> None:
        self._address = address
        self._device = device
        self._tls = tls
        self._record = record

    def say(self, timeout_s: float = 15.0) -> None:
        """Connect anew, leave no session, take the retained state away; HabitacleError if not."""
        topic = f"v1/{self._device}/up/state"
        visit = _Visit(self._address, self._device, self._tls, time.monotonic() + timeout_s)
        try:
            visit.open()
            self._record(topic, KIND, b"")
            visit.take_away(topic)
        finally:
            visit.close()


class _Visit:
    def __init__(self, address: BrokerAddress, device: str, tls: Tls | None, until: float) -> None:
        self._until = until
        self._connected, self._taken = threading.Event(), threading.Event()
        self._over = threading.Event()
        self._trouble = "the broker does not answer"
        self._retains = True
        self._link = Link(device, self._on_end, tls)
        self._link.on_connect = self._on_connect
        self._link.on_disconnect = self._on_disconnect
        self._link.on_publish = self._on_publish
        self._link.connect_timeout = _CONNECT_S
        self._link.connect_async(
            address.host,
            address.port,
            _KEEPALIVE_S,
            clean_start=True,
            properties=properties_of(PacketTypes.CONNECT, SessionExpiryInterval=0),
        )

    def open(self) -> None:
        """A connection that begins without a session and leaves none."""
        self._link.loop_start()
        self._wait(self._connected)

    def take_away(self, topic: str) -> None:
        """An empty retained message removes the one that was there."""
        if self._retains:
            self._link.publish(topic, b"", 1, retain=True)
            self._wait(self._taken)

    def close(self) -> None:
        """DISCONNECT; whatever happens, the connection is over afterwards."""
        self._link.disconnect()
        self._over.wait(max(0.0, min(1.0, self._until - time.monotonic())))
        self._link.abandon()

    def _wait(self, event: threading.Event) -> None:
        while not event.wait(0.02):
            if self._over.is_set() or time.monotonic() > self._until:
                raise HabitacleError(f"The broker keeps the state of this car: {self._trouble}.")

    def _on_connect(
        self,
        _client: Client,
        _data: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._trouble = f"refused, {str(reason).lower()}"
            self._over.set()
        else:
            self._retains = getattr(properties, "RetainAvailable", 1) != 0
            self._connected.set()

    def _on_disconnect(
        self,
        _client: Client,
        _data: object,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._trouble = f"closed, {str(reason).lower()}"

    def _on_publish(
        self,
        _client: Client,
        _data: object,
        _mid: int,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._trouble = f"refused, {str(reason).lower()}"
            self._over.set()
        else:
            self._taken.set()

    def _on_end(self, end: LinkEnd) -> None:
        if self._trouble == "the broker does not answer":
            self._trouble = end.reason
        self._over.set()
