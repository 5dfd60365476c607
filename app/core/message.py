"""Outbound messages: what a feature asks to send, before anybody has allowed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for the outbox, written in the transaction of the act that causes it.

    `topic` is relative to `v1/{device}/` and starts with `up/`; `purpose` and `recipient` are
    what the gateway will decide by at the moment of sending. `data` holds JSON values only.
    `prio` 0 to 9 as in the synchronisation specification; `ckey` coalesces unsent rows. `id` is
    the idempotency key when the act already has one; None lets the store make a UUIDv7.
    Of one `subject`, a later row waits for the receipt of an earlier one of the same or a more
    urgent priority.
    """

    topic: str
    type: str
    purpose: str
    recipient: str
    prio: int
    data: Mapping[str, Any] = field(hash=False)
    ver: int = 1
    expires_at: datetime | None = None
    ckey: str | None = None
    id: str | None = None
    subject: str | None = None


class Verdict(StrEnum):
    """The gateway's answer for one row, now."""

    SEND = "send"
    DROP = "drop"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Permission:
    """A verdict with what the ledger needs to say why."""

    verdict: Verdict
    reason: str = ""
    lawful_basis: str = "N"
    consent_record_id: str | None = None
    categories: tuple[str, ...] = ()
    precision: str = "none"


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """An outbox row as stored; `data` is the JSON text of `Outgoing.data`, UTF-8.

    `seq` is never reused in one store, `id` is the UUIDv7 that survives every repetition, `boot`
    is `<store id, 8 hex>.<boot count>`; times are Unix ms.
    """

    seq: int
    id: str
    topic: str
    type: str
    ver: int
    purpose: str
    recipient: str
    prio: int
    boot: str
    created_ms: int
    expires_ms: int | None
    attempts: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One publish that was permitted and entered in the ledger, ready to leave.

    `topic` is whole (`v1/<device>/up/…`). `generation` is the consent generation of its purpose
    and recipient at the decision; a withdrawal since then makes it undeliverable. `rows` are the
    ids of the rows in a bundle, empty when the message is one row. `attempt` counts from 1.
    """

    id: str
    topic: str
    payload: bytes
    type: str
    purpose: str
    recipient: str
    prio: int
    generation: int
    expiry_s: int | None = None
    retain: bool = False
    content_type: str = "application/json"
    rows: tuple[str, ...] = ()
    attempt: int = 1
