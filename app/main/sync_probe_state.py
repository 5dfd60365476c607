"""What the probe reads of the store, and the effect of its one command; on the writer thread."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from app.adapters.store.rows import dropped
from app.adapters.store.store import Store

_APPLIED = "probe.applied."
_LAST = 100


def is_known(connection: sqlite3.Connection, key: str) -> bool:
    """Whether an act of that key waits or was confirmed."""
    return (
        connection.execute(
            "SELECT 1 FROM outbox WHERE id=? UNION ALL SELECT 1 FROM done WHERE id=?", (key, key)
        ).fetchone()
        is not None
    )


def count_command(id_: str) -> Callable[[Any], None]:
    """The effect of a `probe.count`: its counter goes up by one."""

    def effect(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT INTO meta(k, v) VALUES(?, '1') ON CONFLICT(k) DO UPDATE"
            " SET v=CAST(CAST(v AS INTEGER) + 1 AS TEXT)",
            (_APPLIED + id_,),
        )

    return effect


def applied_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How often the effect of each command really ran."""
    rows = connection.execute(
        "SELECT k, v FROM meta WHERE k>=? AND k<? ORDER BY rowid", (_APPLIED, _APPLIED + "\uffff")
    )
    return {key.removeprefix(_APPLIED): int(count) for key, count in rows}


def state(store: Store) -> dict[str, Any]:
    """Rows without receipt, confirmed keys, rows set aside and given up."""
    waiting, confirmed, dead, gone = 0, [], 0, 0
    for database in store.databases:
        connection = database.connection
        waiting += connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
        confirmed += [row[0] for row in connection.execute("SELECT id FROM done ORDER BY rowid")]
        dead += connection.execute("SELECT count(*) FROM dead").fetchone()[0]
        gone += dropped(connection)
    return {"outbox": waiting, "confirmed": confirmed, "dead": dead, "dropped": gone}


def ledger(store: Store) -> dict[str, Any]:
    """Number of entries, hash of the newest, and the last hundred, oldest first."""
    found: list[tuple[str, int, str]] = []
    count = 0
    for database in store.databases:
        connection = database.connection
        count += connection.execute("SELECT count(*) FROM ledger").fetchone()[0]
        found += connection.execute(
            "SELECT ts, seq, body FROM ledger ORDER BY ts DESC, seq DESC LIMIT ?", (_LAST,)
        ).fetchall()
    found.sort()
    last = [json.loads(body) for _, _, body in found[-_LAST:]]
    return {"n": count, "head": last[-1]["hash"] if last else None, "last": last}
