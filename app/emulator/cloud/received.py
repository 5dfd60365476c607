"""What the simulated backend keeps of what it got."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.features.sync.domain.reading import Read


@dataclass(frozen=True, slots=True)
class Received:
    """A message as first stored; `duplicates` counts how often it came again.

    `id` is the envelope's or the user property's; a state that has none (the will) is known by
    its session. `payload` is what was published; the rows of a bundle share it.
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
class Violation:
    """A message the contract does not allow, and why: a code, and where."""

    topic: str
    code: str
    detail: str
    payload: bytes


def identity_of(read: Read, told: str | None) -> str:
    """By what a message is known again; *told* is the id among the user properties."""
    message = read.message
    if "id" in message:
        return str(message["id"])
    if told is not None:
        return told
    if "session" in message:
        return f"{message['state']}-{message['session']}"
    return f"{message.get('activityId', '')}-{message.get('timestamp', message.get('nonce', ''))}"
