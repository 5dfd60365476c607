"""The one thread that touches the databases, with group commit (sync.md, section 10)."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from app.adapters.store.group import Group, Holder, Lost
from app.core.errors import StorageError

_log = logging.getLogger(__name__)
T = TypeVar("T")

MAX_JOBS = 256
MAX_SECONDS = 0.020
"""A group ends after this many jobs or this much work; then it is committed."""


_FIRST_LOOK_S = 0.5
_LOOK_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class _Entry:
    run: Callable[[], Any]
    future: "Future[Any]"
    holders: Sequence[Holder]
    writes: bool


class Keeper(Protocol):
    """What the writer asks of the store, on its thread."""

    def relieve(self, trouble: StorageError) -> bool:
        """The disk did not take a group: make room or open anew; whether to try once more."""

    def settled(self, trouble: StorageError | None) -> None:
        """A group that writes is through, or was not taken."""

    def look_after(self) -> float:
        """Regular work; seconds until the next."""

    def finish(self) -> None:
        """The last job is done."""


class Writer:
    """Runs jobs in order of arrival; a future resolves after the commit of its job's group.

    A job that raises fails alone: its savepoint is rolled back. When a commit fails, every job of
    the group that used that database fails and nothing of them remains; when the disk was full
    they run once more, each on its own.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._entries: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._keeper = keeper
        self._look_at = float("inf")
        self._thread = threading.Thread(target=self._loop, name="store-writer", daemon=True)
        self._thread.start()

    def write(self, holders: Sequence[Holder], run: Callable[[], T]) -> "Future[T]":
        """Queue *run* inside a transaction of every one of *holders*."""
        return self._put(run, holders, writes=True)

    def read(self, holders: Sequence[Holder], run: Callable[[], T]) -> "Future[T]":
        """Queue *run*, which changes nothing, after the writes that were queued before it."""
        return self._put(run, holders, writes=False)

    def close(self, timeout_s: float) -> bool:
        """Finish what is queued and end the thread; False if that took longer."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._entries.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _put(self, run: Callable[[], T], holders: Sequence[Holder], *, writes: bool) -> "Future[T]":
        future: Future[T] = Future()
        with self._lock:
            closed = self._closed
            if not closed:
                self._entries.put(_Entry(run, future, holders, writes))
        if closed:
            future.set_exception(StorageError("closed", "The data store is closed."))
        return future

    def start_looking(self) -> None:
        """Do the regular work from now on (on the writer thread); the first jobs go before it."""
        self._look_at = time.monotonic() + _FIRST_LOOK_S

    def _loop(self) -> None:
        while True:
            if time.monotonic() >= self._look_at:
                self._look_at = time.monotonic() + self._look()
            try:
                entry = self._entries.get(timeout=self._patience())
            except queue.Empty:
                continue
            if entry is None or not self._commit_group(entry):
                break
        self._keeper.finish()

    def _look(self) -> float:
        try:
            return self._keeper.look_after()
        except Exception:  # noqa: BLE001  what is written must outlive a defect in the care for it
            _log.exception("The regular work of the store failed")
            return _LOOK_AGAIN_S

    def _patience(self) -> float | None:
        if self._look_at == float("inf"):
            return None
        return max(0.0, self._look_at - time.monotonic())

    def _commit_group(self, first: _Entry) -> bool:
        group = Group()
        entry: _Entry | None = first
        writes = False
        end = time.monotonic() + MAX_SECONDS
        left = MAX_JOBS
        while entry is not None:
            writes |= entry.writes
            group.run(entry)
            left -= 1
            if not left or time.monotonic() >= end:
                break
            try:
                entry = self._entries.get_nowait()
            except queue.Empty:
                break
        lost = group.commit()
        if lost:
            self._try_again(lost)
        elif writes:
            self._keeper.settled(None)
        return entry is not None

    def _relieved(self, trouble: StorageError) -> bool:
        try:
            return self._keeper.relieve(trouble)
        except Exception:  # noqa: BLE001  those who wait must be told, whatever happens here
            _log.exception("The store could not help itself")
            return False

    def _try_again(self, lost: Sequence[Lost]) -> None:
        trouble = lost[0][1]
        if self._relieved(trouble):
            rest: list[Lost] = []
            for job, _ in lost:
                alone = Group()
                alone.run(job, again=True)
                rest += alone.commit()
            lost = rest
        self._keeper.settled(lost[0][1] if lost else None)
        for job, error in lost:
            job.future.set_exception(error)
