"""The store's care for itself, on the writer thread: a full or failing disk, and regular work."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from app.adapters.store.bounds import Bounds
from app.adapters.store.database import Database
from app.adapters.store.disk import Disk
from app.adapters.store.driver import errors
from app.adapters.store.meta import set_meta
from app.adapters.store.quarantine import sweep_quarantine
from app.adapters.store.retention import keep_bounds
from app.adapters.store.room import Room
from app.adapters.store.steady import SteadyTime
from app.core.clock import Clock
from app.core.errors import StorageError

_log = logging.getLogger(__name__)
_FAILURES = 3
"""I/O errors in a row after which nothing is written any more."""


class StoreKeeper:
    """Implements `writer.Keeper`. `storage` is `ok`, `low` or `full` and may be read anywhere."""

    def __init__(self, data_dir: Path, bounds: Bounds, clock: Clock, disk: Disk) -> None:
        self.storage = "ok"
        self.read_only = False
        self.databases: Sequence[Database] = ()
        self._data_dir = data_dir
        self.bounds = bounds
        self._clock = clock
        self.steady = SteadyTime(clock)
        self._disk = disk
        self._failures = 0
        self._refused = False
        self._kept_ns: int | None = None

    def relieve(self, trouble: StorageError) -> bool:
        """Full: give up the ballast and bulk, then try once more. Failing: open anew."""
        if trouble.code == "storage_full":
            self._disk.drop_ballast()
            self._each(self._make_room)
            return True
        if trouble.code == "damaged":
            self._each(Database.mend)
            return True
        self._failures += 1
        opened = [database.reopen() for database in self.databases]
        if self._failures >= _FAILURES or not all(opened):
            self._stop_writing()
        return False

    def settled(self, trouble: StorageError | None) -> None:
        """Remember whether the last group was taken."""
        if trouble is None:
            self._failures = 0
        refused = trouble is not None and trouble.code != "damaged"
        if refused and not self._refused:
            _log.error("The store does not take anything: %s", trouble)
        if self._refused and not refused:
            _log.warning("The store takes what is written again")
        if refused != self._refused:
            self._refused = refused
            self.weigh()

    def look_after(self) -> float:
        """Weigh the disk, lay the ballast again, delete what is too old."""
        self.weigh()
        self._disk.lay_ballast()
        if self.read_only or self._refused:
            self._try_writing()
        now = self._clock.monotonic_ns()
        if self._kept_ns is None or now - self._kept_ns >= self.bounds.retention_s * 1e9:
            self._kept_ns = now
            self._each(self._keep)
            self._sweep()
        return self.bounds.look_s

    def finish(self) -> None:
        """Close the databases."""
        for database in self.databases:
            try:
                database.close()
            except errors() as error:
                _log.error("The database %s did not close cleanly: %s", database.name, error)

    def weigh(self) -> None:
        """Bring `storage` up to date."""
        level = "full" if self.read_only or self._refused else self._disk.level()
        if level != self.storage:
            log = _log.info if level == "ok" else _log.warning
            log("Storage is %s, it was %s", level, self.storage)
            self.storage = level

    def _each(self, work: Callable[[Database], None]) -> None:
        for database in self.databases:
            try:
                work(database)
            except errors(StorageError, OSError) as error:
                _log.error("The database %s could not be looked after: %s", database.name, error)

    def _make_room(self, database: Database) -> None:
        connection = database.connection
        with database.transaction():
            Room(self.bounds, (connection,), connection, 0).drop_bulk()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _keep(self, database: Database) -> None:
        with database.transaction():
            now = self.steady.now() if self._clock.trusted else None
            keep_bounds(database.connection, self.bounds, now)

    def _sweep(self) -> None:
        if not self._clock.trusted:
            return
        try:
            days = timedelta(days=self.bounds.quarantine_days)
            sweep_quarantine(self._data_dir, self.steady.now() - days)
        except OSError as error:
            _log.error("The quarantine could not be swept: %s", error)

    def _stop_writing(self) -> None:
        if not self.read_only:
            _log.error("The disk fails again and again: the store only reads from now on")
        self.read_only = True
        self._each(lambda database: _query_only(database, "ON"))
        self.weigh()

    def _try_writing(self) -> None:
        """Whether the disk works again: the state changes only after a commit."""
        try:
            for database in self.databases:
                if (database.doubtful or not database.is_open) and not database.reopen():
                    return
                _query_only(database, "OFF")
                with database.transaction():
                    set_meta(database.connection, "tried", str(self._clock.monotonic_ns()))
        except errors(StorageError) as error:
            _log.debug("the disk does not work yet: %s", error)
            if self.read_only:
                self._each(lambda database: _query_only(database, "ON"))
            return
        self.read_only = False
        self.settled(None)
        self.weigh()


def _query_only(database: Database, switch: str) -> None:
    database.connection.execute(f"PRAGMA query_only={switch}")
