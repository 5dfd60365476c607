"""Consent records of a profile: append-only, chained, with the texts they answer."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from app.adapters.store.copies import CONSENT_HEAD
from app.adapters.store.meta import get_meta, set_meta
from app.adapters.store.rows import add_row, drop_queued
from app.adapters.store.store import Store
from app.core.canonical import GENESIS, canonical_json, sha256_hex
from app.core.message import Outgoing
from app.features.consent.domain.chain import first_break, seal
from app.features.consent.domain.notice import Rendered, text_json, text_sha256
from app.features.consent.domain.record import Log, Record


class ConsentRepository:
    """The chain is in the profile's file, a copy of its head in the device's: a cut tail shows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> "Future[Log]":
        """All records in order, and whether the chain is whole."""
        return self._store.read_all(self._load)

    def append(
        self, drafts: Sequence[Mapping[str, Any]], text: Rendered | None
    ) -> "Future[list[Record]]":
        """Seal and write *drafts* together, with the *text* they answer."""
        return self._sealing(lambda connection: _append(connection, drafts, text))

    def withdraw(self, draft: Mapping[str, Any], tombstone: Outgoing) -> "Future[list[Record]]":
        """Write the withdrawal, drop what is queued for it, queue its tombstone: all or none."""

        def run(connection: sqlite3.Connection) -> list[Record]:
            sealed = _append(connection, [draft], None)
            drop_queued(connection, tombstone.purpose, tombstone.recipient, tombstone.type)
            add_row(connection, self._store, tombstone)
            return sealed

        return self._sealing(run)

    def text(self, sha256: str) -> "Future[Rendered | None]":
        """The strings once shown under *sha256*, verbatim; None when they are not here whole."""

        def read(connection: sqlite3.Connection) -> Rendered | None:
            row = connection.execute(
                "SELECT body FROM notice_text WHERE text_sha256=?", (sha256,)
            ).fetchone()
            if row is None or sha256_hex(row[0].encode()) != sha256:
                return None
            return tuple((role, text) for role, text in json.loads(row[0]))

        return self._store.profile.read(read)

    def _sealing(self, run: Callable[[sqlite3.Connection], list[Record]]) -> "Future[list[Record]]":
        future = self._store.profile.write(run)
        future.add_done_callback(self._keep_head)
        return future

    def _keep_head(self, done: "Future[list[Record]]") -> None:
        # Written after the commit: a head that lags is harmless, one that leads means a cut tail.
        if done.cancelled() or done.exception() is not None:
            return
        last = done.result()[-1].body
        head = f"{last['seq']} {last['hash']}"
        self._store.device.write(lambda connection: set_meta(connection, CONSENT_HEAD, head))

    def _load(self) -> Log:
        rows = self._store.profile.connection.execute(
            "SELECT body, hash FROM consent_record ORDER BY seq"
        ).fetchall()
        try:
            bodies = [json.loads(text) for text, _ in rows]
            records = [Record(body) for body in bodies]
            readable = all((record.key, record.time, record.id) for record in records)
        except (ValueError, KeyError, TypeError):
            return Log((), intact=False)
        whole = readable and first_break(bodies) is None and self._head_in(rows)
        return Log(tuple(records), intact=whole)

    def _head_in(self, rows: Sequence[tuple[str, str]]) -> bool:
        head = get_meta(self._store.device.connection, CONSENT_HEAD)
        if head is None:
            return True
        seq, _, digest = head.partition(" ")
        return seq.isdigit() and 0 < int(seq) <= len(rows) and rows[int(seq) - 1][1] == digest


def _append(
    connection: sqlite3.Connection, drafts: Sequence[Mapping[str, Any]], text: Rendered | None
) -> list[Record]:
    if text is not None:
        connection.execute(
            "INSERT OR IGNORE INTO notice_text(text_sha256, body) VALUES(?, ?)",
            (text_sha256(text), text_json(text).decode()),
        )
    row = connection.execute(
        "SELECT seq, hash FROM consent_record ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    seq, head = row or (0, GENESIS)
    sealed = []
    for draft in drafts:
        seq += 1
        body = seal(draft, seq, head)
        head = body["hash"]
        connection.execute(
            "INSERT INTO consent_record(seq, record_id, body, hash) VALUES(?, ?, ?, ?)",
            (seq, body["record_id"], canonical_json(body).decode(), head),
        )
        sealed.append(Record(body))
    return sealed
