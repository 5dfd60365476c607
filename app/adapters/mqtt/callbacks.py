"""What happens on paho's network thread: size checks, then the event queue, nothing else."""

import functools
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from app.adapters.mqtt.limits import LARGE, TopicLimits
from app.adapters.mqtt.wire import LinkEnd, code_of
from app.features.sync.domain.bundle import ZLIB
from app.features.sync.domain.events import (
    Arrived,
    Connected,
    Discarded,
    Ended,
    Event,
    Published,
    Refused,
    Subscribed,
)
from app.features.sync.domain.tunables import Tunables

_LOG = logging.getLogger(__name__)
P = ParamSpec("P")


def _guarded(
    body: Callable[Concatenate[Any, P], None],
) -> Callable[Concatenate[Any, P], None]:
    """An exception in a callback would end paho's network thread: count it, log it, go on."""

    @functools.wraps(body)
    def callback(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            body(self, *args, **kwargs)
        except Exception:  # noqa: BLE001  see above
            self.failures += 1
            _LOG.exception("an MQTT callback failed; going on")

    return callback


class Callbacks:
    """Callbacks of one attempt. They hold no reference to their client, which may be dropped.

    `failures` counts exceptions, `refused` messages that came although too many were open.
    """

    def __init__(
        self,
        attempt: int,
        limits: TopicLimits,
        tunables: Tunables,
        sink: Callable[[Event], None],
    ) -> None:
        self.failures = 0
        self.refused = 0
        self._attempt = attempt
        self._limits = limits
        self._tunables = tunables
        self._sink = sink
        self._open: dict[int, str | None] = {}
        self._catalogues: set[int] = set()
        self._newest: dict[str, int] = {}
        self._code: int | None = None

    @_guarded
    def on_connect(
        self,
        _client: Client,
        _userdata: object,
        flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        """CONNACK."""
        said = vars(properties) if properties is not None else {}
        if reason.is_failure:
            self._sink(Refused(self._attempt, code_of(reason), str(reason)))
        elif said.get("MaximumQoS", 2) == 0 or said.get("WildcardSubscriptionAvailable", 1) == 0:
            self._sink(Refused(self._attempt, 0, "broker without QoS 1 or wildcards"))
        else:
            limit, packet = said.get("ReceiveMaximum"), said.get("MaximumPacketSize")
            self._sink(Connected(self._attempt, limit, flags.session_present, packet))

    @_guarded
    def on_subscribe(
        self,
        _client: Client,
        _userdata: object,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        """SUBACK of our one subscription."""
        self._sink(Subscribed(self._attempt, max(map(code_of, reasons), default=0x80)))

    @_guarded
    def on_publish(
        self,
        _client: Client,
        _userdata: object,
        mid: int,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        """PUBACK."""
        self._sink(Published(self._attempt, mid, code_of(reason)))

    @_guarded
    def on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        """A message: hand in what is ours and small enough, of the rest only that it came."""
        topic, size = self._known(message)
        catalogue = size is not None and size > LARGE
        full = len(self._open) >= self._tunables.inbound_max
        if full or (catalogue and len(self._catalogues) >= self._limits.catalogues):
            # Neither handed in nor acknowledged: our Receive Maximum stops the broker.
            self.refused += 1
            return
        if message.qos == 1:
            self._open[message.mid] = topic
        if topic is None or size is None or len(message.payload) > size:
            self._sink(Discarded(self._attempt, message.mid))
            return
        if catalogue:
            self._catalogues.add(message.mid)
        if self._limits.state(topic):
            self._newest[topic] = message.mid
        self._sink(
            Arrived(
                *(self._attempt, message.mid, topic, bytes(message.payload), message.retain),
                deflated=getattr(message.properties, "ContentType", None) == ZLIB,
            )
        )

    @_guarded
    def on_disconnect(
        self,
        _client: Client,
        _userdata: object,
        flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        """The reason, when the broker gave one; the end itself is told by `ended`."""
        if flags.is_disconnect_packet_from_server:
            self._code = code_of(reason)

    @_guarded
    def ended(self, end: LinkEnd) -> None:
        """The network thread is done."""
        self._sink(Ended(self._attempt, self._code, end.reason, end.secured, end.untrusted))

    def acknowledged(self, mid: int) -> bool:
        """The core dealt with a message; whether the broker waits to be told (QoS 1)."""
        waits = mid in self._open
        topic = self._open.pop(mid, None)
        self._catalogues.discard(mid)
        if topic is not None and self._newest.get(topic) == mid:
            del self._newest[topic]
        return waits

    def superseded(self, mid: int) -> bool:
        """Whether a newer message of the same state topic is there already."""
        topic = self._open.get(mid)
        return topic is not None and self._newest.get(topic, mid) != mid

    def _known(self, message: MQTTMessage) -> tuple[str | None, int | None]:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return None, None
        return topic, self._limits.size(topic)
