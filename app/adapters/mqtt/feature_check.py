"""Whether a broker does what the product relies on (sync.md, section 4)."""

import queue
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.subscribeoptions import SubscribeOptions

from app.adapters.mqtt.address import BrokerAddress
from app.adapters.mqtt.wire import properties_of, tune_socket

_PATIENCE_S = 5.0
_LARGE = 200_000
_SESSION_S = 60


@dataclass(frozen=True, slots=True)
class Feature:
    """One line of the table; `detail` says what was seen where it is not there."""

    name: str
    there: bool
    detail: str = ""


def check_features(address: BrokerAddress) -> Iterator[Feature]:
    """Try each feature at a broker on loopback, at most 5 s each; stops if it cannot connect."""
    desk = _Desk(address)
    try:
        if not desk.sender.up():
            yield Feature("mqtt 5", there=False, detail="no CONNACK of protocol 5")
            return
        yield Feature("mqtt 5", there=True)
        checks: tuple[tuple[str, Callable[[], str]], ...] = (
            ("properties", desk.properties),
            ("queueing", desk.queueing),
            ("retained", desk.retained),
            ("shared", desk.shared),
            ("200 kB", desk.large),
        )
        for name, run in checks:
            detail = run()
            yield Feature(name, not detail, detail)
    finally:
        desk.close()


class _Peer:
    """A client that keeps what arrives."""

    def __init__(self, address: BrokerAddress, name: str, *, session: bool = False) -> None:
        self.messages: queue.SimpleQueue[MQTTMessage] = queue.SimpleQueue()
        self._events: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._subscribed: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._client = Client(CallbackAPIVersion.VERSION2, name, protocol=mqtt.MQTTv5)
        self._client.connect_timeout = _PATIENCE_S
        self._client.on_socket_open = tune_socket
        self._client.on_connect = self._connected
        self._client.on_subscribe = lambda *_args: self._subscribed.put(True)
        self._client.on_message = lambda _client, _data, message: self.messages.put(message)
        self._client.connect_async(
            address.host,
            address.port,
            clean_start=not session,
            properties=properties_of(
                PacketTypes.CONNECT,
                SessionExpiryInterval=_SESSION_S if session else 0,
                MaximumPacketSize=2 * _LARGE,
            ),
        )
        self._client.loop_start()
        self.session_present = False

    def up(self) -> bool:
        return bool(_got(self._events))

    def subscribe(self, topic: str) -> None:
        self._client.subscribe(topic, options=SubscribeOptions(qos=1))
        _got(self._subscribed)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, **values: Any) -> None:
        properties = properties_of(PacketTypes.PUBLISH, **values)
        info = self._client.publish(topic, payload, 1, retain=retain, properties=properties)
        deadline = time.monotonic() + _PATIENCE_S
        while not info.is_published() and time.monotonic() < deadline:
            time.sleep(0.005)

    def message(self) -> MQTTMessage | None:
        found: MQTTMessage | None = _got(self.messages)
        return found

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, _client: Client, _data: object, flags: Any, reason: Any, _p: Any) -> None:
        self.session_present = bool(flags.session_present)
        self._events.put(not reason.is_failure)


class _Desk:
    """A sender and, one after the other, receivers on topics of their own."""

    def __init__(self, address: BrokerAddress) -> None:
        self._address = address
        self._root = f"habitacle-check/{secrets.token_hex(6)}"
        self._peers: list[_Peer] = []
        self.sender = self._peer("sender")

    def properties(self) -> str:
        """Properties arrive as they were sent."""
        receiver = self._listening("properties")
        sent: dict[str, Any] = {
            "ResponseTopic": f"{self._root}/answer",
            "CorrelationData": b"c-1",
            "ContentType": "application/json",
            "MessageExpiryInterval": 60,
        }
        self.sender.publish(f"{self._root}/properties", b"{}", UserProperty=("k", "v"), **sent)
        message = receiver.message()
        if message is None:
            return "nothing arrived"
        seen = vars(message.properties)
        lost = [name for name, value in sent.items() if not _same(seen.get(name), value)]
        lost += [] if seen.get("UserProperty") == [("k", "v")] else ["UserProperty"]
        return f"changed or lost: {', '.join(lost)}" if lost else ""

    def queueing(self) -> str:
        """What is published while a session is away arrives on its return."""
        topic = f"{self._root}/queueing"
        first = self._peer("sleeper", session=True)
        if not first.up():
            return "no connection"
        first.subscribe(topic)
        first.close()
        self.sender.publish(topic, b"late")
        again = self._peer("sleeper", session=True)
        if not again.up() or not again.session_present:
            return "the session was forgotten"
        return "" if again.message() is not None else "the message was forgotten"

    def retained(self) -> str:
        """A retained message is there for who comes later."""
        topic = f"{self._root}/retained"
        self.sender.publish(topic, b"kept", retain=True)
        message = self._listening("retained").message()
        self.sender.publish(topic, b"", retain=True)
        return "" if message is not None and message.retain else "nothing was retained"

    def shared(self) -> str:
        """A shared subscription gets messages."""
        receiver = self._listening("shared", prefix="$share/g/")
        self.sender.publish(f"{self._root}/shared", b"x")
        return "" if receiver.message() is not None else "nothing arrived"

    def large(self) -> str:
        """A catalogue fits."""
        receiver = self._listening("large")
        self.sender.publish(f"{self._root}/large", bytes(_LARGE))
        message = receiver.message()
        whole = message is not None and len(message.payload) == _LARGE
        return "" if whole else "it did not arrive whole"

    def close(self) -> None:
        for peer in self._peers:
            peer.close()

    def _listening(self, name: str, prefix: str = "") -> _Peer:
        peer = self._peer(name)
        peer.up()
        peer.subscribe(f"{prefix}{self._root}/{name}")
        return peer

    def _peer(self, name: str, *, session: bool = False) -> _Peer:
        client_id = f"{self._root.rpartition('/')[2]}-{name}"
        self._peers.append(_Peer(self._address, client_id, session=session))
        return self._peers[-1]


def _same(seen: Any, sent: Any) -> bool:
    return bool(0 < seen <= sent) if isinstance(sent, int) and seen else bool(seen == sent)


def _got(source: "queue.SimpleQueue[Any]") -> Any:
    try:
        return source.get(timeout=_PATIENCE_S)
    except queue.Empty:
        return None
