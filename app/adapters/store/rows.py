"""Outbox rows on one connection: written in the transaction of the act that causes them."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from app.adapters.store.database import Database, get_meta, set_meta
from app.adapters.store.store import Store
from app.core.message import Outgoing, QueuedMessage
from app.features.sync.domain.envelope import row_crc

_COLUMNS = (
    "seq, id, topic, type, ver, purpose, recipient, prio, boot, created_ms, expires_ms, attempts,"
    " data"
)
_PAGE = 64


@dataclass(frozen=True, slots=True)
class Row:
    """A stored row with what only the store needs: whether it is unharmed, and its age's base."""

    message: QueuedMessage
    intact: bool
    created_mono_ms: int


def add_row(connection: sqlite3.Connection, store: Store, outgoing: Outgoing) -> str:
    """Queue *outgoing* in the current transaction; returns its id.

    An unsent row of the same `ckey` is replaced. ValueError when the data has no JSON form.
    """
    database = _database(store, connection)
    data = json.dumps(
        outgoing.data, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()
    if outgoing.ckey is not None:
        connection.execute(
            "DELETE FROM outbox WHERE ckey=? AND type=? AND recipient=? AND attempts=0",
            (outgoing.ckey, outgoing.type, outgoing.recipient),
        )
    expires = outgoing.expires_at
    message = QueuedMessage(
        seq=next_seq(connection, "outbox"),
        id=store.new_id(),
        topic=outgoing.topic,
        type=outgoing.type,
        ver=outgoing.ver,
        purpose=outgoing.purpose,
        recipient=outgoing.recipient,
        prio=outgoing.prio,
        boot=database.boot,
        created_ms=store.now_ms(),
        expires_ms=None if expires is None else int(expires.timestamp() * 1000),
        attempts=0,
        data=data,
    )
    _insert(connection, message, outgoing.ckey, store.clock.monotonic_ns() // 1_000_000)
    return message.id


def waiting_rows(connection: sqlite3.Connection) -> Iterator[Row]:
    """All rows in the order in which they leave; a row may be changed once it was given out."""
    after = (-1, -1)
    while True:
        page = connection.execute(
            f"SELECT {_COLUMNS}, crc, created_mono_ms FROM outbox"  # noqa: S608  a constant
            " WHERE (prio, seq) > (?, ?) ORDER BY prio, seq LIMIT ?",
            (*after, _PAGE),
        ).fetchall()
        for *fields, crc, mono in page:
            message = QueuedMessage(*fields)
            after = (message.prio, message.seq)
            yield Row(message, row_crc(message) == crc, mono)
        if len(page) < _PAGE:
            return


def bury(connection: sqlite3.Connection, message: QueuedMessage, code: str, at_ms: int) -> None:
    """Move a row that will never be sent to `dead`."""
    connection.execute(
        "INSERT INTO dead(id, dir, topic, code, at_ms, body) VALUES(?, 'up', ?, ?, ?, ?)",
        (message.id, message.topic, code, at_ms, message.data),
    )
    connection.execute("DELETE FROM outbox WHERE seq=?", (message.seq,))


def drop_queued(connection: sqlite3.Connection, purpose: str, recipient: str, keep: str) -> int:
    """Delete and count the rows of *purpose* for *recipient*, those of type *keep* excepted."""
    gone = connection.execute(
        "DELETE FROM outbox WHERE purpose=? AND recipient=? AND type<>?",
        (purpose, recipient, keep),
    ).rowcount
    count_dropped(connection, gone)
    return gone


def count_dropped(connection: sqlite3.Connection, rows: int) -> None:
    """Add *rows* to the number of rows given up in this file."""
    if rows:
        set_meta(connection, "dropped", str(dropped(connection) + rows))


def dropped(connection: sqlite3.Connection) -> int:
    """Rows of this file that will never be sent."""
    return int(get_meta(connection, "dropped") or 0)


def next_seq(connection: sqlite3.Connection, table: str) -> int:
    """The next number of an AUTOINCREMENT table; never one that was used before."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name=?", (table,)).fetchone()
    return 1 if row is None else int(row[0]) + 1


def _database(store: Store, connection: sqlite3.Connection) -> Database:
    for database in store.databases:
        if database.connection is connection:
            return database
    raise sqlite3.ProgrammingError("the connection is not one of this store")


def _insert(
    connection: sqlite3.Connection, message: QueuedMessage, ckey: str | None, mono_ms: int
) -> None:
    connection.execute(
        "INSERT INTO outbox(seq, id, channel, topic, type, ver, purpose, recipient, prio, ckey,"
        " boot, created_ms, created_mono_ms, expires_ms, data, crc)"
        " VALUES(?, ?, 'mqtt', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(message.seq, message.id, message.topic, message.type, message.ver),
            *(message.purpose, message.recipient, message.prio, ckey, message.boot),
            *(message.created_ms, mono_ms, message.expires_ms, message.data, row_crc(message)),
        ),
    )
