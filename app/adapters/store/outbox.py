"""The outbox of both files: what waits, what may leave now, what the backend has stored."""

import heapq
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Protocol

from app.adapters.store.database import Database
from app.adapters.store.ledger import append_entry
from app.adapters.store.rows import Row, add_row, bury, count_dropped, dropped, waiting_rows
from app.adapters.store.store import Store
from app.core.canonical import sha256_hex
from app.core.errors import HabitacleError
from app.core.message import Dispatch, Outgoing, Permission, QueuedMessage, Verdict
from app.features.consent.domain.ledger import Left
from app.features.sync.domain.counts import OutboxCounts
from app.features.sync.domain.envelope import encode

_CLASS_0 = 5
"""Highest priority number of what is never given up silently (sync.md, section 6)."""


class Decider(Protocol):
    """The gateway, as far as the outbox asks it; called on the writer thread."""

    def decide(self, message: QueuedMessage) -> Permission:
        """Whether *message* may leave now."""

    def decide_direct(self, left: Left, kind: str) -> Permission:
        """Whether a payload of type *kind* that is no outbox row may leave now."""

    def generation(self, purpose: str, recipient: str) -> int:
        """Consent generation of a purpose and recipient."""


@dataclass(frozen=True, slots=True)
class _Due:
    database: Database
    row: Row


