"""What the simulated backend says to a car: receipts, greetings, answers, messages, commands."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Any, Protocol

from app.core.ids import uuid7
from app.emulator.cloud.signer import Signer
from app.features.sync.domain.contract import Contract
from app.features.sync.domain.contract_parts import Direction
from app.features.sync.domain.properties import Properties
from app.features.sync.domain.reading import read_message

_SHORT_S = 3600
_RANDOM = SystemRandom()


class MessagePort(Protocol):
    """An MQTT client as the backend needs it."""

    def start(
        self, filters: Sequence[str], on_message: Callable[[str, bytes, Properties], None]
    ) -> None:
        """Connect, subscribe, stay connected; `on_message(topic, payload, properties)`."""

    def publish(self, topic: str, payload: bytes, *, expiry_s: int | None = None) -> None:
        """Publish JSON with QoS 1."""

    def close(self) -> None:
        """Disconnect."""


def utc_now() -> datetime:
    """The desk's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be sent, and the largest payload its topic allows."""

    topic: str
    body: Mapping[str, Any]
    max_bytes: int


class Speaker:
    """Builds messages of the contract, checks them against it, publishes them.

    Without a *signer* nothing that acts can be sent. What is signed is numbered by topic, as cars
    count; the numbers of an earlier run, which a car may still miss, are given up (`floor`).
    """

    def __init__(
        self,
        port: MessagePort,
        contract: Contract,
        now: Callable[[], datetime],
        signer: Signer | None = None,
    ) -> None:
        self._port = port
        self._contract = contract
        self._now = now
        self._signer = signer
        self._floor = int(now().timestamp() * 1000)
        self._seqs: Counter[str] = Counter()

    def receipt(
        self, device: str, ids: Sequence[str], rejected: Mapping[str, str] | None = None
    ) -> None:
        """These are stored; of the *rejected* none ever will be, with a code each."""
        bad = [{"id": id_, "code": code} for id_, code in (rejected or {}).items()]
        body = {"v": 1, "type": "receipt", "ids": list(ids), "rejected": bad, "time": self._time()}
        self._say(f"v1/{device}/down/receipt", body, _SHORT_S)

    def hello(self, device: str, caps: Sequence[str], pause_s: float = 0.0) -> None:
        """What this backend can read; with *pause_s* a plea to send only what is urgent."""
        body = {"v": 1, "type": "hello", "caps": list(caps), "time": self._time()}
        if pause_s:
            body["retry_after_s"] = pause_s
        self._say(f"v1/{device}/down/hello", {**body, "contract": self._contract.version}, _SHORT_S)

    def answer(self, device: str, request_id: str, data: Mapping[str, Any]) -> None:
        """A good answer to a request."""
        body = {"v": 1, "re": request_id, "status": "ok", "data": dict(data)}
        self._say(f"v1/{device}/down/resp", body, 60)

    def refuse(self, device: str, request_id: str, code: str) -> None:
        """No to a request."""
        body = {"v": 1, "re": request_id, "status": "error", "code": code}
        self._say(f"v1/{device}/down/resp", body, 60)

    def send(self, device: str, kind: str, data: Mapping[str, Any], *, life_s: int = 60) -> str:
        """A message of type *kind*, signed if it acts; its id. KeyError for an unknown type.

        ContractError when *data* does not fit.
        """
        message = self.make(device, kind, data, life_s=life_s)
        self._say(message.topic, message.body, life_s)
        return str(message.body["id"])

    def make(self, device: str, kind: str, data: Mapping[str, Any], *, life_s: int) -> Message:
        """What `send` would send; a negative *life_s* makes it too late already."""
        rule = self._contract.rule(kind, Direction.DOWN)
        if rule is None:
            raise KeyError(kind)
        channel = next(
            each
            for each in self._contract.channels
            if each.direction is Direction.DOWN and each.messages.get(kind) is rule
        )
        topic = channel.address.replace("{device}", device)
        topic = topic.replace("{part}", str(data.get("part", "")))
        if rule.envelope is None:
            return Message(topic, dict(data), channel.max_bytes)
        now = self._now()
        body = {"v": 1, "id": self.new_id(), "type": kind, "ver": 1, "ts": _stamp(now)}
        body["data"] = dict(data)
        if rule.acting:
            if self._signer is None:
                raise KeyError(f"{kind} needs a signer")
            self._seqs[topic] += 1
            seq = self._floor + self._seqs[topic]
            end = f"{now + timedelta(seconds=life_s):%Y-%m-%dT%H:%M:%SZ}"
            body |= {"device": device, "seq": seq, "floor": self._floor, "exp": end}
            body = self._signer.sign(body)
        return Message(topic, body, channel.max_bytes)

    def forged(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """*body* in the name of our issuer, signed with another key."""
        if self._signer is None:
            raise KeyError("nothing to forge without a signer")
        stranger = Signer(_RANDOM.randbytes(32), self._signer.issuer)
        return stranger.sign({key: value for key, value in body.items() if key != "sig"})

    def new_id(self) -> str:
        """A fresh UUIDv7."""
        return uuid7(int(self._now().timestamp() * 1000), _RANDOM.getrandbits(80))

    def publish(self, topic: str, payload: bytes, expiry_s: int) -> None:
        """Send these bytes as they are, right or wrong."""
        self._port.publish(topic, payload, expiry_s=expiry_s)

    def _say(self, topic: str, body: Mapping[str, Any], expiry_s: int) -> None:
        payload = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        read_message(self._contract, topic, payload)
        self._port.publish(topic, payload, expiry_s=expiry_s)

    def _time(self) -> str:
        return f"{self._now():%Y-%m-%dT%H:%M:%SZ}"


def _stamp(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"
