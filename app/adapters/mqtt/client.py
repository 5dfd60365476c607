"""A small MQTT 5 client for the other side of the contract: the emulator's cloud and tests."""

import logging
import ssl
import threading
from collections.abc import Callable, Sequence

import paho.mqtt.client as mqtt
from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties as Wire
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from app.adapters.mqtt.address import parse_broker_url
from app.adapters.mqtt.received import properties_in
from app.adapters.mqtt.wire import publish_properties, tune_socket
from app.features.sync.domain.properties import Properties

_LOG = logging.getLogger(__name__)
_RECONNECT_S = 1


class MqttClient:
    """Connects, stays connected, subscribes anew each time; no call blocks on the network.

    `on_message(topic, payload, properties)` runs on the network thread. Messages published while
    away are sent on return. HabitacleError for a URL that is not loopback.
    """

    def __init__(self, url: str, client_id: str, tls: ssl.SSLContext | None = None) -> None:
        self._address = parse_broker_url(url)
        self._filters: tuple[str, ...] = ()
        self._on_message: Callable[[str, bytes, Properties], None] = lambda *_: None
        self._ready = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id, protocol=mqtt.MQTTv5)
        self._client.suppress_exceptions = True
        if tls is not None:
            self._client.tls_set_context(tls)
        self._client.reconnect_delay_set(_RECONNECT_S, _RECONNECT_S)
        self._client.on_socket_open = tune_socket
        self._client.on_connect = self._connected
        self._client.on_subscribe = self._subscribed
        self._client.on_disconnect = self._disconnected
        self._client.on_message = self._arrived

    def start(
        self, filters: Sequence[str], on_message: Callable[[str, bytes, Properties], None]
    ) -> None:
        """Connect and subscribe with QoS 1; `$share/<group>/…` filters are allowed."""
        self._filters = tuple(filters)
        self._on_message = on_message
        self._client.connect_async(self._address.host, self._address.port, clean_start=True)
        self._client.loop_start()

    def wait_ready(self, timeout_s: float) -> bool:
        """Whether the subscriptions stand, within that time."""
        return self._ready.wait(timeout_s)

    def publish(
        self,
        topic: str,
        payload: bytes,
        *,
        retain: bool = False,
        expiry_s: int | None = None,
        kind: str | None = None,
    ) -> None:
        """Publish JSON with QoS 1."""
        self._client.publish(
            topic, payload, qos=1, retain=retain, properties=publish_properties(kind, expiry_s)
        )

    def close(self) -> None:
        """DISCONNECT and end the network thread. Idempotent."""
        self._client.disconnect()
        self._client.loop_stop()
        self._ready.clear()

    def _connected(
        self,
        client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Wire | None,
    ) -> None:
        if reason.is_failure:
            _LOG.warning("broker refused: %s", reason)
        elif self._filters:
            client.subscribe([(each, SubscribeOptions(qos=1)) for each in self._filters])
        else:
            self._ready.set()

    def _subscribed(
        self,
        _client: Client,
        _userdata: object,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Wire | None,
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            _LOG.warning("broker refused a subscription: %s", [str(r) for r in reasons])
        else:
            self._ready.set()

    def _disconnected(self, *_args: object) -> None:
        self._ready.clear()

    def _arrived(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        try:
            self._on_message(message.topic, bytes(message.payload), properties_in(message))
        except Exception:  # noqa: BLE001  a defect of the listener must not end the network thread
            _LOG.exception("a message handler failed; going on")
