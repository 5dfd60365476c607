"""What one dispatch may take out of the outbox."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bundling:
    """How rows of one topic may travel together: at most `rows` and `bytes` before `deflate`."""

    rows: int
    bytes: int
    deflate: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Bounds beside the number of publishes; sizes in bytes.

    Bulk (priority number from `bulk_prio` on) may take `bulk_room` publishes, and none once
    `bulk_bytes` are reached; rows above `top_prio` and of `held` topics (relative) stay; a larger
    payload than `payload_max` can never be sent; `bundling` None sends every row alone.
    """

    bulk_prio: int = 6
    bulk_room: int = 1_000_000
    bulk_bytes: int = 1_000_000_000
    top_prio: int = 9
    held: frozenset[str] = frozenset()
    payload_max: int = 1_000_000_000
    bundling: Bundling | None = None


ANYTHING = Terms()
"""No bound but the number of publishes."""
