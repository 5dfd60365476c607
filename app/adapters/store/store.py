"""The store of one data folder: two databases, one writer thread, one process."""

import logging
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from app.adapters.files import make_folder
from app.adapters.store.bounds import Bounds, product_bounds
from app.adapters.store.copies import CONSENT_HEAD, HEAD_DUE
from app.adapters.store.database import Database
from app.adapters.store.disk import Disk
from app.adapters.store.driver import errors
from app.adapters.store.keeper import StoreKeeper
from app.adapters.store.lock import DataLock
from app.adapters.store.meta import ensure_meta, forget_meta, get_meta, set_meta
from app.adapters.store.places import places
from app.adapters.store.recovery import Place, Recovery
from app.adapters.store.retention import settle_never_sent
from app.adapters.store.room import Room
from app.adapters.store.writer import Writer
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.core.ids import device_id, uuid7
from app.core.keys import KeyStore

_log = logging.getLogger(__name__)
T = TypeVar("T")
_CLOSE_S = 1.0


class Store:
    """`device` holds what belongs to the car, `profile` what belongs to its driver."""

    def __init__(
        self, clock: Clock, lock: DataLock, keeper: StoreKeeper, files: Iterable[tuple[Place, bool]]
    ) -> None:
        """Made by `open` only."""
        self.clock = clock
        self.device_id = ""
        self._lock = lock
        self._keeper = keeper
        self._writer = Writer(keeper)
        self.device, self.profile = (
            Database(place, self._writer, key_lost=lost) for place, lost in files
        )
        keeper.databases = self.databases

    @classmethod
    def open(
        cls,
        data_dir: Path,
        clock: Clock,
        key: KeyStore | None = None,
        *,
        bounds: Bounds | None = None,
        disk: Disk | None = None,
    ) -> "Store":
        """Open or create everything; blocks, so call it in a start-up phase or a worker.

        With *key* all files are encrypted, plain ones of an earlier release become so; None is for
        a desk. A damaged file is set aside and built anew: see `recovered`. HabitacleError when
        the folder cannot be written or is in use, or a file in it is of a newer version or of a
        form that does not fit *key*; the files are then untouched.
        """
        try:
            make_folder(data_dir)
        except OSError as error:
            raise HabitacleError(
                f"The data folder {data_dir} cannot be made: {error.strerror}."
            ) from error
        bounds = bounds or product_bounds()
        lock = DataLock(data_dir)
        try:
            keeper = StoreKeeper(data_dir, bounds, clock, disk or Disk(data_dir, bounds))
            store = cls(clock, lock, keeper, list(places(data_dir, key)))
        except BaseException:
            lock.release()
            raise
        try:
            store._writer.read((), lambda: store._open(data_dir)).result()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def boot(self) -> str:
        """`<store id, 8 hex>.<boot count>` of the device's file."""
        return self.device.boot

    @property
    def storage(self) -> str:
        """`ok`, `low` (bulk is refused) or `full` (only acts of the driver are stored)."""
        return self._keeper.storage

    @property
    def recovered(self) -> tuple[Recovery, ...]:
        """Databases that were damaged and built anew, until `told`."""
        found = (database.recovery for database in self.databases)
        return tuple(each for each in found if each is not None)

    @property
    def databases(self) -> tuple[Database, ...]:
        """All files, in the order in which equal priorities are sent."""
        return (self.device, self.profile)

    def told(self) -> "Future[None]":
        """The driver was told of `recovered`: not again."""

        def forget() -> None:
            for database in self.databases:
                database.told()

        return self.write_all(forget)

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

    def look_after(self) -> "Future[None]":
        """Do the regular work now: weigh the disk, delete what is too old."""

        def work() -> None:
            self._keeper.look_after()

        return self._writer.read((), work)

    def room(self, database: Database) -> Room:
        """The outbox bounds for a new row of *database* (on the writer thread)."""
        connections = tuple(each.connection for each in self.databases)
        return Room(self._keeper.bounds, connections, database.connection, self.now_ms())

    def new_id(self) -> str:
        """A UUIDv7 of now."""
        return uuid7(self.now_ms(), secrets.randbits(74))

    def now_ms(self) -> int:
        """Wall time, Unix ms."""
        return int(self.clock.utc().timestamp() * 1000)

    def steady_ms(self) -> int:
        """Unix ms for ages: the wall clock as it was at the start, carried on since."""
        return self._keeper.steady.ms()

    def close(self) -> None:
        """Finish the queue, fold the logs into the files, let the next process in; <= 1 s."""
        if self._writer.close(_CLOSE_S):
            self._lock.release()
        else:
            _log.error("The data store did not close within %.0f s", _CLOSE_S)

    def _open(self, data_dir: Path) -> None:
        try:
            self._open_all()
        except errors(OSError) as error:
            raise HabitacleError(f"The data folder {data_dir} cannot be used: {error}.") from error

    def _open_all(self) -> None:
        now = self.clock.utc()
        for database in self.databases:
            database.check(now)
        for database in self.databases:
            database.open(now)
        self.device_id = ensure_meta(
            self.device.connection, "device_id", device_id(secrets.randbits(128))
        )
        self.device.committed()
        self._settle_head()
        if not self.clock.trusted:
            self._anchor_time()
            for database in self.databases:
                with database.transaction():
                    settle_never_sent(database.connection, database.boot, self.now_ms())
        self._keeper.weigh()
        self._writer.start_looking()

    def _anchor_time(self) -> None:
        """A start in 1970: ages go on from what was written last, or all would look old later."""
        newest = [
            database.connection.execute(
                "SELECT max(at_ms) FROM (SELECT at_ms FROM done UNION ALL SELECT at_ms FROM inbox)"
            ).fetchone()[0]
            for database in self.databases
        ]
        last = max((at for at in newest if at is not None), default=0)
        if last > self.now_ms():
            self._keeper.steady.anchor(datetime.fromtimestamp(last / 1000, UTC))

    def _settle_head(self) -> None:
        """After a rebuild: consents whose newest part is missing do not count; a withdrawal may be.

        Ends with the device's copy of the head as the profile has it.
        """
        device, profile = self.device.connection, self.profile.connection
        due = get_meta(profile, HEAD_DUE)
        if due is None:
            return
        known = get_meta(device, CONSENT_HEAD) or "0"
        if _number(known) > _number(due) or (_number(known) == _number(due) and known != due):
            _log.error("Consent records are missing at the end: none of the others counts")
            with self.profile.transaction():
                profile.execute("DELETE FROM consent_record")
                self.profile.consents_lost()
        last = profile.execute(
            "SELECT seq, hash FROM consent_record ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        if last is None:
            forget_meta(device, CONSENT_HEAD)
        else:
            set_meta(device, CONSENT_HEAD, f"{last[0]} {last[1]}")
        self.profile.rewrite_mirrors(self.clock.utc())
        forget_meta(profile, HEAD_DUE)

    def _check(self) -> None:
        for database in self.databases:
            if database.is_gone():
                raise HabitacleError(
                    f"The database {database.name} was removed from the data folder while in use."
                )


def _number(head: str) -> int:
    seq = head.partition(" ")[0]
    return int(seq) if seq.isascii() and seq.isdigit() else 0
