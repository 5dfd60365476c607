"""The HMI's connection to its broker (specification of synchronisation, section 3)."""

import contextlib
import logging
import socket
from collections.abc import Callable

from paho.mqtt.client import MQTT_ERR_SUCCESS
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from app.adapters.mqtt.address import BrokerAddress
from app.adapters.mqtt.callbacks import Callbacks
from app.adapters.mqtt.wire import Link, properties_of, publish_properties, tune_socket
from app.core.message import Dispatch
from app.features.sync.domain.events import ConnectRequest, Event
from app.features.sync.domain.tunables import Tunables

_LOG = logging.getLogger(__name__)


class MqttTransport:
    """One paho client per attempt; nothing of an old one is ever sent by a new one.

    `publish` belongs to the gateway, everything else to the sync core; both call from the core's
    thread. Events are handed over on paho's network thread.
    """

    def __init__(self, address: BrokerAddress, device: str, tunables: Tunables) -> None:
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
        callbacks = Callbacks(request.attempt, self._device, self._tunables, self._sink)
        link = Link(self._device, callbacks.ended)
        link.on_socket_open = tune_socket
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
        """Subscribe with QoS 1."""
        if self._link is not None:
            self._link.subscribe(topic, options=SubscribeOptions(qos=1))

    def publish(self, message: Dispatch) -> bool:
        """Hand *message* to the connection; False when there is none to take it."""
        if self._link is None:
            return False
        info = self._link.publish(
            message.topic,
            message.payload,
            qos=1,
            retain=message.retain,
            properties=publish_properties(message.type, message.expiry_s),
        )
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
            self._link.ack(mid, 1)

    def shut(self) -> None:
        """Close the socket at once; its network thread notices and ends."""
        if self._link is None:
            return
        sock = self._link.socket()
        if isinstance(sock, socket.socket):
            # The network thread may have closed it in the meantime.
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def disconnect(self) -> None:
        """DISCONNECT after what was published before."""
        if self._link is not None:
            self._link.disconnect()

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
