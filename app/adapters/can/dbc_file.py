"""The bytes of a DBC file, as text and as a hash; nothing here reads what they say."""

import hashlib
from pathlib import Path

from app.core.errors import HabitacleError


def read_dbc_text(path: Path) -> str:
    """Text of *path*, UTF-8 or else Windows-1252 (DBC tools write both)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise HabitacleError(f"DBC file {path}: {error.strerror}.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def file_sha256(path: Path) -> str:
    """Hash of the file's bytes; HabitacleError when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise HabitacleError(f"DBC file {path}: {error.strerror}.") from error
