"""Tables of the store, one function a step; a released step is never edited."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.core.errors import HabitacleError

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

Step = Callable[["Tables"], None]
_SET = "habitacle"


def messages_and_ledger(tables: "Tables") -> None:
    """Every file: meta data, outbox with its ends, and the ledger of what left."""
    for statement in (
        "CREATE TABLE meta(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT",
        (
            "CREATE TABLE outbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
            " channel TEXT NOT NULL, topic TEXT NOT NULL, type TEXT NOT NULL, ver INTEGER NOT NULL,"
            " purpose TEXT NOT NULL, recipient TEXT NOT NULL, prio INTEGER NOT NULL, ckey TEXT,"
            " boot TEXT NOT NULL, created_ms INTEGER NOT NULL, created_mono_ms INTEGER NOT NULL,"
            " expires_ms INTEGER, batch TEXT, attempts INTEGER NOT NULL DEFAULT 0,"
            " data BLOB NOT NULL, crc INTEGER NOT NULL) STRICT"
        ),
        "CREATE INDEX outbox_next ON outbox(prio, seq)",
        "CREATE INDEX outbox_batch ON outbox(batch) WHERE batch IS NOT NULL",
        (
            "CREATE TABLE done(id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, data_sha TEXT NOT NULL)"
            " STRICT"
        ),
        (
            "CREATE TABLE dead(id TEXT, dir TEXT, topic TEXT, code TEXT, at_ms INTEGER, body BLOB)"
            " STRICT"
        ),
        (
            "CREATE TABLE ledger(seq INTEGER PRIMARY KEY AUTOINCREMENT, ts TEXT NOT NULL,"
            " body TEXT NOT NULL, hash TEXT NOT NULL) STRICT"
        ),
        "CREATE INDEX ledger_ts ON ledger(ts, seq)",
    ):
        tables.execute(statement)


def consents_and_alerts(tables: "Tables") -> None:
    """A profile's file: its consents with the texts they answered, and advice on the car."""
    for statement in (
        (
            "CREATE TABLE consent_record(seq INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE,"
            " body TEXT NOT NULL, hash TEXT NOT NULL) STRICT"
        ),
        "CREATE TABLE notice_text(text_sha256 TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT",
        (
            "CREATE TABLE alert(id TEXT PRIMARY KEY, key TEXT NOT NULL, kind TEXT NOT NULL,"
            " severity TEXT NOT NULL, opened_at TEXT NOT NULL, updated_at TEXT NOT NULL,"
            " closed_at TEXT, params TEXT NOT NULL, model_id TEXT NOT NULL, crc INTEGER NOT NULL)"
            " STRICT"
        ),
        "CREATE INDEX alert_open ON alert(opened_at) WHERE closed_at IS NULL",
    ):
        tables.execute(statement)


def slow_values(tables: "Tables") -> None:
    """The device's file: newest slow values of each vehicle profile, for the next start."""
    tables.execute(
        "CREATE TABLE slow_value(vehicle TEXT NOT NULL, path TEXT NOT NULL, value TEXT NOT NULL,"
        " unit TEXT, at_ms INTEGER NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY(vehicle, path))"
        " STRICT, WITHOUT ROWID"
    )


def fault_memory(tables: "Tables") -> None:
    """The device's file: what the control units of each vehicle profile had stored."""
    tables.execute(
        "CREATE TABLE fault_memory(vehicle TEXT PRIMARY KEY, body TEXT NOT NULL,"
        " crc INTEGER NOT NULL) STRICT"
    )


DEVICE: Sequence[Step] = (messages_and_ledger, slow_values, fault_memory)
PROFILE: Sequence[Step] = (messages_and_ledger, consents_and_alerts)


def refuse_newer(connection: sqlite3.Connection, steps: Sequence[Step], name: str) -> bool:
    """Whether steps are missing; HabitacleError when the file knows steps that we do not."""
    known = {step.__name__ for step in steps}
    has_table = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name='_sqlite_migrations'"
    ).fetchone()
    rows = (
        connection.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set=?", (_SET,)
        ).fetchall()
        if has_table
        else []
    )
    applied = {row[0] for row in rows}
    if applied - known:
        raise HabitacleError(
            f"The database {name} was written by a newer version of Habitacle; update the app."
        )
    return applied != known


def migrate(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    """Apply the missing steps, each in a transaction with its record."""
    from sqlite_utils import Database as Tables
    from sqlite_utils import Migrations

    migrations = Migrations(_SET)
    for step in steps:
        migrations()(step)
    migrations.apply(Tables(connection))
