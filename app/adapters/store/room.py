"""Room in the outbox: who may come in, and who goes for it (sync.md, section 6)."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from app.adapters.store.bounds import Bounds, Evict
from app.adapters.store.meta import get_count, set_meta
from app.core.errors import StorageError

_DAY_MS = 86_400_000
_CHUNK = 64
"""Oldest rows dropped at a time, so that not every new row pays for the search."""


@dataclass(frozen=True, slots=True)
class Used:
    """Rows and bytes of the outboxes."""

    rows: int = 0
    bytes: int = 0

    def within(self, rows: float, size: float) -> bool:
        """Whether both are below."""
        return self.rows < rows and self.bytes < size


@dataclass(frozen=True, slots=True)
class Room:
    """The bounds over all files, for one new row into *connection* at wall time *now_ms*."""

    bounds: Bounds
    connections: Sequence[sqlite3.Connection]
    connection: sqlite3.Connection
    now_ms: int

    def admit(self, prio: int, size: int, storage: str) -> None:
        """Make room for a row of *size* bytes. `StorageError` `storage_full` when there is none."""
        bounds = self.bounds
        kind = bounds.class_of(prio)
        safe = kind.evict is Evict.NEVER
        thin = kind.evict is Evict.THIN
        if not safe and (storage == "full" or (storage == "low" and thin)):
            raise StorageError("storage_full", "The disk is almost full; only acts are stored.")
        share = bounds.thin_from_share
        if not self.used().within(share * bounds.rows_max, share * bounds.bytes_max - size):
            self._thin()
        rows, total = bounds.rows_max, bounds.bytes_max - size
        if not safe:
            rows, total = rows - bounds.reserve_rows, total - bounds.reserve_bytes
            if not self.used().within(rows, total):
                self._drop_old()
        if not self.used().within(rows, total):
            raise StorageError("storage_full", "Too many messages wait; this one is not stored.")

    def used(self) -> Used:
        """What all files hold now."""
        rows = size = 0
        for connection in self.connections:
            n, held = connection.execute(
                "SELECT coalesce(sum(n), 0), coalesce(sum(bytes), 0) FROM usage"
            ).fetchone()
            rows += n
            size += held + n * self.bounds.row_overhead_bytes
        return Used(rows, size)

    def drop_bulk(self) -> int:
        """The disk is full: every row of the last class goes, the oldest part of a series too."""
        low, high = self._prios(Evict.THIN)
        return (
            self._drop(
                "SELECT seq FROM outbox WHERE prio BETWEEN ? AND ?", (low, high), "disk_full"
            )
            + self.connection.execute("DELETE FROM sample").rowcount
        )

    def _thin(self) -> None:
        low, high = self._prios(Evict.THIN)
        bounds, share = self.bounds, self.bounds.thin_from_share
        (count,) = self.connection.execute(
            "SELECT coalesce(sum(n), 0) FROM usage WHERE prio BETWEEN ? AND ?", (low, high)
        ).fetchone()
        if count > _CHUNK:
            self._drop(
                "SELECT seq FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS i FROM outbox"
                " WHERE prio BETWEEN ? AND ? ORDER BY seq LIMIT ?) WHERE i % 2 = 0",
                (low, high, count // 2),
                "thinned",
            )
        while not self.used().within(share * bounds.rows_max, share * bounds.bytes_max):
            oldest = "SELECT seq FROM outbox WHERE prio BETWEEN ? AND ? ORDER BY seq LIMIT ?"
            if not self._drop(oldest, (low, high, _CHUNK), "no_room"):
                return

    def _drop_old(self) -> None:
        low, high = self._prios(Evict.OLD)
        before = self.now_ms - self.bounds.class_1_days * _DAY_MS
        oldest = (
            "SELECT seq FROM outbox WHERE prio BETWEEN ? AND ? AND created_ms < ?"
            " ORDER BY seq LIMIT ?"
        )
        self._drop(oldest, (low, high, before, _CHUNK), "no_room")

    def _prios(self, evict: Evict) -> tuple[int, int]:
        """First and last priority of the class with that rule."""
        first = 0
        for kind in self.bounds.classes:
            if kind.evict is evict:
                return first, kind.prio_max
            first = kind.prio_max + 1
        return first, first - 1

    def _drop(self, chosen: str, values: Sequence[object], reason: str) -> int:
        """Delete the rows whose seq *chosen* selects; each series remembers its gap."""
        connection = self.connection
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS leaving(seq INTEGER PRIMARY KEY)")
        connection.execute("DELETE FROM temp.leaving")
        connection.execute(f"INSERT INTO temp.leaving {chosen}", values)
        connection.execute(
            "INSERT INTO gap(topic, purpose, recipient, t_from, t_to, n, reason)"
            " SELECT topic, purpose, recipient, min(created_ms), max(created_ms), count(*), ?"
            " FROM outbox WHERE seq IN temp.leaving GROUP BY topic"
            " ON CONFLICT(topic, reason) DO UPDATE SET n=n+excluded.n,"
            " t_from=min(t_from, excluded.t_from), t_to=max(t_to, excluded.t_to)",
            (reason,),
        )
        connection.execute(
            "UPDATE outbox SET batch=NULL WHERE batch IN"
            " (SELECT batch FROM outbox WHERE seq IN temp.leaving)"
        )
        gone = connection.execute("DELETE FROM outbox WHERE seq IN temp.leaving").rowcount
        if gone:
            set_meta(connection, "dropped", str(get_count(connection, "dropped") + gone))
        return gone
