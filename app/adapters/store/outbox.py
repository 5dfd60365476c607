"""The outbox of both files: what waits, what may leave now, what the backend has stored."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace

from app.adapters.store.departure import Departures, Taking, reject_one, settle_rows
from app.adapters.store.ledger_rows import append_entry
from app.adapters.store.ports import Decider
from app.adapters.store.rows import add_row, dropped
from app.adapters.store.store import Store
from app.core.errors import HabitacleError
from app.core.message import Dispatch, Outgoing, Verdict
from app.features.consent.domain.ledger import Left
from app.features.sync.domain.counts import OutboxCounts
from app.features.sync.domain.terms import ANYTHING, Terms


class Outbox:
    """Rows leave by (prio, file, seq) and stay until `settle`; safe from any thread."""

    def __init__(self, store: Store, gateway: Decider) -> None:
        self._store = store
        self._gateway = gateway
        self._departures = Departures(store, gateway)
        self._given_up: Callable[[str, str, str], None] = lambda _id, _type, _code: None

    def add(self, connection: sqlite3.Connection, outgoing: Outgoing) -> str:
        """Queue *outgoing* in the caller's transaction (on the writer thread); returns its id."""
        return add_row(connection, self._store, outgoing)

    def dispatch(self, room: int, terms: Terms = ANYTHING) -> "Future[list[Dispatch]]":
        """Up to *room* publishes that may leave now under *terms*, each already in the ledger.

        Their rows are in flight, and not given out again, until `settle`, `reject` or `release`.
        """
        taking = Taking()
        future = self._store.write_all(lambda: self._departures.take(room, terms, taking))

        def done(finished: "Future[list[Dispatch]]") -> None:
            if finished.cancelled() or finished.exception() is not None:
                self._departures.take_back(taking)
            for message, code in taking.given_up:
                self._given_up(message.id, message.type, code)

        future.add_done_callback(done)
        return future

    def on_given_up(self, listener: Callable[[str, str, str], None]) -> None:
        """Call *listener* with id, type and reason of each row that will not be sent any more.

        After the commit, on the writer thread.
        """
        self._given_up = listener

    def settle(self, ids: Sequence[str]) -> "Future[int]":
        """The backend has stored *ids*, rows or bundles: delete the rows. Unknown ids are ignored.

        Returns how many of *ids* were known.
        """
        wanted = tuple(ids)
        future = self._store.write_all(lambda: self._settle(wanted))
        return self._landing(future, wanted)

    def reject(self, ids: Sequence[str], code: str) -> "Future[int]":
        """*ids*, rows or bundles, will never be taken: set their rows aside in `dead`.

        Returns how many of *ids* were known.
        """
        wanted = tuple(ids)
        future = self._store.write_all(lambda: sum(self._reject_one(id_, code) for id_ in wanted))
        return self._landing(future, wanted)

    def release(self, ids: Iterable[str]) -> None:
        """The link is lost or the wait is over: *ids* are due again."""
        self._departures.land(ids, again=True)

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

    def _landing(self, future: "Future[int]", ids: Sequence[str]) -> "Future[int]":
        """Not in flight any more once written; due again where it could not be."""

        def landed(done: "Future[int]") -> None:
            failed = done.cancelled() or done.exception() is not None
            self._departures.land(ids, again=failed)

        future.add_done_callback(landed)
        return future

    def _settle(self, ids: Sequence[str]) -> int:
        """How many of *ids* were known."""
        known: set[str | None] = set()
        for database in self._store.databases:
            rows = settle_rows(database.connection, ids, self._store.steady_ms())
            known.update(rows.keys(), rows.values())
        return len(known.intersection(ids))

    def _reject_one(self, id_: str, code: str) -> int:
        for database in self._store.databases:
            rows = reject_one(database.connection, id_, code, self._store.now_ms())
            if rows:
                return 1
        return 0

    def _count(self) -> OutboxCounts:
        waiting, given_up, bulk, dead, oldest = 0, 0, 0, 0, []
        for database in self._store.databases:
            rows, first, third = database.connection.execute(
                "SELECT count(*), min(created_ms), coalesce(sum(prio>=8), 0) FROM outbox"
            ).fetchone()
            waiting += rows
            bulk += third
            dead += database.connection.execute(
                "SELECT count(*) FROM dead WHERE dir='up'"
            ).fetchone()[0]
            given_up += dropped(database.connection)
            oldest += [first] if rows else []
        age = max(0, self._store.now_ms() - min(oldest)) if oldest else None
        return OutboxCounts(waiting, age, given_up, bulk, dead)