class Outbox:
    """Rows leave by (prio, file, seq) and stay until `settle`; safe from any thread."""

    def __init__(self, store: Store, gateway: Decider) -> None:
        self._store = store
        self._gateway = gateway
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()

    def add(self, connection: sqlite3.Connection, outgoing: Outgoing) -> str:
        """Queue *outgoing* in the caller's transaction (on the writer thread); returns its id."""
        return add_row(connection, self._store, outgoing)

    def dispatch(self, room: int) -> "Future[list[Dispatch]]":
        """Up to *room* messages that may leave now, each already in the ledger.

        They are in flight, and not given out again, until `settle` or `release`.
        """
        taken: list[Dispatch] = []
        future = self._store.write_all(lambda: self._take(room, taken))

        def undo(done: "Future[list[Dispatch]]") -> None:
            if done.cancelled() or done.exception() is not None:
                self._land(message.id for message in taken)

        future.add_done_callback(undo)
        return future

    def settle(self, ids: Sequence[str]) -> "Future[int]":
        """The backend has stored *ids*: delete the rows. Unknown ids are ignored.

        Returns how many rows it settled.
        """
        wanted = tuple(ids)
        future = self._store.write_all(lambda: sum(map(self._settle_one, wanted)))
        future.add_done_callback(lambda _: self._land(wanted))
        return future

    def release(self, ids: Iterable[str]) -> None:
        """The link is lost or the wait is over: *ids* are due again."""
        self._land(ids)

    def counts(self) -> "Future[OutboxCounts]":
        """How much waits, how old the oldest is, how much was given up."""
        return self._store.read_all(self._count)

    def record_direct(
        self,
        topic: str,
        type: str,  # noqa: A002  the word of the envelope
        purpose: str,
        recipient: str,
        payload: bytes,
    ) -> "Future[None]":
        """Enter a birth or will for the whole *topic* before it leaves.

        HabitacleError when the gateway does not allow it: then it must not be sent.
        """
        device = self._store.device
        left = Left(topic, purpose, recipient, payload)

        def record(connection: sqlite3.Connection) -> None:
            inner = replace(left, topic=topic.removeprefix(f"v1/{self._store.device_id}/"))
            permission = self._gateway.decide_direct(inner, type)
            if permission.verdict is not Verdict.SEND:
                raise HabitacleError(f"The message {type} may not leave: {permission.reason}.")
            append_entry(connection, left, permission, self._store.clock.utc())

        return device.write(record)

    def _take(self, room: int, taken: list[Dispatch]) -> list[Dispatch]:
        with self._lock:
            flying = frozenset(self._in_flight)
        files = [self._waiting(database) for database in self._store.databases]
        for each in heapq.merge(*files, key=lambda due: due.row.message.prio):
            if len(taken) >= room:
                break
            if each.row.message.id not in flying:
                message = self._judge(each)
                if message is not None:
                    taken.append(message)
        with self._lock:
            self._in_flight.update(message.id for message in taken)
        return taken

    @staticmethod
    def _waiting(database: Database) -> Iterator["_Due"]:
        return (_Due(database, row) for row in waiting_rows(database.connection))

    def _judge(self, due: _Due) -> Dispatch | None:
        connection, message = due.database.connection, due.row.message
        if not due.row.intact:
            self._give_up(connection, message, "crc")
            return None
        left_s = self._life_left_s(due)
        if left_s is not None and left_s <= 0:
            if message.prio > _CLASS_0 or not message.attempts:
                self._give_up(connection, message, "expired")
            return None
        generation = self._gateway.generation(message.purpose, message.recipient)
        permission = self._gateway.decide(message)
        if permission.verdict is Verdict.DROP:
            self._give_up(connection, message, permission.reason)
            return None
        if permission.verdict is Verdict.HOLD:
            return None
        return self._enter(connection, message, permission, (generation, left_s))

    def _enter(
        self,
        connection: sqlite3.Connection,
        message: QueuedMessage,
        permission: Permission,
        terms: tuple[int, int | None],
    ) -> Dispatch:
        topic = f"v1/{self._store.device_id}/{message.topic}"
        payload = encode(message)
        connection.execute("UPDATE outbox SET attempts=attempts+1 WHERE seq=?", (message.seq,))
        left = Left(topic, message.purpose, message.recipient, payload)
        append_entry(connection, left, permission, self._store.clock.utc())
        return Dispatch(
            *(message.id, topic, payload, message.type, message.purpose, message.recipient),
            prio=message.prio,
            generation=terms[0],
            expiry_s=terms[1],
        )

    def _give_up(self, connection: sqlite3.Connection, message: QueuedMessage, code: str) -> None:
        if code == "crc":
            bury(connection, message, code, self._store.now_ms())
        else:
            connection.execute("DELETE FROM outbox WHERE seq=?", (message.seq,))
        count_dropped(connection, 1)

    def _life_left_s(self, due: _Due) -> int | None:
        """Remaining life in whole seconds, rounded up; None without an end or a known age."""
        message = due.row.message
        if message.expires_ms is None:
            return None
        clock = self._store.clock
        if clock.trusted:
            left_ms = message.expires_ms - self._store.now_ms()
        elif message.boot == due.database.boot:
            age_ms = clock.monotonic_ns() // 1_000_000 - due.row.created_mono_ms
            left_ms = message.expires_ms - message.created_ms - age_ms
        else:
            return None
        return -(-left_ms // 1000)

    def _settle_one(self, id_: str) -> int:
        for database in self._store.databases:
            row = database.connection.execute(
                "DELETE FROM outbox WHERE id=? AND attempts>0 RETURNING data", (id_,)
            ).fetchone()
            if row is not None:
                database.connection.execute(
                    "INSERT OR IGNORE INTO done(id, at_ms, data_sha) VALUES(?, ?, ?)",
                    (id_, self._store.now_ms(), sha256_hex(row[0])),
                )
                return 1
        return 0

    def _count(self) -> OutboxCounts:
        waiting, given_up, oldest = 0, 0, []
        for database in self._store.databases:
            rows, first = database.connection.execute(
                "SELECT count(*), min(created_ms) FROM outbox"
            ).fetchone()
            waiting += rows
            given_up += dropped(database.connection)
            oldest += [first] if rows else []
        age = max(0, self._store.now_ms() - min(oldest)) if oldest else None
        return OutboxCounts(waiting, age, given_up)

    def _land(self, ids: Iterable[str]) -> None:
        with self._lock:
            self._in_flight.difference_update(ids)
