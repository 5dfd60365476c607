"""Tables of the store, one function a step; a released step is never edited."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.core.canonical import sha256_hex
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


def second_release(tables: "Tables") -> None:
    """Every file: the inbox, samples and their gaps, order within a subject, what is used."""
    for statement in (
        "ALTER TABLE outbox ADD COLUMN subject TEXT",
        (
            "CREATE TABLE inbox(id TEXT PRIMARY KEY, type TEXT NOT NULL, at_ms INTEGER NOT NULL,"
            " result TEXT NOT NULL) STRICT"
        ),
        "CREATE INDEX inbox_age ON inbox(at_ms)",
        "CREATE INDEX done_age ON done(at_ms)",
        (
            "CREATE TABLE down_mark(cls TEXT NOT NULL, issuer TEXT NOT NULL, mark INTEGER NOT NULL,"
            " above TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY(cls, issuer)) STRICT"
        ),
        (
            "CREATE TABLE sample(rowid INTEGER PRIMARY KEY, grant_id TEXT, t_ms INTEGER,"
            " vals BLOB, crc INTEGER) STRICT"
        ),
        (
            "CREATE TABLE gap(topic TEXT NOT NULL, purpose TEXT NOT NULL, recipient TEXT NOT NULL,"
            " t_from INTEGER NOT NULL, t_to INTEGER NOT NULL, n INTEGER NOT NULL,"
            " reason TEXT NOT NULL, PRIMARY KEY(topic, reason)) STRICT"
        ),
        (
            "CREATE TABLE ledger_month(month TEXT NOT NULL, purpose TEXT NOT NULL,"
            " recipient TEXT NOT NULL, n INTEGER NOT NULL, bytes INTEGER NOT NULL,"
            " PRIMARY KEY(month, purpose, recipient)) STRICT"
        ),
        (
            "CREATE TABLE usage(prio INTEGER PRIMARY KEY, n INTEGER NOT NULL,"
            " bytes INTEGER NOT NULL) STRICT"
        ),
        ("INSERT INTO usage SELECT prio, count(*), sum(length(data)) FROM outbox GROUP BY prio"),
        (
            "CREATE TRIGGER outbox_in AFTER INSERT ON outbox BEGIN"
            " INSERT INTO usage VALUES(new.prio, 1, length(new.data)) ON CONFLICT(prio)"
            " DO UPDATE SET n=n+1, bytes=bytes+length(new.data); END"
        ),
        (
            "CREATE TRIGGER outbox_out AFTER DELETE ON outbox BEGIN"
            " UPDATE usage SET n=n-1, bytes=bytes-length(old.data) WHERE prio=old.prio; END"
        ),
    ):
        tables.execute(statement)


def purchases(tables: "Tables") -> None:
    """A profile's file: the newest state of each order; `n` counts every change, never reused."""
    tables.execute(
        "CREATE TABLE purchase(n INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL UNIQUE,"
        " body TEXT NOT NULL, crc INTEGER NOT NULL) STRICT"
    )


DEVICE: Sequence[Step] = (messages_and_ledger, slow_values, fault_memory, second_release)
PROFILE: Sequence[Step] = (messages_and_ledger, consents_and_alerts, second_release, purchases)


class SchemaDamagedError(Exception):
    """The list of applied steps, or a table, is not what the steps made."""


def refuse_newer(connection: sqlite3.Connection, steps: Sequence[Step], name: str) -> bool:
    """Whether steps are missing.

    HabitacleError when the file knows steps that we do not, `SchemaDamagedError` when it also lacks
    steps that every newer version has.
    """
    known = {step.__name__ for step in steps}
    applied = _applied(connection)
    if applied - known:
        if known - applied:
            raise SchemaDamagedError
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


def unseal_schema(connection: sqlite3.Connection) -> None:
    """The tables are about to change."""
    if _has(connection, "meta"):
        connection.execute("DELETE FROM meta WHERE k='schema'")


def seal_schema(connection: sqlite3.Connection) -> None:
    """Remember what the tables are, unless that is done."""
    if not connection.execute("SELECT 1 FROM meta WHERE k='schema'").fetchone():
        connection.execute("INSERT INTO meta(k, v) VALUES('schema', ?)", (_schema_sha(connection),))


def schema_intact(connection: sqlite3.Connection) -> bool:
    """Whether the tables are those of `seal_schema`; also where nothing was remembered.

    A file that a power cut left before its first step is intact.
    """
    if not _has(connection, "meta"):
        return not _applied(connection)
    row = connection.execute("SELECT v FROM meta WHERE k='schema'").fetchone()
    return row is None or row[0] == _schema_sha(connection)


def _applied(connection: sqlite3.Connection) -> set[str]:
    if not _has(connection, "_sqlite_migrations"):
        return set()
    query = "SELECT name FROM _sqlite_migrations WHERE migration_set=?"
    return {row[0] for row in connection.execute(query, (_SET,))}


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name=?"
    return connection.execute(query, (table,)).fetchone() is not None


def _schema_sha(connection: sqlite3.Connection) -> str:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
    return sha256_hex(repr(rows.fetchall()).encode())
