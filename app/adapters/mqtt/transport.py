"""The HMI's connection to its broker (specification of synchronisation, section 3)."""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from paho.mqtt.client import MQTT_ERR_SUCCESS
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from app.adapters.mqtt.address import BrokerAddress
from app.adapters.mqtt.callbacks import Callbacks
from app.adapters.mqtt.limits import TopicLimits, own_topics
from app.adapters.mqtt.tls import Tls
from app.adapters.mqtt.wire import Link, LinkEnd, properties_of, publish_properties
from app.core.errors import HabitacleError
from app.core.message import Dispatch
from app.features.sync.domain.events import ConnectRequest, Event
from app.features.sync.domain.tunables import Tunables

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wire:
    """What is read of what arrives, which types ask for an answer, and TLS."""

    limits: TopicLimits
    requests: frozenset[str] = frozenset()
    tls: Tls | None = None


class MqttTransport:
    """One paho client per attempt; nothing of an old one is ever sent by a new one.

    `publish` belongs to the gateway, everything else to the sync core; both call from the core's
    thread. Events are handed over on paho's network thread. Types in *wire.requests* ask for an
    answer. HabitacleError when the address needs TLS and there is none, or the reverse.
    """

    def __init__(
        self,
        address: BrokerAddress,
        device: str,
        tunables: Tunables,
        wire: "Wire | None" = None,
    ) -> None:
        self._wire = wire or Wire(own_topics(device, tunables.receipt_max))
        if address.tls is not (self._wire.tls is not None):
            raise HabitacleError("mqtts needs an authority, a certificate and a key; mqtt none.")
        self._address = address
        self._device = device
        self._tunables = tunables
        self._sink: Callable[[Event], None] = lambda _event: None
        self._link: Link | None = None
        self._callbacks: Callbacks | None = None
        self._sent: dict[int, str] = {}

    def listen(self, sink: Callable[[Event], None]) -> None:
        """Events of the attempts from now on go to *sink*."""
        self._sink = sink

    def connect(self, request: ConnectRequest) -> None:
        """Start an attempt with a new client; its network thread does the blocking parts."""
        self.shut()
        self._sent = {}
        callbacks = Callbacks(request.attempt, self._wire.limits, self._tunables, self._sink)
        try:
            link = Link(self._device, callbacks.ended, self._wire.tls)
        except HabitacleError as error:
            callbacks.ended(LinkEnd(str(error), secured=False, untrusted=False))
            return
        link.on_connect = callbacks.on_connect
        link.on_subscribe = callbacks.on_subscribe
        link.on_publish = callbacks.on_publish
        link.on_message = callbacks.on_message
        link.on_disconnect = callbacks.on_disconnect
        link.connect_timeout = self._tunables.connect_timeout_s
        link.max_inflight_messages_set(0)
        link.max_queued_messages_set(self._tunables.queue_max)
        link.will_set(
            request.will_topic, request.will_payload, 1, request.retain, self._will_properties()
        )
        link.connect_async(
            self._address.host,
            self._address.port,
            self._tunables.keepalive_s,
            clean_start=False,
            properties=self._connect_properties(),
        )
        self._link, self._callbacks = link, callbacks
        link.loop_start()

    def subscribe(self, topic: str) -> None:
        """Subscribe with QoS 1; a message keeps its retain flag, so that a stored one is known."""
        if self._link is not None:
            options = SubscribeOptions(qos=1, retainAsPublished=True)
            self._link.subscribe(topic, options=options)

    def publish(self, message: Dispatch) -> bool:
        """Hand *message* to the connection; False when there is none to take it."""
        if self._link is None:
            return False
        try:
            info = self._link.publish(
                message.topic,
                message.payload,
                qos=1,
                retain=message.retain,
                properties=publish_properties(
                    message.type, message.expiry_s, message.content_type, self._answer(message)
                ),
            )
        except OSError:
            return False  # the network thread has just ended
        if info.rc != MQTT_ERR_SUCCESS:
            _LOG.debug("publish not taken: %s", info.rc)
            return False
        self._sent[info.mid] = message.id
        return True

    def claim(self, mid: int) -> str | None:
        """Message id published with packet id *mid* on this connection; once."""
        return self._sent.pop(mid, None)

    def acknowledge(self, mid: int) -> None:
        """PUBACK for an arrived message."""
        if self._link is None or self._callbacks is None:
            return
        if self._callbacks.acknowledged(mid):
            with contextlib.suppress(OSError):  # the network thread has just ended
                self._link.ack(mid, 1)

    def superseded(self, mid: int) -> bool:
        """Whether a newer message of the same state topic has arrived since."""
        return self._callbacks is not None and self._callbacks.superseded(mid)

    def shut(self) -> None:
        """Close the socket at once; its network thread notices and ends."""
        if self._link is not None:
            self._link.abandon()

    def disconnect(self) -> None:
        """DISCONNECT after what was published before."""
        if self._link is not None:
            self._link.disconnect()

    def _answer(self, message: Dispatch) -> tuple[str, bytes] | None:
        if message.type not in self._wire.requests:
            return None
        return f"v1/{self._device}/down/resp", message.id.encode()

    def _connect_properties(self) -> Properties:
        return properties_of(
            PacketTypes.CONNECT,
            SessionExpiryInterval=self._tunables.session_expiry_s,
            ReceiveMaximum=self._tunables.receive_maximum,
            MaximumPacketSize=self._tunables.packet_max,
        )

    def _will_properties(self) -> Properties:
        return properties_of(
            PacketTypes.WILLMESSAGE,
            WillDelayInterval=self._tunables.will_delay_s,
            MessageExpiryInterval=self._tunables.state_expiry_s,
            PayloadFormatIndicator=1,
            ContentType="application/json",
        )
