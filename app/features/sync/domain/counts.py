"""How much waits for the backend."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """Rows without a receipt, age of the oldest in ms (None if none), rows given up so far."""

    waiting: int
    oldest_ms: int | None
    dropped: int
