"""The log on disk: rotated by size, removed by age, readable by its owner only."""

import logging
import os
import time
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.core.errors import HabitacleError

NAME = "habitacle.jsonl"
_DAY_S = 86_400


class CappedFile(RotatingFileHandler):
    """Writes below *folder*: at most *files* of *size* bytes, none older than *days*.

    A disk that is full or broken costs log lines, never more: they are counted in `lost`.
    HabitacleError when the folder cannot be made or written.
    """

    def __init__(self, folder: Path, size: int, files: int, days: float) -> None:
        self.lost = 0
        self._days = days
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            super().__init__(folder / NAME, maxBytes=size, backupCount=files - 1, encoding="utf-8")
        except OSError as error:
            raise HabitacleError(f"No log can be kept in {folder}: {error.strerror}.") from error
        self.sweep()

    def sweep(self) -> None:
        """Remove files to which nothing was written for so long."""
        oldest = time.time() - self._days * _DAY_S
        for path in Path(self.baseFilename).parent.glob(f"{NAME}*"):
            if path.stat().st_mtime < oldest and path.name != NAME:
                path.unlink(missing_ok=True)

    def doRollover(self) -> None:  # noqa: N802  logging's name
        """Begin a new file."""
        super().doRollover()
        self.sweep()

    def shouldRollover(self, record: logging.LogRecord) -> int:  # noqa: N802  logging's name
        """Whether the next line needs a new file: too large, or the first line is too old."""
        if self._aged():
            return 1
        return super().shouldRollover(record)

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Go on without that line."""
        self.lost += 1

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        stream = TextIOWrapper(os.fdopen(descriptor, "ab"), encoding="utf-8")
        self._begun = _born(self.baseFilename)
        return stream

    def _aged(self) -> bool:
        return time.time() - self._begun > self._days * _DAY_S


def _born(path: str) -> float:
    """Time of the first line of an existing file, else now."""
    try:
        with Path(path).open("rb") as file:
            first = file.readline(200)
        return datetime.fromisoformat(first.partition(b'"ts":"')[2][:24].decode()).timestamp()
    except (OSError, ValueError):
        return time.time()
