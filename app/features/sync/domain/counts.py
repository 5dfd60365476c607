"""How much waits for the backend."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """Rows without a receipt, age of the oldest in ms (None if none), rows given up so far.

    `bulk` of the waiting rows are of class 2; `dead` rows were refused for good and wait for a
    person to know it.
    """

    waiting: int
    oldest_ms: int | None
    dropped: int
    bulk: int = 0
    dead: int = 0
