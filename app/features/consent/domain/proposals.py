"""Questions that come from outside: they give no permission, they wait for the driver.

Security specification, section 3: a message that adds a recipient only creates a proposal.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from app.features.consent.domain.record import Key, Record
from app.features.consent.domain.states import State

KEPT_MAX = 16
"""Proposals at a time; the oldest give way."""
_ASKING = frozenset({State.REQUESTED, State.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A recipient asks for the data of a purpose; `received` is aware UTC."""

    id: str
    purpose: str
    recipient: str
    received: datetime

    @property
    def key(self) -> Key:
        """What it asks for."""
        return self.purpose, self.recipient

    def open(self, newest: Record | None, now: datetime, life: timedelta) -> bool:
        """Whether it still waits: the driver has not decided since, and its time is not over."""
        decided = newest is not None and newest.state not in _ASKING
        return now < self.received + life and not (
            decided and newest is not None and newest.time >= self.received
        )


def added(kept: Iterable[Proposal], new: Proposal) -> list[Proposal]:
    """*kept* and *new*, which replaces an older one that asks for the same."""
    others = [each for each in kept if each.key != new.key]
    return [*others[-(KEPT_MAX - 1) :], new]


def written(proposals: Iterable[Proposal]) -> str:
    """As they are kept."""
    rows = [{**asdict(each), "received": each.received.isoformat()} for each in proposals]
    return json.dumps(rows, separators=(",", ":"))


def read(text: str | None) -> list[Proposal]:
    """What was kept; what cannot be read asks for nothing."""
    try:
        return [_proposal(row) for row in json.loads(text or "[]")]
    except (ValueError, KeyError, TypeError):
        return []


def _proposal(row: Mapping[str, Any]) -> Proposal:
    received = datetime.fromisoformat(row["received"])
    if received.tzinfo is None:
        raise ValueError("a time without a zone")
    return Proposal(str(row["id"]), str(row["purpose"]), str(row["recipient"]), received)
