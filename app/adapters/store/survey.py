"""A look at the traffic with the backend: what waits, what was set aside, what left today."""

import sqlite3
from concurrent.futures import Future
from datetime import UTC, datetime

from app.adapters.store.store import Store
from app.features.sync.domain.survey import Pile, Survey

_READ = 500
"""Rows of each priority that are read: the writer has other work, and a queue may be long."""


class Surveyor:
    """Reads both files; changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def look(self, day_began: datetime | None) -> "Future[Survey]":
        """The survey now; what left since *day_began* (aware), None where that is not known."""

        def read() -> Survey:
            piles: list[Pile] = []
            refused: dict[str, int] = {}
            confirmed: list[int] = []
            rows = size = 0
            for database in self._store.databases:
                connection = database.connection
                piles += _piles(connection)
                for code, count in _refused(connection):
                    refused[code] = refused.get(code, 0) + count
                (newest,) = connection.execute("SELECT max(at_ms) FROM done").fetchone()
                confirmed += [] if newest is None else [newest]
                if day_began is not None:
                    more, bytes_more = _left(connection, day_began)
                    rows, size = rows + more, size + bytes_more
            known = day_began is not None
            return Survey(
                piles=tuple(piles),
                refused=refused,
                confirmed_ms=max(confirmed, default=None),
                sent_rows=rows if known else None,
                sent_bytes=size if known else None,
            )

        return self._store.read_all(read)


def _piles(connection: sqlite3.Connection) -> list[Pile]:
    """The first rows of each priority by what they are, the rest by their number alone."""
    piles = []
    for prio, rows in connection.execute("SELECT prio, n FROM usage WHERE n>0").fetchall():
        found = connection.execute(
            "SELECT topic, type, purpose, recipient, count(*), min(created_ms) FROM"
            " (SELECT * FROM outbox WHERE prio=? ORDER BY seq LIMIT ?)"
            " GROUP BY topic, type, purpose, recipient",
            (prio, _READ),
        )
        piles += [Pile(*row) for row in found]
        rest = connection.execute(
            "SELECT created_ms FROM outbox WHERE prio=? ORDER BY seq LIMIT 1 OFFSET ?",
            (prio, _READ),
        ).fetchone()
        if rest is not None:
            piles.append(Pile("", "", "", "", rows - _READ, rest[0]))
    return piles


def _refused(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    return connection.execute(
        "SELECT coalesce(code, ''), count(*) FROM dead WHERE dir='up' GROUP BY code"
    ).fetchall()


def _left(connection: sqlite3.Connection, since: datetime) -> tuple[int, int]:
    """Publishes and payload bytes in the ledger from *since* on."""
    stamp = since.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    rows, size = connection.execute(
        "SELECT count(*), coalesce(sum(json_extract(body, '$.bytes')), 0) FROM ledger WHERE ts>=?",
        (stamp,),
    ).fetchone()
    return rows, size
