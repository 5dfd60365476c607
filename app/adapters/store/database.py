"""One SQLite file of the store: its connection, its identity and its jobs."""

import contextlib
import logging
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from app.adapters.store.connection import open_connection, renew_log, reopen_connection
from app.adapters.store.driver import code_of, errors
from app.adapters.store.encrypt import encrypt, finish_encryption
from app.adapters.store.examine import NOT_THE_FILE, Form, examine, form_of
from app.adapters.store.meta import ensure_meta, forget_meta, get_count, set_meta
from app.adapters.store.recovery import (
    RECOVERED,
    Place,
    Recovery,
    finish_recovery,
    is_marked,
    mark_damaged,
    recover,
    remember,
    untold,
)
from app.adapters.store.writer import Writer
from app.core.errors import HabitacleError, StorageError

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Database:
    """A file that only the writer thread touches; `write` and `read` may be called anywhere.

    `doubtful` after an I/O error until it was opened anew: nothing may be written.
    """

    def __init__(self, place: Place, writer: Writer, *, key_lost: bool = False) -> None:
        self.name = place.path.stem
        self.boot = ""
        self.recovery: Recovery | None = None
        self.doubtful = False
        self._place = place
        self._writer = writer
        self._key_lost = key_lost
        self._damage: str | None = None
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for code that runs on the writer thread."""
        if self._connection is None:
            raise StorageError("io_error", f"The database {self.name} is not open.")
        return self._connection

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._connection is not None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction of its own, between groups (on the writer thread)."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def write(self, fn: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Run *fn* in a transaction; the future resolves after its commit or with its error.

        *fn* may run twice, when the disk was full: it changes nothing but the database.
        """
        return self._writer.write((self,), lambda: fn(self.connection))

    def read(self, fn: Callable[[sqlite3.Connection], T]) -> "Future[T]":
        """Run *fn*, which changes nothing, after all earlier writes."""
        return self._writer.read((self,), lambda: fn(self.connection))

    def committed(self) -> None:
        """Bring the mirrors up to the commit."""
        self._place.mirrors.catch_up(self.connection)

    def rewrite_mirrors(self, now: datetime) -> None:
        """Let the mirrors hold what the database has, and nothing else."""
        self._place.mirrors.open(self.connection, now)

    def check(self, now: datetime) -> None:
        """Look for damage; HabitacleError for what is not ours to repair, which stays as it is."""
        place = self._place
        finish_recovery(place.path, now)
        finish_encryption(place.path)
        renew_log(place.path)
        form = form_of(place.path)
        if form is Form.OTHER and self._key_lost:
            self._damage = "key lost"
        elif form is Form.MISSING:
            self._damage = "missing" if place.mirrors.hold_anything() else None
        elif is_marked(place.path):
            self._damage = "malformed"
        else:
            self._damage = examine(place.path, place.steps, place.key, place.mirrors.damage)

    def open(self, now: datetime) -> None:
        """Repair what `check` found, open at the newest schema, count the boot.

        On the writer thread. OSError, `errors()`.
        """
        if self._damage is None:
            self._open_sound(now)
        else:
            self._rebuild(self._damage, now)
        connection = self.connection
        with self.transaction():
            store = ensure_meta(connection, "store_id", secrets.token_hex(4))
            count = get_count(connection, "boot_count") + 1
            set_meta(connection, "boot_count", str(count))
        self.boot = f"{store}.{count}"
        self.recovery = untold(connection)
        self._inode = self._place.path.stat().st_ino
        self._place.mirrors.open(connection, now)

    def told(self) -> None:
        """The driver knows of the recovery (in a transaction)."""
        forget_meta(self.connection, RECOVERED)
        self.recovery = None

    def consents_lost(self) -> None:
        """None of the consents that came back counts after all (in a transaction)."""
        if self.recovery is not None:
            self.recovery = replace(self.recovery, consents=0)
            remember(self.connection, self.recovery)

    def reopen(self) -> bool:
        """Open anew after an I/O error; False while that does not work.

        A sync that failed may have left refused work in the log, which a new connection would take
        for committed and build on, although it need not be on the disk. The old connection knows
        better: it folds in what was committed, and empties the log, before it is closed.
        """
        self.doubtful = True
        try:
            if self._connection is not None:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._drop()
            self._connection = reopen_connection(self._place.path, self._place.key)
        except errors(HabitacleError, OSError) as error:
            _log.error("The database %s does not open again: %s", self.name, error)
            return False
        self.doubtful = False
        return True

    def mend(self) -> None:
        """SQLite found damage: make the indexes anew, or have the next start build the file anew.

        OSError, `errors()`.
        """
        connection = self.connection
        try:
            connection.execute("REINDEX")
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except errors() as error:
            verdict = str(error)
        if verdict == "ok":
            _log.error("Indexes of the database %s were damaged and made anew", self.name)
        else:
            mark_damaged(self._place.path)
            _log.error("The database %s is damaged: %s", self.name, verdict)

    def is_gone(self) -> bool:
        """Whether the file was removed or replaced since it was opened."""
        try:
            return self._place.path.stat().st_ino != self._inode
        except OSError:
            return True

    def close(self) -> None:
        """Fold the log into the file and close (on the writer thread)."""
        if self._connection is None:
            return
        try:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._drop()

    def _open_sound(self, now: datetime) -> None:
        place = self._place
        if place.key is not None and form_of(place.path) is Form.PLAIN:
            encrypt(place.path, place.key)
        try:
            self._connection = open_connection(place.path, place.steps, place.key)
        except errors(ValueError) as error:  # an error text with damaged names is no UTF-8
            if code_of(error) in NOT_THE_FILE:
                raise
            _log.error("The database %s does not open: %s", self.name, error)
            self._rebuild("unreadable", now)

    def _rebuild(self, reason: str, now: datetime) -> None:
        place = self._place
        plain = form_of(place.path) is Form.PLAIN
        recover(place, None if plain else place.key, reason, now)
        self._connection = open_connection(place.path, place.steps, place.key)

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except errors() as error:
                _log.error("The database %s did not close cleanly: %s", self.name, error)
