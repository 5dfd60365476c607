"""Opening one SQLite file with the settings of sync.md, section 10, each read back."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from app.adapters.store.driver import cipher_driver, connect
from app.adapters.store.schema import Step, migrate, refuse_newer, seal_schema, unseal_schema
from app.core.errors import HabitacleError

_PRAGMAS: Sequence[tuple[str, str, object]] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("temp_store", "MEMORY", 2),
    ("journal_size_limit", "4194304", 4194304),
    ("cache_size", "-2000", -2000),
)
"""Setting, value to write, value to read back."""


def open_connection(
    path: Path, steps: Sequence[Step], key: bytes | None = None
) -> sqlite3.Connection:
    """A read-write connection at the newest schema, for the calling thread only.

    HabitacleError when a setting is refused or the schema is newer; `errors()` when the file is
    damaged; OSError when it cannot be made.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = connect(path, key)
    try:
        _configure(connection, path.name)
        if refuse_newer(connection, steps, path.name):
            unseal_schema(connection)
            migrate(connection, steps)
        seal_schema(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def reopen_connection(path: Path, key: bytes | None) -> sqlite3.Connection:
    """As `open_connection` for a file that was open before; `errors()` also when it is damaged."""
    connection = connect(path, key)
    try:
        _configure(connection, path.name)
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except BaseException:
        connection.close()
        raise
    if verdict != "ok":
        connection.close()
        raise sqlite3.DatabaseError(f"{path.name} is damaged: {verdict}")
    return connection


def read_only(path: Path, key: bytes | None = None) -> sqlite3.Connection:
    """A connection that changes no file; the caller holds the lock. Raises `errors()`."""
    wal = path.with_name(path.name + "-wal")
    # Without a log nothing needs recovery, and `immutable` keeps SQLite from making one.
    mode = "mode=ro" if wal.exists() and wal.stat().st_size else "mode=ro&immutable=1"
    return connect(f"{path.absolute().as_uri()}?{mode}", key)


def renew_log(path: Path) -> None:
    """Write the log of *path* once more as it is, and sync it. OSError.

    What another process could not sync may be in memory only, and count as written there: what is
    added behind it would be lost with it.
    """
    log = path.with_name(path.name + "-wal")
    if not log.exists() or not log.stat().st_size:
        return
    with log.open("r+b") as file:
        content = file.read()
        file.seek(0)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def roll_back(path: Path, key: bytes | None) -> None:
    """Undo what a power cut ended while the file was made, before it had its log.

    Raises `errors()` when that cannot be done.
    """
    journal = path.with_name(path.name + "-journal")
    if not path.exists() or not journal.exists() or not journal.stat().st_size:
        return
    connection = connect(path, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.close()


def copy_encrypted(path: Path, target: Path, key: bytes) -> None:
    """Write the plain database *path*, its log folded in, to *target* under *key*.

    Raises `errors()`.
    """
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connection = cipher_driver().connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.execute(f"ATTACH ? AS sealed KEY \"x'{key.hex()}'\"", (str(target),))
        connection.execute("SELECT sqlcipher_export('sealed')").fetchone()
        connection.execute("DETACH sealed")
    finally:
        connection.close()


def _configure(connection: sqlite3.Connection, name: str) -> None:
    for pragma, value, expected in _PRAGMAS:
        # To its end: only then is a change of the journal mode written, or fails.
        connection.execute(f"PRAGMA {pragma}={value}").fetchall()
        (actual,) = connection.execute(f"PRAGMA {pragma}").fetchone()
        if actual != expected:
            raise HabitacleError(
                f"The database {name} did not accept {pragma}={value} (it says {actual})."
            )
