"""Which rows leave now: order, permission, bundles, and the ledger entry of each publish."""

import heapq
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.adapters.store.basket import Basket, Due, Group
from app.adapters.store.database import Database
from app.adapters.store.ledger_rows import append_links
from app.adapters.store.ports import Decider
from app.adapters.store.rows import Row, bury, count_dropped, due_rows, rows_of_batch, unbatch
from app.adapters.store.store import Store
from app.adapters.store.subjects import SubjectOrder
from app.core.canonical import sha256_hex
from app.core.message import Dispatch, QueuedMessage, Verdict
from app.features.consent.domain.ledger import Left, entry_draft
from app.features.sync.domain.bundle import ZLIB, bundle_id, deflate, encode_bundle
from app.features.sync.domain.envelope import encode
from app.features.sync.domain.properties import JSON
from app.features.sync.domain.terms import Terms

CLASS_0 = 5
"""Highest priority number of what is never given up silently (sync.md, section 6)."""
_PRIORITIES = range(10)
BUNDLE = "bundle"


@dataclass(slots=True)
class Taking:
    """What one dispatch did: publishes made, rows given up with their reason."""

    messages: list[Dispatch] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    given_up: list[tuple[QueuedMessage, str]] = field(default_factory=list)


class Departures:
    """Rows in flight are not given out again until they land; `take` runs on the writer thread.

    For each priority a mark remembers up to which row everything is in flight, so that a long
    queue is not read again and again from its beginning.
    """

    def __init__(self, store: Store, gateway: Decider) -> None:
        self._store = store
        self._gateway = gateway
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()
        self._bundles: dict[str, tuple[str, ...]] = {}
        self._subjects = SubjectOrder()
        self._marks: dict[str, dict[int, int]] = {}
        self._releases = 0

    def take(self, room: int, terms: Terms, taking: Taking) -> list[Dispatch]:
        """Up to *room* publishes under *terms*, each in the ledger already.

        What an earlier run of the same job took is taken back first.
        """
        self.take_back(taking)
        self._subjects.begin()
        basket = Basket(room, terms)
        with self._lock:
            releases = self._releases
            marks = {name: dict(each) for name, each in self._marks.items()}
        files = [self._due(each, marks, terms, taking) for each in self._store.databases]
        for due in heapq.merge(*files, key=lambda each: each.row.message.prio):
            if not self._consider(due, basket, terms, taking):
                break
        self._enter(basket.groups, terms, taking)
        with self._lock:
            self._bundles.update((each.id, each.rows) for each in taking.messages if each.rows)
            if releases == self._releases:
                self._marks = marks
        return taking.messages

    def take_back(self, taking: Taking) -> None:
        """The transaction of *taking* did not come about."""
        self.land(taking.rows, again=bool(taking.rows or taking.given_up))
        taking.messages.clear()
        taking.rows.clear()
        taking.given_up.clear()

    def land(self, ids: Iterable[str], *, again: bool) -> None:
        """These rows and bundles are not in flight any more; *again*: they are due."""
        with self._lock:
            for id_ in ids:
                rows = self._bundles.pop(id_, (id_,))
                self._in_flight.difference_update(rows)
                self._subjects.land(rows)
            if again:
                self._marks = {}
                self._releases += 1

    def _due(
        self,
        database: Database,
        all_marks: dict[str, dict[int, int]],
        terms: Terms,
        taking: Taking,
    ) -> Iterator[Due]:
        marks = all_marks.setdefault(database.name, {})
        for prio in _PRIORITIES:
            if prio > terms.top_prio:
                return
            whole = True
            for row in due_rows(database.connection, prio, marks.get(prio, 0)):
                known = len(taking.given_up)
                if row.message.id not in self._in_flight:
                    yield Due(database, row)
                whole &= row.message.id in self._in_flight or len(taking.given_up) > known
                if whole:
                    marks[prio] = row.message.seq

    def _consider(self, due: Due, basket: Basket, terms: Terms, taking: Taking) -> bool:
        """Put the row of *due* into *basket* if it may leave; False when nothing more fits."""
        message = due.row.message
        with self._lock:
            free = self._subjects.free(due)
        if not free or message.topic in terms.held:
            return True
        if due.row.batch is not None:
            rows = self._batch(due, due.row.batch, terms)
            if rows is not None:
                return self._consider_batch(due, rows, basket, taking)
        if not basket.takes(due):
            return False
        judged = self._judge(due, terms, taking)
        if judged is not None:
            basket.put(judged)
            self._fly(due, taking)
        return True

    def _consider_batch(self, due: Due, rows: list[Row], basket: Basket, taking: Taking) -> bool:
        if not basket.takes_group(due):
            return False
        judged = [self._judge(Due(due.database, row), basket.terms, taking) for row in rows]
        kept = [each for each in judged if each is not None]
        if len(kept) == len(rows):
            basket.put_group(kept, str(due.row.batch))
            for each in kept:
                self._fly(each, taking)
        else:
            unbatch(due.database.connection, str(due.row.batch))
        return True

    def _batch(self, due: Due, batch: str, terms: Terms) -> list[Row] | None:
        """The rows of a stored bundle if it may leave as it was, else None and it is dissolved."""
        rows = rows_of_batch(due.database.connection, batch)
        size = sum(len(row.message.data) for row in rows)
        same = rows and batch == _bundle_id(rows)
        if same and terms.bundling is not None and size <= terms.bundling.bytes:
            return rows
        unbatch(due.database.connection, batch)
        return None

    def _fly(self, due: Due, taking: Taking) -> None:
        id_ = due.row.message.id
        taking.rows.append(id_)
        with self._lock:
            self._in_flight.add(id_)
            self._subjects.fly(due)

    def _judge(self, due: Due, terms: Terms, taking: Taking) -> Due | None:
        """*due* with its permission; None when it stays, or is given up."""
        message = due.row.message
        if not due.row.intact:
            self._give_up(due, "crc", taking)
            return None
        left_s = self._life_left_s(due)
        generation = self._gateway.generation(message.purpose, message.recipient)
        permission = self._gateway.decide(message)
        payload = encode(message)
        code = ""
        if left_s is not None and left_s <= 0:
            if message.prio <= CLASS_0 and message.attempts:
                return None
            code = "expired"
        elif permission.verdict is Verdict.DROP:
            code = permission.reason
        elif permission.verdict is Verdict.HOLD:
            return None
        elif len(payload) > terms.payload_max:
            code = "packet_too_large"
        if code:
            self._give_up(due, code, taking)
            return None
        return due.permitted(permission, generation, left_s, payload)

    def _give_up(self, due: Due, code: str, taking: Taking) -> None:
        connection, message = due.database.connection, due.row.message
        if code in _SHOWN_TO_PEOPLE:
            bury(connection, message, code, self._store.now_ms())
        else:
            connection.execute("DELETE FROM outbox WHERE seq=?", (message.seq,))
        count_dropped(connection, 1)
        taking.given_up.append((message, code))
        with self._lock:
            self._subjects.give_up(due)

    def _enter(self, groups: Iterable[Group], terms: Terms, taking: Taking) -> None:
        """Write the attempts and the ledger entries of *groups*, a publish each."""
        records = {database.name: _Record() for database in self._store.databases}
        now = self._store.clock.utc()
        for group in groups:
            message = self._publish(group, terms)
            records[group.database.name].add(group, message, now)
            taking.messages.append(message)
        for database in self._store.databases:
            records[database.name].write(database.connection)

    def _publish(self, group: Group, terms: Terms) -> Dispatch:
        first = group.items[0]
        message = first.row.message
        bundle = None
        if group.batch is not None or len(group.items) > 1:
            bundle = _bundle(group)
        payload, content = first.payload, JSON
        if bundle is not None:
            payload = encode_bundle(bundle[0], [each.payload for each in group.items])
            if terms.bundling is not None and terms.bundling.deflate:
                payload, content = deflate(payload), ZLIB
        id_, rows = bundle or (message.id, ())
        topic = f"v1/{self._store.device_id}/{message.topic}"
        return Dispatch(
            *(id_, topic, payload, BUNDLE if rows else message.type),
            *(message.purpose, message.recipient, message.prio),
            generation=first.generation,
            expiry_s=group.expiry_s(),
            content_type=content,
            rows=rows,
            attempt=message.attempts + 1,
        )

    def _life_left_s(self, due: Due) -> int | None:
        """Remaining life in whole seconds, rounded up; None without an end or a known age.

        In the boot that wrote the row its age counts: the wall clock may have been set since.
        """
        message = due.row.message
        if message.expires_ms is None:
            return None
        clock = self._store.clock
        if message.boot == due.database.boot:
            age_ms = clock.monotonic_ns() // 1_000_000 - due.row.created_mono_ms
            left_ms = message.expires_ms - message.created_ms - age_ms
        elif clock.trusted:
            left_ms = message.expires_ms - self._store.now_ms()
        else:
            return None
        return -(-left_ms // 1000)


@dataclass(slots=True)
class _Record:
    """What the publishes of one dispatch leave behind in one file."""

    attempts: list[tuple[str | None, int]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(self, group: Group, message: Dispatch, now: datetime) -> None:
        """*group* leaves as *message*."""
        batch = message.id if message.rows else None
        self.attempts += [(batch, each.row.message.seq) for each in group.items]
        left = Left(
            *(message.topic, message.purpose, message.recipient, message.payload),
            records=len(group.items),
        )
        self.entries.append(entry_draft(left, group.permission(), now))

    def write(self, connection: sqlite3.Connection) -> None:
        """Write it in the current transaction."""
        if self.entries:
            connection.executemany(
                "UPDATE outbox SET attempts=attempts+1, batch=? WHERE seq=?", self.attempts
            )
            append_links(connection, self.entries)


_SHOWN_TO_PEOPLE = frozenset({"crc", "packet_too_large"})
"""Reasons after which the row is kept in `dead`; the others are the driver's own will."""


def _bundle(group: Group) -> tuple[str, tuple[str, ...]]:
    rows = tuple(each.row.message.id for each in group.items)
    return group.batch or bundle_id(group.items[0].row.message.created_ms, rows), rows


def _bundle_id(rows: list[Row]) -> str:
    return bundle_id(rows[0].message.created_ms, [row.message.id for row in rows])


def settle_rows(
    connection: sqlite3.Connection, ids: Sequence[str], now_ms: int
) -> dict[str, str | None]:
    """Move the rows and bundles *ids* that were ever published to `done`; rows with their bundle.

    What is left of a bundle of which only some rows are named travels anew.
    """
    wanted = json.dumps(ids)
    gone = connection.execute(
        "DELETE FROM outbox WHERE batch IN (SELECT value FROM json_each(?))"
        " RETURNING id, data, batch",
        (wanted,),
    ).fetchall()
    gone += connection.execute(
        "DELETE FROM outbox WHERE attempts>0 AND id IN (SELECT value FROM json_each(?))"
        " RETURNING id, data, batch",
        (wanted,),
    ).fetchall()
    connection.executemany(
        "INSERT OR IGNORE INTO done(id, at_ms, data_sha) VALUES(?, ?, ?)",
        [(id_, now_ms, sha256_hex(data)) for id_, data, _ in gone],
    )
    for torn in {batch for _, _, batch in gone if batch is not None}.difference(ids):
        unbatch(connection, torn)
    return {id_: batch for id_, _, batch in gone}


def reject_one(connection: sqlite3.Connection, id_: str, code: str, at_ms: int) -> int:
    """Move the row or the rows of the bundle *id_* to `dead`; how many."""
    row = connection.execute(
        "SELECT seq, batch FROM outbox WHERE id=? AND attempts>0", (id_,)
    ).fetchone()
    if row is not None and row[1] is not None:
        unbatch(connection, row[1])
    found = connection.execute(
        "INSERT INTO dead(id, dir, topic, code, at_ms, body)"
        " SELECT id, 'up', topic, ?, ?, data FROM outbox WHERE (id=? AND attempts>0) OR batch=?",
        (code, at_ms, id_, id_),
    ).rowcount
    connection.execute("DELETE FROM outbox WHERE (id=? AND attempts>0) OR batch=?", (id_, id_))
    return found
