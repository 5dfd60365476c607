"""What `habitacle doctor` says of the data store."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.adapters.keystore import FileKeyStore
from app.adapters.store.bounds import product_bounds
from app.adapters.store.disk import Disk
from app.adapters.store.driver import cipher_driver
from app.adapters.store.examine import Form, form_of
from app.adapters.store.ledger_rows import intact
from app.adapters.store.places import DEVICE_FILE, KEYS
from app.adapters.store.quarantine import QUARANTINE
from app.adapters.store.stopped import locked, reading
from app.core.errors import HabitacleError


def engines() -> Iterator[tuple[str, str]]:
    """The database engines this machine brings."""
    yield "sqlite", sqlite3.sqlite_version
    try:
        cipher = cipher_driver()
    except HabitacleError as error:
        yield "warning", str(error)
    else:
        connection = cipher.connect(":memory:")
        (version,) = connection.execute("PRAGMA cipher_version").fetchone()
        connection.close()
        yield "sqlcipher", f"{version}, SQLite {cipher.sqlite_version}"


def store_report(data_dir: Path) -> Iterator[tuple[str, str]]:
    """Findings on the databases of *data_dir*, which are only read."""
    yield "disk", _disk(data_dir)
    if not (data_dir / DEVICE_FILE).is_file():
        yield "store", "none yet"
        return
    try:
        with locked(data_dir), reading(data_dir, FileKeyStore(data_dir / KEYS)) as connections:
            for name, connection in connections.items():
                yield "store", f"{name}: {_describe(data_dir / name, connection)}"
    except HabitacleError as error:
        yield "warning", str(error)
    quarantine = data_dir / QUARANTINE
    for each in sorted(quarantine.iterdir()) if quarantine.is_dir() else ():
        yield "quarantine", each.name


def _disk(data_dir: Path) -> str:
    disk = Disk(data_dir, product_bounds())
    return f"{disk.level()}, {disk.free() // 1_000_000} MB free"


def _describe(path: Path, connection: sqlite3.Connection) -> str:
    form = "plain" if form_of(path) is Form.PLAIN else "encrypted"
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    waiting, stuck = connection.execute(
        "SELECT count(*), coalesce(sum(attempts>=10), 0) FROM outbox"
    ).fetchone()
    (dead,) = connection.execute("SELECT count(*) FROM dead").fetchone()
    ledger = "whole" if intact(connection) else "changed or cut"
    check = "sound" if verdict == "ok" else f"damaged ({verdict})"
    return f"{form}, {check}, {waiting} waiting ({stuck} stuck), {dead} set aside, ledger {ledger}"
