"""The one thread that touches the databases, with group commit (sync.md, section 10)."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from app.adapters.store.group import Group, Holder
from app.core.errors import HabitacleError

_log = logging.getLogger(__name__)
T = TypeVar("T")

MAX_JOBS = 256
MAX_SECONDS = 0.020
"""A group ends after this many jobs or this much work; then it is committed."""


@dataclass(frozen=True, slots=True)
class _Entry:
    run: Callable[[], Any]
    future: "Future[Any]"
    holders: Sequence[Holder]
    writes: bool


class Writer:
    """Runs jobs in order of arrival; a future resolves after the commit of its job's group.

    A job that raises fails alone: its savepoint is rolled back. When a commit fails, every job of
    the group that used that database fails and nothing of them remains. *finish* runs on the
    thread after the last job.
    """

    def __init__(self, finish: Callable[[], None]) -> None:
        self._entries: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._finish = finish
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
            future.set_exception(HabitacleError("The data store is closed."))
        return future

    def _loop(self) -> None:
        entry = self._entries.get()
        while entry is not None and self._commit_group(entry):
            entry = self._entries.get()
        self._finish()

    def _commit_group(self, first: _Entry) -> bool:
        group = Group()
        entry: _Entry | None = first
        end = time.monotonic() + MAX_SECONDS
        left = MAX_JOBS
        while entry is not None:
            group.run(entry)
            left -= 1
            if not left or time.monotonic() >= end:
                break
            try:
                entry = self._entries.get_nowait()
            except queue.Empty:
                break
        group.commit()
        return entry is not None
