"""SQLite with and without encryption: one way to connect and one vocabulary of errors.

`sqlcipher3` has the interface of `sqlite3` but classes of its own, and loads only with a key.
"""

import sqlite3
import sys
from pathlib import Path
from types import ModuleType
from typing import cast

from app.core.errors import HabitacleError, StorageError

FULL = 13
IO_ERROR = 10
READ_ONLY = 8
CANNOT_OPEN = 14
CORRUPT = 11
_PRIMARY = 0xFF
_DRIVER = "sqlcipher3.dbapi2"


def errors(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """Every class that a statement may raise, and *more*: for an except clause."""
    cipher = sys.modules.get(_DRIVER)
    if cipher is None:
        return (sqlite3.Error, *more)
    # A page that fails its authentication may come as "out of memory".
    return (sqlite3.Error, cipher.Error, MemoryError, *more)


def code_of(error: BaseException) -> int:
    """SQLite's primary result code of *error*, 0 where it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY


def storage_error(error: BaseException) -> StorageError | None:
    """*error* in words when the disk is full or failing or the file damaged, else None."""
    code = code_of(error)
    if code == FULL:
        return StorageError("storage_full", "The disk is full; nothing more can be stored.")
    if code in {IO_ERROR, READ_ONLY, CANNOT_OPEN}:
        return StorageError("io_error", "The disk does not work; nothing more can be stored.")
    if code == CORRUPT:
        return StorageError("damaged", "The database is damaged; it is repaired at the next start.")
    return None


def connect(target: Path | str, key: bytes | None = None) -> sqlite3.Connection:
    """A connection in autocommit mode, its key laid; *target* is a path or a `file:` URI.

    No statement has checked the key yet. HabitacleError when encryption cannot be had.
    """
    uri = isinstance(target, str)
    if key is None:
        plain = sqlite3.connect(target, uri=uri, isolation_level=None)
        plain.text_factory = _text
        return plain
    driver = cipher_driver()
    connection = driver.connect(str(target), uri=uri, isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        connection.close()
        raise HabitacleError("The installed sqlcipher3 does not encrypt; reinstall it.")
    connection.text_factory = _text
    return cast("sqlite3.Connection", connection)


def cipher_driver() -> ModuleType:
    """The encrypting driver; HabitacleError when it cannot be loaded."""
    if _DRIVER not in sys.modules:
        try:
            import sqlcipher3.dbapi2
        except ImportError as error:
            raise HabitacleError(
                f"The data cannot be encrypted because sqlcipher3 does not load: {error}."
            ) from error
        # Its own log would go to stderr; what matters reaches us as errors.
        quiet = sqlcipher3.dbapi2.connect(":memory:")
        quiet.execute("PRAGMA cipher_log_level = NONE").fetchall()
        quiet.close()
    return sys.modules[_DRIVER]


def _text(raw: bytes) -> str:
    """Damaged text spoils the checksum of its row, not the query."""
    return raw.decode("utf-8", "replace")
