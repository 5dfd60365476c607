"""Outbox rows on one connection: written in the transaction of the act that causes them."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.adapters.store.database import Database
from app.adapters.store.meta import get_count, next_seq, set_meta
from app.adapters.store.store import Store
from app.core.canonical import sha256_hex
from app.core.errors import IdempotencyConflict
from app.core.message import Outgoing, QueuedMessage
from app.features.sync.domain.envelope import row_crc

_COLUMNS = (
    "seq, id, topic, type, ver, purpose, recipient, prio, boot, created_ms, expires_ms, attempts,"
    " data"
)
_ASIDE = "crc, created_mono_ms, batch, subject"
_PAGE = 64


@dataclass(frozen=True, slots=True)
class Row:
    """A stored row with what only the store needs: whether it is unharmed, and its age's base."""

    message: QueuedMessage
    intact: bool
    created_mono_ms: int
    batch: str | None = None
    subject: str | None = None


def add_row(connection: sqlite3.Connection, store: Store, outgoing: Outgoing) -> str:
    """Queue *outgoing* in the current transaction; returns its id.

    A key that is known with the same data is accepted again, without a second row. An unsent row
    of the same `ckey` is replaced. ValueError when the data has no JSON form,
    `IdempotencyConflict` when the key is known with other data, `StorageError` without room.
    """
    database = _database(store, connection)
    data = json.dumps(
        outgoing.data, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()
    if outgoing.id is not None and _known(store, outgoing.id, data):
        return outgoing.id
    if outgoing.ckey is not None:
        connection.execute(
            "DELETE FROM outbox WHERE ckey=? AND type=? AND recipient=? AND attempts=0",
            (outgoing.ckey, outgoing.type, outgoing.recipient),
        )
    store.room(database).admit(outgoing.prio, len(data), store.storage)
    expires = outgoing.expires_at
    message = QueuedMessage(
        seq=next_seq(connection, "outbox"),
        id=outgoing.id or store.new_id(),
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
    _insert(connection, message, outgoing, store.clock.monotonic_ns() // 1_000_000)
    return message.id


def due_rows(connection: sqlite3.Connection, prio: int, after_seq: int) -> Iterator[Row]:
    """Rows of one priority in the order in which they leave, those after *after_seq*.

    A row may be changed once it was given out.
    """
    while True:
        page = connection.execute(
            f"SELECT {_COLUMNS}, {_ASIDE} FROM outbox"  # noqa: S608  constants
            " WHERE prio=? AND seq>? ORDER BY seq LIMIT ?",
            (prio, after_seq, _PAGE),
        ).fetchall()
        for fields in page:
            row = _row(fields)
            after_seq = row.message.seq
            yield row
        if len(page) < _PAGE:
            return


def rows_of_batch(connection: sqlite3.Connection, batch: str) -> list[Row]:
    """The rows of a bundle, in order."""
    found = connection.execute(
        f"SELECT {_COLUMNS}, {_ASIDE} FROM outbox WHERE batch=? ORDER BY seq",  # noqa: S608
        (batch,),
    )
    return [_row(fields) for fields in found]


def unbatch(connection: sqlite3.Connection, batch: str) -> None:
    """The bundle is not whole any more: its rows travel anew."""
    connection.execute("UPDATE outbox SET batch=NULL WHERE batch=?", (batch,))


def _row(fields: Sequence[Any]) -> Row:
    *of_message, crc, mono, batch, subject = fields
    message = QueuedMessage(*of_message)
    return Row(message, row_crc(message) == crc, mono, batch, subject)


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
    return get_count(connection, "dropped")


def _database(store: Store, connection: sqlite3.Connection) -> Database:
    for database in store.databases:
        if database.connection is connection:
            return database
    raise sqlite3.ProgrammingError("the connection is not one of this store")


def _known(store: Store, id_: str, data: bytes) -> bool:
    """Whether *id_* waits or is confirmed, in any file, with *data*."""
    digest = sha256_hex(data)
    for database in store.databases:
        row = database.connection.execute(
            "SELECT data_sha, NULL FROM done WHERE id=?"
            " UNION ALL SELECT NULL, data FROM outbox WHERE id=?",
            (id_, id_),
        ).fetchone()
        if row is not None:
            if digest != (row[0] or sha256_hex(row[1])):
                raise IdempotencyConflict(
                    f"The key {id_} was used for other data before; use a new one."
                )
            return True
    return False


def _insert(
    connection: sqlite3.Connection, message: QueuedMessage, outgoing: Outgoing, mono_ms: int
) -> None:
    connection.execute(
        "INSERT INTO outbox(seq, id, channel, topic, type, ver, purpose, recipient, prio, ckey,"
        " boot, created_ms, created_mono_ms, expires_ms, data, crc, subject)"
        " VALUES(?, ?, 'mqtt', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(message.seq, message.id, message.topic, message.type, message.ver),
            *(message.purpose, message.recipient, message.prio, outgoing.ckey, message.boot),
            *(message.created_ms, mono_ms, message.expires_ms, message.data, row_crc(message)),
            outgoing.subject,
        ),
    )
