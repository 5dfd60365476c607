"""One question to the authority over MQTT: a certificate request, and its answer (section 9)."""

import json
import queue
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from app.adapters.mqtt.address import BrokerAddress
from app.adapters.mqtt.tls import Tls
from app.adapters.mqtt.wire import Link, LinkEnd, properties_of, publish_properties
from app.core.errors import HabitacleError
from app.core.ids import is_device_id
from app.core.strict_json import parse_object

KIND = "provisioning.csr"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NONCE = 26
_EXPIRY_S = 300
_ANSWER_MAX = 16_384
_KEEPALIVE_S = 60


@dataclass(frozen=True, slots=True)
class Issued:
    """The answer: the device id given, and the certificates in PEM, the car's own first."""

    device: str
    certificates: tuple[bytes, ...]


class Claim:
    """Asks with a certificate that may do nothing else; every call blocks: use a worker thread.

    *record* enters a publish (whole topic, type, payload) in the ledger before it leaves and
    raises HabitacleError when it may not.
    """

    def __init__(
        self,
        address: BrokerAddress,
        tls: Tls | None,
        record: Callable[[str, str, bytes], None],
        timeout_s: float = 30.0,
    ) -> None:
        self._address = address
        self._tls = tls
        self._record = record
        self._timeout_s = timeout_s

    def request(self, csr: bytes) -> Issued:
        """The certificate for *csr*; HabitacleError when there is no answer of use in time."""
        nonce = "".join(secrets.choice(_CROCKFORD) for _ in range(_NONCE))
        exchange = _Exchange(self._address, self._tls, nonce, self._timeout_s)
        body = {"v": 1, "type": KIND, "nonce": nonce, "csr": csr.decode()}
        payload = json.dumps(body, separators=(",", ":")).encode()
        topic = f"v1/claim/up/csr/{nonce}"
        try:
            exchange.open()
            self._record(topic, KIND, payload)
            exchange.publish(topic, payload)
            return _issued(exchange.answer())
        finally:
            exchange.close()


class _Exchange:
    def __init__(
        self, address: BrokerAddress, tls: Tls | None, nonce: str, timeout_s: float
    ) -> None:
        self._until = time.monotonic() + timeout_s
        self._answers: queue.SimpleQueue[bytes | str] = queue.SimpleQueue()
        self._subscribed = threading.Event()
        self._ended = "the broker does not answer"
        self._topic = f"v1/claim/down/cert/{nonce}"
        self._link = Link(f"claim-{nonce}", self._on_end, tls)
        self._link.on_connect = self._on_connect
        self._link.on_subscribe = self._on_subscribe
        self._link.on_message = self._on_message
        self._link.connect_timeout = 5
        self._link.connect_async(
            address.host,
            address.port,
            _KEEPALIVE_S,
            clean_start=True,
            properties=properties_of(PacketTypes.CONNECT, MaximumPacketSize=2 * _ANSWER_MAX),
        )

    def open(self) -> None:
        """Connect and subscribe: the answer must find us listening."""
        self._link.loop_start()
        if not self._subscribed.wait(self._left()):
            raise HabitacleError(f"No certificate was asked for: {self._ended}.")

    def publish(self, topic: str, payload: bytes) -> None:
        self._link.publish(topic, payload, 1, properties=publish_properties(KIND, _EXPIRY_S))

    def answer(self) -> bytes:
        """The first message on our topic."""
        try:
            found = self._answers.get(timeout=self._left())
        except queue.Empty:
            found = "no answer in time"
        if isinstance(found, str):
            raise HabitacleError(f"No certificate was sent: {found}.")
        return found

    def close(self) -> None:
        self._link.disconnect()
        self._link.abandon()

    def _left(self) -> float:
        return max(0.01, self._until - time.monotonic())

    def _on_connect(
        self,
        client: Client,
        _data: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._ended = f"refused, {reason}"
        else:
            client.subscribe(self._topic, options=SubscribeOptions(qos=1))

    def _on_subscribe(self, *_args: object) -> None:
        self._subscribed.set()

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        if message.topic == self._topic and len(message.payload) <= _ANSWER_MAX:
            self._answers.put(bytes(message.payload))

    def _on_end(self, end: LinkEnd) -> None:
        self._ended = end.reason
        self._answers.put(end.reason)


def _issued(payload: bytes) -> Issued:
    try:
        body = parse_object(payload)
        device, chain = body["device_id"], body["certificates"]
        certificates = tuple(str(each).encode("ascii") for each in chain)
        sound = is_device_id(device) and 0 < len(certificates) <= _CHAIN_MAX
    except (ValueError, KeyError, TypeError) as error:
        raise HabitacleError("The answer to the certificate request cannot be read.") from error
    if not sound:
        raise HabitacleError("The answer to the certificate request names no usable device.")
    return Issued(device, certificates)


_CHAIN_MAX = 4
