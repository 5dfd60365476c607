"""A damaged database goes to `quarantine/`, a new one is built from what is sound.

The new file is complete before the old one moves, so a power cut leaves one or the other.
"""

import json
import logging
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.adapters.files import sync_folder
from app.adapters.store.connection import open_connection
from app.adapters.store.damaged import reading
from app.adapters.store.meta import get_meta, set_meta
from app.adapters.store.mirrors import Mirrors
from app.adapters.store.quarantine import quarantine
from app.adapters.store.salvage import salvage
from app.adapters.store.schema import Step

_log = logging.getLogger(__name__)
RECOVERED = "recovered"
"""Key in `meta` of what the driver has not been told yet."""
_REBUILD = ".rebuild"
_DAMAGED = ".damaged"
_BESIDE = ("-wal", "-shm", "-journal", _DAMAGED)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What happened to the database *file*: why, and how much of it came back."""

    file: str
    reason: str
    at: str
    consents: int
    orders: int
    messages: int


@dataclass(frozen=True, slots=True)
class Place:
    """A database file with what is needed to build it anew."""

    path: Path
    steps: Sequence[Step]
    key: bytes | None
    mirrors: Mirrors


def recover(place: Place, old_key: bytes | None, reason: str, now: datetime) -> Recovery:
    """Replace the database; *old_key* opens the damaged one. OSError, `errors()`."""
    path = place.path
    fresh = path.with_name(path.name + _REBUILD)
    for leftover in _with_all(fresh):
        leftover.unlink(missing_ok=True)
    target = open_connection(fresh, place.steps, place.key)
    try:
        with reading(path, old_key) as source:
            done = _fill(place, source, target, reason, now)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        target.close()
    folder = quarantine(path.parent, _with_all(path), reason, now)
    for mirror in place.mirrors.paths:
        if mirror.exists():
            shutil.copy2(mirror, folder)
    note = json.dumps(asdict(done), indent=1)
    (folder / f"{path.stem}.json").write_text(note + "\n", "utf-8")
    fresh.replace(path)
    sync_folder(path.parent)
    _log.error("The database %s was damaged (%s) and built anew: %s", path.name, reason, note)
    return done


def finish_recovery(path: Path, now: datetime) -> None:
    """Go on where a power cut ended `recover`, or forget its half-built file. OSError."""
    fresh = path.with_name(path.name + _REBUILD)
    if not fresh.exists():
        return
    if path.exists():
        for leftover in _with_all(fresh):
            leftover.unlink(missing_ok=True)
    else:
        quarantine(path.parent, _with_all(path)[1:], "interrupted", now)
        fresh.replace(path)
    sync_folder(path.parent)


def mark_damaged(path: Path) -> None:
    """Have the next start build *path* anew. OSError."""
    path.with_name(path.name + _DAMAGED).touch(mode=0o600)
    sync_folder(path.parent)


def is_marked(path: Path) -> bool:
    """Whether a run before found *path* damaged."""
    return path.with_name(path.name + _DAMAGED).exists()


def remember(connection: sqlite3.Connection, done: Recovery) -> None:
    """Keep *done* until the driver was told (in a transaction)."""
    set_meta(connection, RECOVERED, json.dumps(asdict(done)))


def untold(connection: sqlite3.Connection) -> Recovery | None:
    """What this database has to tell the driver."""
    text = get_meta(connection, RECOVERED)
    try:
        return None if text is None else Recovery(**json.loads(text))
    except (ValueError, TypeError):
        return None


def _fill(
    place: Place,
    source: sqlite3.Connection | None,
    target: sqlite3.Connection,
    reason: str,
    now: datetime,
) -> Recovery:
    target.execute("BEGIN IMMEDIATE")
    taken = {} if source is None else salvage(source, target)
    restored = place.mirrors.restore(target, source)
    done = Recovery(
        file=place.path.name,
        reason=reason,
        at=now.isoformat(timespec="seconds"),
        consents=restored.get("consents", 0),
        orders=restored.get("orders", 0),
        messages=taken.get("outbox", 0),
    )
    remember(target, done)
    target.execute("COMMIT")
    return done


def _with_all(path: Path) -> list[Path]:
    return [path, *(path.with_name(path.name + suffix) for suffix in _BESIDE)]
