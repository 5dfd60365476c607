"""The ledger of everything that left: one hash chain per file."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime
from typing import Any

from app.adapters.store.rows import next_seq
from app.adapters.store.store import Store
from app.core.canonical import GENESIS, canonical_json
from app.core.message import Permission
from app.features.consent.domain.chain import first_break, seal
from app.features.consent.domain.ledger import LedgerEntry, Left, entry_draft, read_entry

PAGE_MAX = 200


class Ledger:
    """Reads and checks the entries of both files."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, offset: int = 0, limit: int = PAGE_MAX) -> "Future[list[LedgerEntry]]":
        """Up to *limit* (at most 200) entries, newest first, after the *offset* newest."""
        size = min(limit, PAGE_MAX)

        def read() -> list[LedgerEntry]:
            found: list[LedgerEntry] = []
            for database in self._store.databases:
                found += newest_entries(database.connection, offset + size)
            found.sort(key=lambda entry: entry.time, reverse=True)
            return found[offset : offset + size]

        return self._store.read_all(read)

    def verify(self) -> "Future[bool]":
        """Whether no entry of either file was changed, removed, reordered or cut off."""
        return self._store.read_all(
            lambda: all(intact(database.connection) for database in self._store.databases)
        )


def append_entry(
    connection: sqlite3.Connection, left: Left, permission: Permission, now: datetime
) -> None:
    """Write the entry of *left* in the current transaction."""
    head = connection.execute("SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    link = seal(
        entry_draft(left, permission, now),
        next_seq(connection, "ledger"),
        GENESIS if head is None else head[0],
    )
    connection.execute(
        "INSERT INTO ledger(seq, ts, body, hash) VALUES(?, ?, ?, ?)",
        (link["seq"], link["ts"], canonical_json(link).decode(), link["hash"]),
    )


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
    count = 0

    def links() -> Iterator[dict[str, Any]]:
        nonlocal count
        for text, stored in connection.execute("SELECT body, hash FROM ledger ORDER BY seq"):
            count += 1
            body = _object(text)
            yield body if body.get("hash") == stored else {}

    return first_break(links()) is None and count + 1 == next_seq(connection, "ledger")


def _object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
