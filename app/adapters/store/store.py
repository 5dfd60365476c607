"""The store of one data folder: two databases, one writer thread, one process."""

import logging
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from app.adapters.store.database import Database, ensure_meta
from app.adapters.store.lock import DataLock
from app.adapters.store.schema import DEVICE, PROFILE
from app.adapters.store.writer import Writer
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.core.ids import device_id, uuid7

_log = logging.getLogger(__name__)
T = TypeVar("T")

DEVICE_FILE = "device.db"
PROFILE_FILE = "p-1.db"
_CLOSE_S = 1.0


class Store:
    """`device` holds what belongs to the car, `profile` what belongs to its driver."""

    def __init__(self, data_dir: Path, clock: Clock, lock: DataLock) -> None:
        """Made by `open` only."""
        self.clock = clock
        self.device_id = ""
        self._lock = lock
        self._writer = Writer(self._finish)
        self.device = Database(data_dir / DEVICE_FILE, DEVICE, self._writer)
        self.profile = Database(data_dir / PROFILE_FILE, PROFILE, self._writer)

    @classmethod
    def open(cls, data_dir: Path, clock: Clock) -> "Store":
        """Open or create everything; blocks, so call it in a start-up phase or a worker.

        HabitacleError when the folder cannot be written or is in use, or a file in it is no
        database, damaged, or of a newer version; the files are then untouched.
        """
        try:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HabitacleError(
                f"The data folder {data_dir} cannot be made: {error.strerror}."
            ) from error
        store = cls(data_dir, clock, DataLock(data_dir))
        try:
            store._writer.read((), store._open).result()
        except (OSError, sqlite3.Error) as error:
            store.close()
            raise HabitacleError(f"The data folder {data_dir} cannot be used: {error}.") from error
        except BaseException:
            store.close()
            raise
        return store

    @property
    def boot(self) -> str:
        """`<store id, 8 hex>.<boot count>` of the device's file."""
        return self.device.boot

    @property
    def databases(self) -> tuple[Database, ...]:
        """All files, in the order in which equal priorities are sent."""
        return (self.device, self.profile)

    def write_all(self, run: Callable[[], T]) -> "Future[T]":
        """Run *run* on the writer thread in a transaction of every file.

        Each file commits on its own: what must not be torn apart belongs into one file.
        """
        return self._writer.write(self.databases, run)

    def read_all(self, run: Callable[[], T]) -> "Future[T]":
        """Run *run*, which changes nothing, on the writer thread after all earlier writes."""
        return self._writer.read(self.databases, run)

    def check(self) -> "Future[None]":
        """HabitacleError once a file was removed while in use: what is written there is lost."""
        return self.read_all(self._check)

    def new_id(self) -> str:
        """A UUIDv7 of now."""
        return uuid7(self.now_ms(), secrets.randbits(74))

    def now_ms(self) -> int:
        """Wall time, Unix ms."""
        return int(self.clock.utc().timestamp() * 1000)

    def close(self) -> None:
        """Finish the queue, fold the logs into the files, let the next process in; <= 1 s."""
        if self._writer.close(_CLOSE_S):
            self._lock.release()
        else:
            _log.error("The data store did not close within %.0f s", _CLOSE_S)

    def _open(self) -> None:
        for database in self.databases:
            database.check()
        for database in self.databases:
            database.open()
        self.device_id = ensure_meta(
            self.device.connection, "device_id", device_id(secrets.randbits(128))
        )

    def _check(self) -> None:
        for database in self.databases:
            if database.is_gone():
                raise HabitacleError(
                    f"The database {database.name} was removed from the data folder while in use."
                )

    def _finish(self) -> None:
        for database in self.databases:
            try:
                database.close()
            except sqlite3.Error as error:
                _log.error("The database %s did not close cleanly: %s", database.name, error)
