"""One process per data folder: an advisory lock that dies with its holder."""

import fcntl
import os
from pathlib import Path

from app.core.errors import HabitacleError

_NAME = "habitacle.lock"


class DataLock:
    """Holds `habitacle.lock` of a data folder until `release`."""

    def __init__(self, data_dir: Path) -> None:
        """Take the lock. HabitacleError when another process holds it or it cannot be made."""
        try:
            self._file = os.open(data_dir / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise HabitacleError(
                f"The data folder {data_dir} cannot be written: {error.strerror}."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise HabitacleError(
                f"Another Habitacle is running with the data folder {data_dir}; stop it first."
            ) from error

    def release(self) -> None:
        """Let the next process in (idempotent)."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
