"""One group commit: a transaction per database, a savepoint per job."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from app.adapters.store.driver import errors, storage_error
from app.core.errors import StorageError


class Holder(Protocol):
    """Owner of a connection that lives on the writer thread."""

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection; only the writer thread may ask."""

    def committed(self) -> None:
        """Called after each commit, before anybody is told of it."""


class Job(Protocol):
    """Work on the databases of *holders*; `writes` puts it inside their transactions."""

    @property
    def run(self) -> Callable[[], Any]:
        """The work itself; it may run again when the disk was full."""

    @property
    def future(self) -> "Future[Any]":
        """Resolved after the commit."""

    @property
    def holders(self) -> Sequence[Holder]:
        """The databases it uses."""

    @property
    def writes(self) -> bool:
        """Whether it changes them."""


Lost = tuple[Job, StorageError]
"""A job that the disk did not take, its future still open."""


class Group:
    """Collects jobs that share one commit per database."""

    def __init__(self) -> None:
        self._open: list[Holder] = []
        self._done: list[tuple[Job, Any]] = []
        self._lost: list[Lost] = []

    def run(self, job: Job, *, again: bool = False) -> None:
        """Run *job* now; a failure undoes only this job and, unless the disk's, is told at once."""
        if not again and not job.future.set_running_or_notify_cancel():
            return
        try:
            result = self._isolated(job) if job.writes else job.run()
        except Exception as error:  # noqa: BLE001  the future carries it to the caller
            self._fail(job, error)
        else:
            self._done.append((job, result))

    def commit(self) -> list[Lost]:
        """Commit, then resolve the futures; returns what the disk did not take."""
        for holder in tuple(self._open):
            try:
                holder.connection.execute("COMMIT")
            except errors() as error:
                self._lose(holder, error)
                _roll_back(holder)
            else:
                holder.committed()
        for job, result in self._done:
            job.future.set_result(result)
        return self._lost

    def _isolated(self, job: Job) -> Any:
        for holder in job.holders:
            if holder not in self._open:
                holder.connection.execute("BEGIN IMMEDIATE")
                self._open.append(holder)
        for holder in job.holders:
            holder.connection.execute("SAVEPOINT job")
        try:
            result = job.run()
        except Exception as error:
            for holder in job.holders:
                self._undo(holder, error)
            raise
        for holder in job.holders:
            holder.connection.execute("RELEASE job")
        return result

    def _undo(self, holder: Holder, error: Exception) -> None:
        # After a full disk or an I/O error SQLite may have rolled back the whole transaction.
        if holder.connection.in_transaction:
            holder.connection.execute("ROLLBACK TO job")
            holder.connection.execute("RELEASE job")
        else:
            self._lose(holder, error)

    def _lose(self, holder: Holder, error: Exception) -> None:
        self._open.remove(holder)
        lost = [job for job, _ in self._done if holder in job.holders]
        self._done = [(job, result) for job, result in self._done if holder not in job.holders]
        for job in lost:
            self._fail(job, error)

    def _fail(self, job: Job, error: Exception) -> None:
        trouble = storage_error(error)
        if trouble is None:
            job.future.set_exception(error)
        else:
            trouble.__cause__ = error
            self._lost.append((job, trouble))


def _roll_back(holder: Holder) -> None:
    try:
        if holder.connection.in_transaction:
            holder.connection.execute("ROLLBACK")
    except errors():
        return  # the connection is closed and opened again after an I/O error
