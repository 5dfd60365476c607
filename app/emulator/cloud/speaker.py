"""What the simulated backend says to a car: receipts, greetings, answers, messages, commands."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Any, Protocol

from app.core.ids import uuid7
from app.emulator.cloud.signer import Signer
from app.features.sync.domain.contract import Contract
from app.features.sync.domain.contract_parts import Direction, MessageRule
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


class Speaker:
    """Builds messages of the contract, checks them against it, publishes them.

    Without a *signer* nothing that acts can be sent.
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
        self._seqs: dict[str, int] = {}

    def receipt(
        self, device: str, ids: Sequence[str], rejected: Mapping[str, str] | None = None
    ) -> None:
        """These are stored; of the *rejected* none ever will be, with a code each."""
        bad = [{"id": id_, "code": code} for id_, code in (rejected or {}).items()]
        body = {"v": 1, "type": "receipt", "ids": list(ids), "rejected": bad, "time": self._time()}
        self._say(f"v1/{device}/down/receipt", body, _SHORT_S)

    def hello(self, device: str, caps: Sequence[str]) -> None:
        """What this backend can read."""
        body = {"v": 1, "type": "hello", "caps": list(caps), "time": self._time()}
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
        rule = self._contract.rule(kind, Direction.DOWN)
        channel = next(
            each
            for each in self._contract.channels
            if each.direction is Direction.DOWN and each.messages.get(kind) is rule
        )
        body = self._enveloped(device, kind, data, life_s, rule)
        topic = channel.address.replace("{device}", device)
        topic = topic.replace("{part}", str(data.get("part", "")))
        self._say(topic, body, life_s)
        return str(body["id"])

    def _enveloped(
        self, device: str, kind: str, data: Mapping[str, Any], life_s: int, rule: MessageRule | None
    ) -> dict[str, Any]:
        if rule is None:
            raise KeyError(kind)
        now = self._now()
        stamp = f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z"
        message_id = uuid7(int(now.timestamp() * 1000), _RANDOM.getrandbits(80))
        body = {"v": 1, "id": message_id, "type": kind, "ver": 1, "ts": stamp, "data": dict(data)}
        if not rule.acting:
            return body
        if self._signer is None:
            raise KeyError(f"{kind} needs a signer")
        self._seqs[device] = seq = self._seqs.get(device, 0) + 1
        end = f"{now + timedelta(seconds=life_s):%Y-%m-%dT%H:%M:%SZ}"
        return self._signer.sign({**body, "device": device, "seq": seq, "exp": end})

    def _say(self, topic: str, body: Mapping[str, Any], expiry_s: int) -> None:
        payload = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        read_message(self._contract, topic, payload)
        self._port.publish(topic, payload, expiry_s=expiry_s)

    def _time(self) -> str:
        return f"{self._now():%Y-%m-%dT%H:%M:%SZ}"
