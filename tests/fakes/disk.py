"""Disks that fill up or fail on purpose, for the store."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.adapters.store.bounds import Bounds
from app.adapters.store.disk import Disk

GIB = 1 << 30
_WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "COMMIT", "RELEASE")
_FULL = (13, "database or disk is full")
_FAILS = (10, "disk I/O error")


class FakeDisk(Disk):
    """A disk whose free space the test says; the ballast is only remembered."""

    def __init__(self, bounds: Bounds) -> None:
        self.space = GIB
        self.ballast = False
        self.dropped = 0
        self._limits = bounds

    def free(self) -> int:
        return self.space

    def level(self) -> str:
        if self.space < self._limits.full_bytes:
            return "full"
        return "low" if self.space < self._limits.low_bytes else "ok"

    def drop_ballast(self) -> bool:
        there, self.ballast = self.ballast, False
        self.dropped += there
        return there

    def lay_ballast(self) -> None:
        self.ballast = self.ballast or self.space >= self._limits.ballast_from_bytes


class Faults:
    """Statements that write fail from number `at` on, `times` times; counted from `start`."""

    def __init__(self) -> None:
        self.count = 0
        self.at: int | None = None
        self.times = 0
        self.error = _FULL
        self.commits_only = False

    def start(self, at: int, times: int, *, full: bool = True, commits_only: bool = False) -> None:
        """Fail from the statement number *at*, counted from now."""
        self.count, self.at, self.times = 0, at, times
        self.error = _FULL if full else _FAILS
        self.commits_only = commits_only

    def stop(self) -> None:
        """The disk works again."""
        self.at = None

    def check(self, statement: str) -> None:
        """Called before each statement."""
        words = ("COMMIT",) if self.commits_only else _WRITES
        if not statement.startswith(words):
            return
        self.count += 1
        if self.at is None or not self.at <= self.count - 1 < self.at + self.times:
            return
        code, text = self.error
        error = sqlite3.OperationalError(text)
        error.sqlite_errorcode = code
        raise error


@contextmanager
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """Connections opened in the meantime fail as the faults say."""
    faults = Faults()

    class Faulty(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            faults.check(sql)
            return super().execute(sql, *values)

    real = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(
            "app.adapters.store.driver.sqlite3.connect",
            lambda *args, **named: real(*args, **{**named, "factory": Faulty}),
        )
        yield faults
