"""A plain database of an earlier release becomes an encrypted one: nothing lost, nothing left."""

import os
from pathlib import Path

from app.adapters.files import shred, sync_folder
from app.adapters.store.connection import copy_encrypted, read_only

_FRESH = ".sealed"
_OLD = ".plain"


def encrypt(path: Path, key: bytes) -> None:
    """Replace the plain, sound database *path* by the same under *key*.

    At every moment *path* is the whole old or the whole new one. Raises OSError, `errors()`.
    """
    finish_encryption(path)
    fresh, old = path.with_name(path.name + _FRESH), path.with_name(path.name + _OLD)
    copy_encrypted(path, fresh, key)
    if _content(fresh, key) != _content(path, None):
        raise OSError(f"the encrypted copy of {path.name} differs")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    os.link(path, old)
    fresh.replace(path)
    sync_folder(path.parent)
    shred(old)


def finish_encryption(path: Path) -> None:
    """Remove what a power cut left of `encrypt`. OSError."""
    old = path.with_name(path.name + _OLD)
    if old.exists() and path.exists() and old.samefile(path):
        old.unlink()  # the second name of what is still in use
    shred(old)
    shred(path.with_name(path.name + _FRESH))


def _content(path: Path, key: bytes | None) -> list[tuple[str, int]]:
    """Tables and how many rows they have."""
    connection = read_only(path, key)
    try:
        connection.execute("PRAGMA quick_check(1)").fetchone()
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' ORDER BY name"
        ).fetchall()
        return [
            (name, connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608
            for (name,) in tables
        ]
    finally:
        connection.close()
