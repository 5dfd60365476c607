"""How rows of the outbox ended: confirmed keys, and what was set aside."""

from concurrent.futures import Future
from dataclasses import dataclass

from app.adapters.store.store import Store

PAGE_MAX = 200
_COLUMNS = "id, dir, topic, code, at_ms, body"


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A message that was set aside: `direction` up or down, `code` why, `at_ms` when."""

    id: str
    direction: str
    topic: str
    code: str
    at_ms: int
    body: bytes


class Ends:
    """Reads `done` and `dead` of every file; safe from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def dead(self, limit: int = PAGE_MAX) -> "Future[list[DeadRow]]":
        """The newest messages that were set aside, newest first; at most 200."""
        size = min(limit, PAGE_MAX)

        def read() -> list[DeadRow]:
            found = [
                DeadRow(*row)
                for database in self._store.databases
                for row in database.connection.execute(
                    f"SELECT {_COLUMNS} FROM dead ORDER BY at_ms DESC LIMIT ?",  # noqa: S608
                    (size,),
                )
            ]
            return sorted(found, key=lambda row: row.at_ms, reverse=True)[:size]

        return self._store.read_all(read)

    def done(self, key: str) -> "Future[bool]":
        """Whether the backend confirmed *key*."""
        return self._store.read_all(
            lambda: any(
                database.connection.execute("SELECT 1 FROM done WHERE id=?", (key,)).fetchone()
                for database in self._store.databases
            )
        )

    def confirmed(self) -> "Future[list[str]]":
        """All confirmed keys that are remembered, oldest first."""
        return self._store.read_all(
            lambda: [
                id_
                for database in self._store.databases
                for (id_,) in database.connection.execute(
                    "SELECT id FROM done ORDER BY at_ms, rowid"
                )
            ]
        )
