"""Ledger entries on one connection: a hash chain of everything that left."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from app.adapters.store.meta import get_meta, next_seq
from app.core.canonical import GENESIS, canonical_json
from app.core.message import Permission
from app.features.consent.domain.chain import first_break, seal
from app.features.consent.domain.ledger import LedgerEntry, Left, entry_draft, read_entry

LEDGER_BASE = "ledger_base"
"""Key in `meta` of the last entry that was put away as a monthly sum."""


def append_entry(
    connection: sqlite3.Connection, left: Left, permission: Permission, now: datetime
) -> None:
    """Write the entry of *left* in the current transaction."""
    append_link(connection, entry_draft(left, permission, now))


def append_link(connection: sqlite3.Connection, body: Mapping[str, Any]) -> None:
    """Seal *body*, which has a `ts`, as the next link of the chain."""
    append_links(connection, [body])


def append_links(connection: sqlite3.Connection, bodies: Iterable[Mapping[str, Any]]) -> None:
    """Seal *bodies*, each with a `ts`, as the next links of the chain, in order."""
    head = connection.execute("SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    digest = ledger_base(get_meta(connection, LEDGER_BASE))[1] if head is None else head[0]
    rows = []
    for seq, body in enumerate(bodies, next_seq(connection, "ledger")):
        link = seal(body, seq, digest)
        digest = link["hash"]
        rows.append((seq, link["ts"], canonical_json(link).decode(), digest))
    connection.executemany("INSERT INTO ledger(seq, ts, body, hash) VALUES(?, ?, ?, ?)", rows)


def newest_entries(connection: sqlite3.Connection, limit: int) -> list[LedgerEntry]:
    """The newest entries of one file; one that cannot be read is left to `intact` to report."""
    rows = connection.execute(
        "SELECT body FROM ledger ORDER BY ts DESC, seq DESC LIMIT ?", (limit,)
    )
    found = []
    for (text,) in rows:
        body = _object(text)
        try:
            found.append(read_entry(body))
        except (KeyError, TypeError, ValueError):
            continue
    return found


def intact(connection: sqlite3.Connection) -> bool:
    """Whether the chain of one file is whole, its cut tail included."""
    after, base = ledger_base(get_meta(connection, LEDGER_BASE))
    count = 0

    def links() -> Iterator[dict[str, Any]]:
        nonlocal count
        for text, stored in connection.execute("SELECT body, hash FROM ledger ORDER BY seq"):
            count += 1
            body = _object(text)
            yield body if body.get("hash") == stored else {}

    whole = first_break(links(), after, base) is None
    return whole and after + count + 1 == next_seq(connection, "ledger")


def ledger_base(text: str | None) -> tuple[int, str]:
    """Number and hash after which the chain goes on: `<seq> <hash>` once its beginning is gone."""
    seq, _, digest = (text or "").partition(" ")
    return (int(seq), digest) if seq.isascii() and seq.isdigit() else (0, GENESIS)


def _object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
