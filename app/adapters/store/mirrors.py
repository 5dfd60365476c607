"""The mirrors of one database, kept up to its last commit."""

import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.adapters.files import make_folder
from app.adapters.store.copies import Copy
from app.adapters.store.driver import errors
from app.adapters.store.mirror import Mirror, Sealer
from app.adapters.store.quarantine import quarantine

_log = logging.getLogger(__name__)
_COMPACT_BYTES = 1 << 20
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError)
"""What a row that was changed from outside may lead to."""


class Mirrors:
    """Files `<database>.<copy>` in *folder*; the writer thread alone uses them."""

    def __init__(self, folder: Path, database: str, copies: Sequence[Copy], sealer: Sealer) -> None:
        self._pairs = [
            (each, Mirror(folder / f"{database}.{each.name}", sealer)) for each in copies
        ]
        self._folder = folder
        self._limits = dict.fromkeys((each.name for each in copies), _COMPACT_BYTES)
        self._failing = False

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files."""
        return tuple(mirror.path for _, mirror in self._pairs)

    def damage(self, connection: sqlite3.Connection) -> str | None:
        """Why the database must be damaged, judged by its mirrors. OSError, `errors()`."""
        found = (each.damage(connection, mirror.read()) for each, mirror in self._pairs)
        return next((reason for reason in found if reason is not None), None)

    def hold_anything(self) -> bool:
        """Whether there is something to restore. OSError."""
        return any(mirror.read() for _, mirror in self._pairs)

    def restore(
        self, connection: sqlite3.Connection, source: sqlite3.Connection | None
    ) -> dict[str, int]:
        """Put what they and the damaged *source* hold into the current transaction.

        Returns how many items there are then, by copy. OSError.
        """
        return {
            each.name: each.restore(connection, mirror.read(), source)
            for each, mirror in self._pairs
        }

    def open(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Read them, and write anew what is torn, strange or ahead.

        Strange lines go to quarantine: their key may come back.
        """
        try:
            make_folder(self._folder)
            for each, mirror in self._pairs:
                mirror.read()
                lines = each.newer(connection, 0)
                if mirror.strange:
                    quarantine(self._folder.parent, [mirror.path], "mirror", now)
                if not mirror.whole or mirror.head > (lines[-1].n if lines else 0):
                    mirror.rewrite(lines)
        except errors(OSError, *_DAMAGE) as error:
            self._complain(error)
        self.catch_up(connection)

    def catch_up(self, connection: sqlite3.Connection) -> None:
        """Add what was committed since; on the disk when this returns.

        A failure is reported once: the database has the items, the next commit tries again.
        """
        try:
            for each, mirror in self._pairs:
                lines = each.newer(connection, mirror.head)
                if lines:
                    mirror.append(lines)
                if mirror.size > self._limits[each.name]:
                    mirror.rewrite(each.newer(connection, 0))
                    self._limits[each.name] = max(_COMPACT_BYTES, 2 * mirror.size)
            self._failing = False
        except errors(OSError, *_DAMAGE) as error:
            self._complain(error)

    def _complain(self, error: Exception) -> None:
        if not self._failing:
            self._failing = True
            _log.error("A copy beside the database cannot be written: %s", error)
