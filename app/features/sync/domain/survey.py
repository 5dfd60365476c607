"""What a look into the store tells of the traffic with the backend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.features.sync.domain.condition import Hold, Refusal, refusal_of
from app.features.sync.domain.kinds import Kind, kind_of


@dataclass(frozen=True, slots=True)
class Pile:
    """Rows that wait: of one topic (relative), type, purpose and recipient; oldest in Unix ms.

    All four are "" for the rows of a long queue that were only counted.
    """

    topic: str
    type: str
    purpose: str
    recipient: str
    rows: int
    oldest_ms: int


@dataclass(frozen=True, slots=True)
class Survey:
    """One look: piles, rows set aside by code, newest confirmation (Unix ms), payloads today.

    `sent_rows` and `sent_bytes` are what the ledger has since the day began, None when the clock
    cannot say when that was.
    """

    piles: Sequence[Pile] = ()
    refused: Mapping[str, int] = field(default_factory=dict)
    confirmed_ms: int | None = None
    sent_rows: int | None = None
    sent_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one kind that wait for the same reason; *hold* None for the link alone."""

    kind: Kind
    hold: Hold | None
    rows: int
    oldest_ms: int


def waiting(piles: Sequence[Pile], holds: Sequence[Hold | None]) -> list[Waiting]:
    """*piles*, each with its hold, put together by kind and hold; the largest first."""
    sums: dict[tuple[Kind, Hold | None], Waiting] = {}
    for pile, hold in zip(piles, holds, strict=True):
        key = (kind_of(pile.type), hold)
        known = sums.get(key, Waiting(*key, 0, pile.oldest_ms))
        oldest = min(known.oldest_ms, pile.oldest_ms)
        sums[key] = Waiting(*key, known.rows + pile.rows, oldest)
    return sorted(sums.values(), key=lambda each: (-each.rows, each.kind))


def refusals(refused: Mapping[str, int]) -> dict[Refusal, int]:
    """Rows that were set aside, by what that means."""
    sums: dict[Refusal, int] = {}
    for code, rows in refused.items():
        refusal = refusal_of(code)
        sums[refusal] = sums.get(refusal, 0) + rows
    return sums
