"""What is deleted for its age or its number; on the writer thread, in a transaction."""

import json
import sqlite3
from datetime import datetime, timedelta

from app.adapters.store.bounds import Bounds
from app.adapters.store.ledger_rows import LEDGER_BASE
from app.adapters.store.meta import set_meta

_DAY_MS = 86_400_000
_MONTH_DAYS = 31
_PAGE = 500
_NEVER_SENT = ("up/order/%", "up/payment/%", "up/appointment/%")
_UNSENT = (
    "attempts=0 AND expires_ms IS NOT NULL AND boot<>?"
    " AND (topic LIKE ? OR topic LIKE ? OR topic LIKE ?)"
)


def keep_bounds(connection: sqlite3.Connection, bounds: Bounds, now: datetime | None) -> None:
    """Delete what is beyond its number and, at a trusted time *now*, what is beyond its age.

    *now* is steady time: a clock that was set in this run ages nothing. Of too many, those written
    first go, whatever the clock said then.
    """
    for table, days, rows in (
        ("done", bounds.done_days, bounds.done_rows),
        ("inbox", bounds.inbox_days, bounds.inbox_rows),
        ("dead", bounds.dead_days, bounds.dead_rows),
    ):
        if now is not None:
            before = int(now.timestamp() * 1000) - days * _DAY_MS
            connection.execute(f"DELETE FROM {table} WHERE at_ms < ?", (before,))  # noqa: S608
        connection.execute(
            f"DELETE FROM {table} WHERE rowid IN"  # noqa: S608  a constant of this function
            f" (SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT -1 OFFSET ?)",
            (rows,),
        )
    if now is not None:
        sum_up_ledger(connection, now - timedelta(days=_MONTH_DAYS * bounds.ledger_months))


def sum_up_ledger(connection: sqlite3.Connection, before: datetime) -> int:
    """Replace entries older than *before* by sums of month, purpose and recipient; how many.

    The newest entry stays, so that the chain always shows its end.
    """
    stamp = before.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    total = 0
    while True:
        rows = connection.execute(
            "SELECT seq, ts, body, hash FROM ledger WHERE seq < (SELECT max(seq) FROM ledger)"
            " ORDER BY seq LIMIT ?",
            (_PAGE,),
        ).fetchall()
        gone = 0
        for seq, at, body, digest in rows:
            if at >= stamp:
                break
            _add_to_month(connection, at[:7], body)
            connection.execute("DELETE FROM ledger WHERE seq=?", (seq,))
            set_meta(connection, LEDGER_BASE, f"{seq} {digest}")
            gone += 1
        total += gone
        if gone < _PAGE:
            return total


def settle_never_sent(connection: sqlite3.Connection, boot: str, now_ms: int) -> int:
    """Orders and payments of an earlier boot that never left go to `dead`: their age is unknown."""
    values = (boot, *_NEVER_SENT)
    rows = connection.execute(
        f"SELECT id, 'up', topic, 'expired', data FROM outbox WHERE {_UNSENT}",  # noqa: S608
        values,
    ).fetchall()
    for *fields, data in rows:
        connection.execute(
            "INSERT INTO dead(id, dir, topic, code, at_ms, body) VALUES(?, ?, ?, ?, ?, ?)",
            (*fields, now_ms, data),
        )
    connection.execute(f"DELETE FROM outbox WHERE {_UNSENT}", values)  # noqa: S608
    return len(rows)


def _add_to_month(connection: sqlite3.Connection, month: str, text: str) -> None:
    try:
        body = json.loads(text)
        fields = (month, str(body["purpose"]), str(body["recipient"]), int(body["bytes"]))
    except (ValueError, KeyError, TypeError):
        fields = (month, "", "", 0)
    connection.execute(
        "INSERT INTO ledger_month(month, purpose, recipient, n, bytes) VALUES(?, ?, ?, 1, ?)"
        " ON CONFLICT(month, purpose, recipient) DO UPDATE SET n=n+1, bytes=bytes+excluded.bytes",
        fields,
    )
