"""A look at a database before it is opened: usable, damaged, or not ours to touch."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from app.adapters.store.connection import read_only, roll_back
from app.adapters.store.driver import code_of, errors
from app.adapters.store.schema import SchemaDamagedError, Step, refuse_newer, schema_intact
from app.core.errors import HabitacleError

_log = logging.getLogger(__name__)
_MAGIC = b"SQLite format 3\x00"
_FRACTIONS = b"\x40\x20\x20"
"""Bytes 21 to 23 of every plain database; they tell one whose magic is damaged."""
_HEAD = 100
NOT_THE_FILE = frozenset({3, 5, 8, 10, 13, 14})
"""PERM, BUSY, READONLY, IOERR, FULL, CANTOPEN: the surroundings' fault."""
Damage = Callable[[sqlite3.Connection], str | None]


class Form(Enum):
    """What a file looks like from outside."""

    MISSING = "missing"
    PLAIN = "plain"
    OTHER = "other"
    """Encrypted, or no database at all."""


def form_of(path: Path) -> Form:
    """The form of *path*; an empty file counts as missing. OSError."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        return Form.MISSING
    if not head:
        return Form.MISSING
    plain = head.startswith(_MAGIC) or head[21:24] == _FRACTIONS or not any(head)
    return Form.PLAIN if plain else Form.OTHER


def examine(path: Path, steps: Sequence[Step], key: bytes | None, damage: Damage) -> str | None:
    """Why *path* cannot be used as it is, in a word; None if it can.

    Changes nothing but a file that was only just being made. *damage* judges the content of a file
    that SQLite finds whole. HabitacleError when the file is of a newer schema, or not readable, or
    of a form that this start does not expect.
    """
    try:
        _finish_making(path, key)
        form = form_of(path)
        if form is Form.MISSING:
            return None
        if form is Form.OTHER and key is None:
            raise HabitacleError(
                f"The file {path.name} in the data folder is not a database, or is encrypted."
            )
        return _judge(path, steps, None if form is Form.PLAIN else key, damage)
    except OSError as error:
        raise HabitacleError(
            f"The database {path.name} cannot be read: {error.strerror}."
        ) from error


def _finish_making(path: Path, key: bytes | None) -> None:
    try:
        roll_back(path, None if form_of(path) is Form.PLAIN else key)
    except errors() as error:
        _log.warning("What was begun in %s cannot be undone: %s", path.name, error)


def _judge(path: Path, steps: Sequence[Step], key: bytes | None, damage: Damage) -> str | None:
    try:
        connection = read_only(path, key)
        try:
            refuse_newer(connection, steps, path.name)
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                return "damaged"
            return damage(connection) if schema_intact(connection) else "schema"
        finally:
            connection.close()
    except SchemaDamagedError:
        return "schema"
    except (ValueError, TypeError, OverflowError):
        return "unreadable"  # text that is no UTF-8, numbers where there should be words
    except errors() as error:
        if code_of(error) in NOT_THE_FILE:
            raise HabitacleError(f"The database {path.name} cannot be read: {error}.") from error
        return "unreadable"
