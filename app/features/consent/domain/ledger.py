"""Entries `ledger/1`: what left the car, without the payload (consent.md, section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.core.canonical import sha256_hex
from app.core.message import Permission


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One publish as a person reads it; `body` is the whole sealed entry."""

    time: datetime
    purpose: str
    recipient: str
    topic: str
    categories: tuple[str, ...]
    bytes: int
    body: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What it was: the first level below `up/` of its topic."""
        return (self.topic.partition("/up/")[2] or self.topic).partition("/")[0]


@dataclass(frozen=True, slots=True)
class Left:
    """A message on its way out: where it goes, for what, its bytes as published, its records."""

    topic: str
    purpose: str
    recipient: str
    payload: bytes
    records: int = 1


def entry_draft(left: Left, permission: Permission, now: datetime) -> dict[str, Any]:
    """The unsealed entry of *left*."""
    stamp = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "ts": stamp,
        "purpose": left.purpose,
        "recipient": left.recipient,
        "topic": left.topic,
        "categories": list(permission.categories),
        "n_records": left.records,
        "bytes": len(left.payload),
        "precision": permission.precision,
        "lawful_basis": permission.lawful_basis,
        "consent_record_id": permission.consent_record_id,
        "payload_sha256": sha256_hex(left.payload),
    }


def read_entry(body: Mapping[str, Any]) -> LedgerEntry:
    """A stored entry. KeyError, TypeError or ValueError when it is not one."""
    return LedgerEntry(
        time=datetime.fromisoformat(str(body["ts"])),
        purpose=str(body["purpose"]),
        recipient=str(body["recipient"]),
        topic=str(body["topic"]),
        categories=tuple(map(str, body["categories"])),
        bytes=int(body["bytes"]),
        body=body,
    )
