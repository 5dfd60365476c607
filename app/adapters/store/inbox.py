"""What came from the backend and had its effect: once, whatever is repeated (section 7.1)."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum

from app.adapters.store.crc import crc_of
from app.adapters.store.database import Database
from app.adapters.store.store import Store
from app.features.sync.domain.marks import Marks

Effect = Callable[[sqlite3.Connection], None]
_BODY_MAX = 4096


class Outcome(StrEnum):
    """What the inbox did with a message."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    FULL = "full"
    """The issuer left too many gaps: nothing was done, ask for a resync."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose sequence a message counts in: its topic class and issuer, and its `seq` and `floor`.

    Without a sender a message is known by its id alone.
    """

    topic_class: str
    issuer: str
    seq: int
    floor: int = 0


class Inbox:
    """Ids and marks of one file, by default the device's; safe from any thread."""

    def __init__(self, store: Store, database: Database | None = None) -> None:
        self._store = store
        self._database = database or store.device

    def apply(
        self, message_id: str, sender: Sender | None, effect: Effect, kind: str = ""
    ) -> "Future[Outcome]":
        """Run *effect* unless the message had it before; all in one transaction.

        An error of *effect* is the future's, and the message counts as never seen.
        """
        return self._database.write(
            lambda c: self._enter(c, message_id, sender, (kind, Outcome.APPLIED), effect)
        )

    def settle(
        self, message_id: str, sender: Sender, result: str, kind: str = ""
    ) -> "Future[Outcome]":
        """A rightly signed message without effect, such as an expired one: its number is used."""
        return self._database.write(
            lambda c: self._enter(c, message_id, sender, (kind, result), None)
        )

    def marks(self) -> "Future[dict[str, int]]":
        """For each issuer the lowest of its marks: a resync begins after it."""

        def read(connection: sqlite3.Connection) -> dict[str, int]:
            lowest: dict[str, int] = {}
            for cls, issuer in connection.execute("SELECT cls, issuer FROM down_mark").fetchall():
                mark = load_marks(connection, cls, issuer).mark
                lowest[issuer] = min(lowest.get(issuer, mark), mark)
            return lowest

        return self._database.read(read)

    def quarantine(self, topic: str, code: str, body: bytes) -> "Future[None]":
        """Keep the beginning of a message that could not be used, with the reason."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO dead(id, dir, topic, code, at_ms, body) VALUES(?, 'down', ?, ?, ?, ?)",
                (self._store.new_id(), topic, code, self._store.now_ms(), body[:_BODY_MAX]),
            )

        return self._database.write(write)

    def _enter(
        self,
        connection: sqlite3.Connection,
        message_id: str,
        sender: Sender | None,
        what: tuple[str, str],
        effect: Effect | None,
    ) -> Outcome:
        if sender is not None:
            marks = load_marks(connection, sender.topic_class, sender.issuer)
            if marks.settled(sender.seq):
                return Outcome.DUPLICATE
            marks = marks.raised(sender.floor)
            if marks.full and sender.seq != marks.mark + 1:
                return Outcome.FULL
            save_marks(connection, sender, marks.add(sender.seq))
        new = connection.execute(
            "INSERT OR IGNORE INTO inbox(id, type, at_ms, result) VALUES(?, ?, ?, ?)",
            (message_id, what[0], self._store.steady_ms(), what[1]),
        ).rowcount
        if not new:
            return Outcome.DUPLICATE
        if effect is not None:
            effect(connection)
        return Outcome.APPLIED


def load_marks(connection: sqlite3.Connection, cls: str, issuer: str) -> Marks:
    """The marks of an issuer in a topic class; damaged ones count as none."""
    row = connection.execute(
        "SELECT mark, above, crc FROM down_mark WHERE cls=? AND issuer=?", (cls, issuer)
    ).fetchone()
    if row is None or crc_of((cls, issuer, *row[:2])) != row[2]:
        return Marks()
    return Marks(row[0], frozenset(map(int, row[1].split())))


def save_marks(connection: sqlite3.Connection, sender: Sender, marks: Marks) -> None:
    """Write the marks of *sender*'s issuer."""
    above = " ".join(map(str, sorted(marks.above)))
    fields = (sender.topic_class, sender.issuer, marks.mark, above)
    connection.execute(
        "INSERT OR REPLACE INTO down_mark(cls, issuer, mark, above, crc) VALUES(?, ?, ?, ?, ?)",
        (*fields, crc_of(fields)),
    )
