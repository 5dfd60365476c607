"""One SQLite file of the store: its connection, its identity and its jobs."""

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from app.adapters.store.connection import open_connection, refuse_unusable
from app.adapters.store.schema import Step
from app.adapters.store.writer import Writer

T = TypeVar("T")


class Database:
    """A file that only the writer thread touches; `write` and `read` may be called anywhere."""

    def __init__(self, path: Path, steps: Sequence[Step], writer: Writer) -> None:
        self.name = path.stem
        self.boot = ""
        self._path = path
        self._steps = steps
        self._writer = writer
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for code that runs on the writer thread."""
        if self._connection is None:
            raise sqlite3.ProgrammingError(f"{self.name} is not open")
        return self._connection

    def write(self, fn: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Run *fn* in a transaction; the future resolves after its commit or with its error."""
        return self._writer.write((self,), lambda: fn(self.connection))

    def read(self, fn: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Run *fn*, which changes nothing, after all earlier writes."""
        return self._writer.read((self,), lambda: fn(self.connection))

    def check(self) -> None:
        """Refuse a file that `open` could not use, without changing it."""
        refuse_unusable(self._path, self._steps)

    def open(self) -> None:
        """Open at the newest schema and count the boot (on the writer thread)."""
        self._connection = open_connection(self._path, self._steps)
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        store = ensure_meta(connection, "store_id", secrets.token_hex(4))
        count = int(ensure_meta(connection, "boot_count", "0")) + 1
        set_meta(connection, "boot_count", str(count))
        connection.execute("COMMIT")
        self.boot = f"{store}.{count}"
        self._inode = self._path.stat().st_ino

    def is_gone(self) -> bool:
        """Whether the file was removed or replaced since it was opened."""
        try:
            return self._path.stat().st_ino != self._inode
        except OSError:
            return True

    def close(self) -> None:
        """Fold the log into the file and close (on the writer thread)."""
        if self._connection is None:
            return
        try:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._connection.close()
            self._connection = None


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """Value of *key* in `meta`, if any."""
    row = connection.execute("SELECT v FROM meta WHERE k=?", (key,)).fetchone()
    return None if row is None else str(row[0])


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Write *key* in `meta`."""
    connection.execute(
        "INSERT INTO meta(k, v) VALUES(?, ?) ON CONFLICT(k) DO UPDATE SET v=excluded.v",
        (key, value),
    )


def ensure_meta(connection: sqlite3.Connection, key: str, value: str) -> str:
    """The stored value of *key*, written as *value* if there was none."""
    connection.execute("INSERT OR IGNORE INTO meta(k, v) VALUES(?, ?)", (key, value))
    return get_meta(connection, key) or value
