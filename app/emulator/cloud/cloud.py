"""The backend of the desk: checks every message, keeps it, answers with a receipt."""

import json
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from app.emulator.cloud.contract import Contract, ContractError

_LOG = logging.getLogger(__name__)
# A shared subscription gets no retained messages, so states are read by a plain one as well.
_FILTERS = ("$share/cloud/v1/+/up/#", "v1/+/up/state")
_RECEIPT_EXPIRY_S = 3600
_STATE = "state"


class MessagePort(Protocol):
    """An MQTT client as the backend needs it."""

    def start(self, filters: Sequence[str], on_message: Callable[[str, bytes, bool], None]) -> None:
        """Connect, subscribe, stay connected; `on_message(topic, payload, retain)`."""

    def publish(self, topic: str, payload: bytes, *, expiry_s: int | None = None) -> None:
        """Publish JSON with QoS 1."""

    def close(self) -> None:
        """Disconnect."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message as first stored; `duplicates` counts how often it came again.

    `id` is the envelope's; a state that has none (the will) is known by its session.
    """

    topic: str
    device: str
    type: str
    id: str
    payload: bytes
    message: Mapping[str, Any]
    duplicates: int = 0

    @property
    def bytes(self) -> int:
        """Size of the payload."""
        return len(self.payload)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message the contract does not allow, and why."""

    topic: str
    reason: str
    payload: bytes


class Cloud:
    """Stores each message once by its id and confirms every copy.

    Thread-safe. `changed` is called after each message, on the network thread.
    """

    def __init__(self, port: MessagePort, contract: Contract) -> None:
        self.changed: Callable[[], None] = lambda: None
        self._port = port
        self._contract = contract
        self._lock = threading.Lock()
        self._received: dict[tuple[str, str], Received] = {}
        self._refused: list[Refusal] = []
        self._withheld: defaultdict[str, list[str]] = defaultdict(list)
        self._withholding = False
        self._states: dict[str, str] = {}

    @property
    def received(self) -> tuple[Received, ...]:
        """Everything stored, in order of first arrival."""
        with self._lock:
            return tuple(self._received.values())

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """Everything the contract does not allow, in order of arrival."""
        with self._lock:
            return tuple(self._refused)

    @property
    def states(self) -> Mapping[str, str]:
        """`online` or `offline` by device, from the newest session."""
        with self._lock:
            return dict(self._states)

    def start(self) -> None:
        """Connect and listen."""
        self._port.start(_FILTERS, self._on_message)

    def stop(self) -> None:
        """Disconnect."""
        self._port.close()

    def withhold_receipts(self, withhold: bool) -> None:
        """Store but say nothing, like a backend in trouble; False sends what is owed."""
        with self._lock:
            self._withholding = withhold
            owed = {} if withhold else dict(self._withheld)
            if not withhold:
                self._withheld.clear()
        for device, ids in owed.items():
            self._send(device, {"ids": ids})

    def _on_message(self, topic: str, payload: bytes, _retain: bool) -> None:
        device = topic.split("/")[1]
        try:
            message = self._contract.check(topic, payload)
        except ContractError as error:
            self._refuse(device, Refusal(topic, str(error), payload), error.code)
        else:
            self._store(device, topic, payload, message)
        self.changed()

    def _store(self, device: str, topic: str, payload: bytes, message: Mapping[str, Any]) -> None:
        kind = message["type"]
        message_id = message.get("id") or f"{message['state']}-{message['session']}"
        with self._lock:
            known = self._received.get((device, message_id))
            if known is None:
                known = Received(topic, device, kind, message_id, payload, message)
            else:
                known = replace(known, duplicates=known.duplicates + 1)
            self._received[device, message_id] = known
            if kind == _STATE:
                self._note_state(device)
                return
            if self._withholding:
                self._withheld[device].append(message_id)
                return
        self._send(device, {"ids": [message_id]})

    def _note_state(self, device: str) -> None:
        """A will may overtake the birth of a later session: only the newest session counts."""
        states = [
            each.message
            for each in self._received.values()
            if each.device == device and each.type == _STATE
        ]
        newest = max(states, key=lambda m: (m["session"], m["state"] == "offline"))
        self._states[device] = newest["state"]

    def _refuse(self, device: str, refusal: Refusal, code: str) -> None:
        with self._lock:
            self._refused.append(refusal)
        _LOG.warning("message on %s refused: %s", refusal.topic, refusal.reason)
        message_id = _id_of(refusal.payload)
        if message_id is not None:
            self._send(device, {"ids": [], "rejected": [{"id": message_id, "code": code}]})

    def _send(self, device: str, body: Mapping[str, Any]) -> None:
        receipt = json.dumps({"v": 1, "type": "receipt", **body}, separators=(",", ":"))
        self._port.publish(
            f"v1/{device}/down/receipt", receipt.encode(), expiry_s=_RECEIPT_EXPIRY_S
        )


def _id_of(payload: bytes) -> str | None:
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    message_id = message.get("id") if isinstance(message, dict) else None
    return message_id if isinstance(message_id, str) else None
