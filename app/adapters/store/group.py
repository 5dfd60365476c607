"""One group commit: a transaction per database, a savepoint per job."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol


class Holder(Protocol):
    """Owner of a connection that lives on the writer thread."""

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection; only the writer thread may ask."""


class Job(Protocol):
    """Work on the databases of *holders*; `writes` puts it inside their transactions."""

    @property
    def run(self) -> Callable[[], Any]:
        """The work itself."""

    @property
    def future(self) -> "Future[Any]":
        """Resolved after the commit."""

    @property
    def holders(self) -> Sequence[Holder]:
        """The databases it uses."""

    @property
    def writes(self) -> bool:
        """Whether it changes them."""


class Group:
    """Collects jobs that share one commit per database."""

    def __init__(self) -> None:
        self._open: list[Holder] = []
        self._done: list[tuple[Job, Any]] = []

    def run(self, job: Job) -> None:
        """Run *job* now; a failure resolves its future at once and undoes only this job."""
        if not job.future.set_running_or_notify_cancel():
            return
        try:
            result = self._isolated(job) if job.writes else job.run()
        except Exception as error:  # noqa: BLE001  the future carries it to the caller
            job.future.set_exception(error)
        else:
            self._done.append((job, result))

    def commit(self) -> None:
        """Commit, then resolve the futures."""
        for holder in tuple(self._open):
            try:
                holder.connection.execute("COMMIT")
            except sqlite3.Error as error:
                if holder.connection.in_transaction:
                    holder.connection.execute("ROLLBACK")
                self._lose(holder, error)
        for job, result in self._done:
            job.future.set_result(result)

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
            job.future.set_exception(error)
