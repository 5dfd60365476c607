"""The HMI's ledger beside the broker's traffic: what both know, and what only one does."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.canonical import sha256_hex
from app.emulator.cloud import Received, Violation
from app.emulator.hands import LedgerRow

_SHOWN = 150
_STATE = "/up/state"
_FINE = {"both", "will"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One payload, and the `verdict` on it.

    `both`; `unseen`: the broker never had it; `unlisted`: not in the ledger; `will`: the broker
    keeps it, to say it when the connection breaks. `times` is how often the ledger has it,
    `copies` how often the broker did.
    """

    key: str
    verdict: str
    time: str
    topic: str
    type: str
    purpose: str
    recipient: str
    bytes: int
    times: int
    copies: int
    message: str


@dataclass(frozen=True, slots=True)
class _Arrived:
    topic: str
    type: str
    bytes: int
    id: str
    copies: int


def compared(
    ledger: Sequence[LedgerRow],
    received: Sequence[Received],
    violations: Sequence[Violation],
    since: datetime,
    *,
    whole: bool,
) -> list[Compared]:
    """Matched by the hash of the payload; mismatches first, then the newest.

    *ledger* is a page of the HMI's, newest first; *whole* says that it goes back to *since*, the
    start of this desk: only then is what is not in it held against the HMI. Its rows from before
    are left out.
    """
    arrived = _arrived(received, violations)
    last = max((i for i, row in enumerate(ledger) if row.sha256 in arrived), default=-1)
    listed: defaultdict[str, list[LedgerRow]] = defaultdict(list)
    for place, row in enumerate(ledger):
        if place <= last or row.time >= since:
            listed[row.sha256].append(row)
    rows = [_listed(digest, entries, arrived.get(digest)) for digest, entries in listed.items()]
    rows += [
        Compared(
            digest, "unlisted", "", got.topic, got.type, "", "", got.bytes, 0, got.copies, got.id
        )
        for digest, got in reversed(arrived.items())
        if whole and digest not in listed
    ]
    rows.sort(key=lambda row: row.verdict in _FINE)
    return rows[:_SHOWN]


def _arrived(received: Sequence[Received], violations: Sequence[Violation]) -> dict[str, _Arrived]:
    """What the broker passed on, by the hash of its payload; a bundle's rows share one."""
    found: dict[str, _Arrived] = {}
    for each in received:
        digest = sha256_hex(each.payload)
        known = found.get(digest)
        copies = 1 + each.duplicates
        if known is None:
            found[digest] = _Arrived(each.topic, each.type, each.bytes, each.id, copies)
        else:
            more = _Arrived(known.topic, "bundle", known.bytes, known.id, known.copies)
            found[digest] = more
    for bad in violations:
        digest = sha256_hex(bad.payload)
        found.setdefault(digest, _Arrived(bad.topic, bad.code, len(bad.payload), "", 1))
    return found


def _listed(digest: str, entries: Sequence[LedgerRow], got: _Arrived | None) -> Compared:
    newest = entries[0]
    return Compared(
        digest,
        "both" if got is not None else "will" if newest.topic.endswith(_STATE) else "unseen",
        f"{newest.time:%H:%M:%S}",
        newest.topic,
        "" if got is None else got.type,
        newest.purpose,
        newest.recipient,
        newest.bytes,
        len(entries),
        0 if got is None else got.copies,
        "" if got is None else got.id,
    )
