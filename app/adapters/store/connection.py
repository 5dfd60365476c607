"""Opening one SQLite file with the settings of sync.md, section 10, each read back."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from app.adapters.store.schema import Step, migrate, refuse_newer
from app.core.errors import HabitacleError

_MAGIC = b"SQLite format 3\x00"
_PRAGMAS: Sequence[tuple[str, str, object]] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("temp_store", "MEMORY", 2),
    ("journal_size_limit", "4194304", 4194304),
)
"""Setting, value to write, value to read back."""


def open_connection(path: Path, steps: Sequence[Step]) -> sqlite3.Connection:
    """A read-write connection at the newest schema, for the calling thread only.

    HabitacleError when the file or a setting is refused.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise HabitacleError(f"The database {path.name} cannot be opened: {error}.") from error
    try:
        _configure(connection, path.name)
        if refuse_newer(connection, steps, path.name):
            migrate(connection, steps)
    except sqlite3.Error as error:
        connection.close()
        raise HabitacleError(f"The database {path.name} cannot be used: {error}.") from error
    except BaseException:
        connection.close()
        raise
    return connection


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes no file; the caller holds the lock. Raises sqlite3.Error."""
    wal = path.with_name(path.name + "-wal")
    # Without a log nothing needs recovery, and `immutable` keeps SQLite from making one.
    mode = "mode=ro" if wal.exists() and wal.stat().st_size else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)


def refuse_foreign(path: Path) -> None:
    """HabitacleError unless *path* begins as an SQLite database."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise HabitacleError(f"The file {path.name} in the data folder is not a database.")


def refuse_unusable(path: Path, steps: Sequence[Step]) -> None:
    """Look at *path* without changing it.

    HabitacleError when it is no database, damaged or of a newer schema.
    """
    try:
        if not path.exists() or path.stat().st_size == 0:
            return
        refuse_foreign(path)
        connection = read_only(path)
        try:
            refuse_newer(connection, steps, path.name)
            verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            connection.close()
    except (OSError, sqlite3.Error) as error:
        raise HabitacleError(f"The database {path.name} cannot be read: {error}.") from error
    if verdict != "ok":
        raise HabitacleError(f"The database {path.name} is damaged: {verdict}.")


def _configure(connection: sqlite3.Connection, name: str) -> None:
    for pragma, value, expected in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}={value}")
        (actual,) = connection.execute(f"PRAGMA {pragma}").fetchone()
        if actual != expected:
            raise HabitacleError(
                f"The database {name} did not accept {pragma}={value} (it says {actual})."
            )
