"""The end of a profile: its key first, then its files; only withdrawals on their way survive."""

import dataclasses
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from app.adapters.files import shred
from app.adapters.store.connection import open_connection, read_only
from app.adapters.store.copies import CONSENT_HEAD
from app.adapters.store.driver import errors
from app.adapters.store.examine import Form, form_of
from app.adapters.store.ledger_rows import append_link
from app.adapters.store.meta import forget_meta, next_seq
from app.adapters.store.places import DEVICE_FILE, MIRRORS, PROFILE_FILE
from app.adapters.store.quarantine import QUARANTINE
from app.adapters.store.schema import DEVICE
from app.core.errors import HabitacleError
from app.core.keys import KeyStore
from app.core.message import QueuedMessage
from app.features.sync.domain.envelope import row_crc

_COLUMNS = "seq, id, topic, type, ver, purpose, recipient, prio, boot, created_ms, expires_ms"
_TOMBSTONES = "type='consent.withdrawn'"


def erase_profile(data_dir: Path, key: KeyStore, now: datetime) -> None:
    """Erase the driver's file, its mirrors, its key and the quarantine; the caller holds the lock.

    Withdrawals that recipients do not know of move to the device's outbox, whose ledger tells of
    the erasure. HabitacleError when the disk refuses; then run it again.
    """
    profile = data_dir / PROFILE_FILE
    try:
        # Without its key nothing of it can be read: an earlier erasure was cut after that step.
        if form_of(profile) is Form.PLAIN or key.knows(profile.stem):
            _hand_over(data_dir / DEVICE_FILE, profile, key, now)
        key.destroy(profile.stem)
        for file in (*data_dir.glob(f"{profile.stem}.db*"), *_mirrors(data_dir, profile.stem)):
            shred(file)
        shutil.rmtree(data_dir / QUARANTINE, ignore_errors=True)
    except errors(OSError) as error:
        raise HabitacleError(f"The driver's data cannot be erased: {error}.") from error


def _hand_over(device: Path, profile: Path, key: KeyStore, now: datetime) -> None:
    if not profile.is_file():
        return
    source = read_only(profile, _key(profile, key))
    target = open_connection(device, DEVICE, _key(device, key))
    try:
        target.execute("BEGIN IMMEDIATE")
        for *fields, data, channel, mono in source.execute(
            f"SELECT {_COLUMNS}, data, channel, created_mono_ms FROM outbox"  # noqa: S608
            f" WHERE {_TOMBSTONES} ORDER BY seq"
        ):
            row = [*fields, 0, data]
            _insert(target, QueuedMessage(*row), channel, mono)
        last = source.execute("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
        stamp = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        entries, head = last or (0, "")
        append_link(
            target, {"ts": stamp, "type": "profile_erased", "entries": entries, "head": head}
        )
        forget_meta(target, CONSENT_HEAD)
        target.execute("COMMIT")
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        source.close()
        target.close()


def _insert(target: sqlite3.Connection, row: QueuedMessage, channel: str, mono: int) -> None:
    message = dataclasses.replace(row, seq=next_seq(target, "outbox"))
    target.execute(
        f"INSERT OR IGNORE INTO outbox({_COLUMNS}, data, channel, created_mono_ms, crc)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(message.seq, message.id, message.topic, message.type, message.ver),
            *(message.purpose, message.recipient, message.prio, message.boot, message.created_ms),
            *(message.expires_ms, message.data, channel, mono, row_crc(message)),
        ),
    )


def _key(path: Path, key: KeyStore) -> bytes | None:
    if form_of(path) is Form.PLAIN:
        return None
    if not key.knows(path.stem):
        raise HabitacleError(f"The key of {path.name} is missing.")
    return key.database_key(path.stem)


def _mirrors(data_dir: Path, name: str) -> list[Path]:
    return list((data_dir / MIRRORS).glob(f"{name}.*"))
