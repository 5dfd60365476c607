"""What a share lost because there was no room: told to its recipient once there is room again.

Specification section 6: each loss adds to a gap; `share.gap` says from when to when and how much.
"""

import re
import sqlite3
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import timedelta

from app.adapters.store.rows import add_row
from app.adapters.store.store import Store
from app.core.message import Outgoing

_KIND, _PRIO, _LIFE = "share.gap", 8, timedelta(days=30)
_SHARE = re.compile(r"up/share/([a-z0-9-]{1,32})")
_REASONS: Mapping[str, str] = {"no_room": "storage", "disk_full": "storage", "thinned": "thinned"}
"""Reasons of the store as the contract calls them."""
_AT_ONCE = 50


def report_gaps(store: Store) -> "Future[int]":
    """Queue a message for each gap of a share that is not told yet; how many. Safe from any thread.

    Gap and message change in one transaction; a store without room keeps the gap.
    """

    def write() -> int:
        if store.storage != "ok":
            return 0
        return sum(_report(store, database.connection) for database in store.databases)

    return store.write_all(write)


def _report(store: Store, connection: sqlite3.Connection) -> int:
    found = connection.execute(
        "SELECT topic, purpose, recipient, t_from, t_to, n, reason FROM gap"
        " WHERE topic LIKE 'up/share/%' ORDER BY t_from LIMIT ?",
        (_AT_ONCE,),
    ).fetchall()
    for topic, purpose, recipient, begin, end, number, reason in found:
        grant = _SHARE.fullmatch(topic)
        if grant is not None:
            data = {"grant": grant[1], "from": begin, "to": end, "rows": number}
            data["reason"] = _REASONS.get(reason, "storage")
            until = store.clock.utc() + _LIFE
            message = Outgoing(
                topic, _KIND, purpose, recipient, prio=_PRIO, data=data, expires_at=until
            )
            add_row(connection, store, message)
        connection.execute("DELETE FROM gap WHERE topic=? AND reason=?", (topic, reason))
    return len(found)
