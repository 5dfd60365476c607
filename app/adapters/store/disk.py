"""Free space of the data folder, and the ballast that is given up when there is none."""

import logging
import os
from pathlib import Path

from app.adapters.files import sync_folder
from app.adapters.store.bounds import Bounds

_log = logging.getLogger(__name__)
_NAME = "ballast.bin"
_CHUNK = 1 << 16


class Disk:
    """The disk under *folder*. Even a DELETE needs room to be logged: so some is kept in hand."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self._path = folder / _NAME
        self._bounds = bounds

    def free(self) -> int:
        """Bytes that we may still write."""
        found = os.statvfs(self._path.parent)
        return found.f_bavail * found.f_frsize

    def level(self) -> str:
        """`ok`, `low` (only small things) or `full` (only what must not be lost)."""
        try:
            free = self.free()
        except OSError as error:
            _log.error("The free disk space is not known: %s", error)
            return "full"
        if free < self._bounds.full_bytes:
            return "full"
        return "low" if free < self._bounds.low_bytes else "ok"

    def drop_ballast(self) -> bool:
        """Give the ballast up; whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def lay_ballast(self) -> None:
        """Lay the ballast where it is missing and there is room for it."""
        wanted = self._bounds.ballast_bytes
        try:
            there = self._path.exists() and self._path.stat().st_size == wanted
            if there or self.free() < self._bounds.ballast_from_bytes:
                return
            # Not zeros: those would take no space on some file systems.
            chunk = os.urandom(_CHUNK)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                for offset in range(0, wanted, _CHUNK):
                    file.write(chunk[: wanted - offset])
                file.flush()
                os.fsync(file.fileno())
            sync_folder(self._path.parent)
        except OSError as error:
            _log.error("The ballast cannot be laid: %s", error)
            self.drop_ballast()
