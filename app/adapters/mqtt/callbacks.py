"""What happens on paho's network thread: size checks, then the event queue, nothing else."""

import functools
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from app.adapters.mqtt.wire import code_of
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
        self, attempt: int, device: str, tunables: Tunables, sink: Callable[[Event], None]
    ) -> None:
        self.failures = 0
        self.refused = 0
        self._attempt = attempt
        self._mine = f"v1/{device}/down/"
        self._tunables = tunables
        self._sink = sink
        self._open: set[int] = set()
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
            limit = said.get("ReceiveMaximum")
            self._sink(Connected(self._attempt, limit, flags.session_present))

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
        if len(self._open) >= self._tunables.inbound_max:
            # Neither handed in nor acknowledged: our Receive Maximum stops the broker.
            self.refused += 1
            return
        if message.qos == 1:
            self._open.add(message.mid)
        if not self._is_welcome(message):
            self._sink(Discarded(self._attempt, message.mid))
            return
        self._sink(
            Arrived(
                self._attempt, message.mid, message.topic, bytes(message.payload), message.retain
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
    def ended(self, reason: str) -> None:
        """The network thread is done."""
        self._sink(Ended(self._attempt, self._code, reason))

    def acknowledged(self, mid: int) -> bool:
        """The core dealt with a message; whether the broker waits to be told (QoS 1)."""
        waits = mid in self._open
        self._open.discard(mid)
        return waits

    def _is_welcome(self, message: MQTTMessage) -> bool:
        if len(message.payload) > self._tunables.receipt_max:
            return False
        try:
            return message.topic.startswith(self._mine)
        except UnicodeDecodeError:
            return False
