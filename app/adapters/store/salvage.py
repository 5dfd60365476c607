"""Rows of a damaged database that can still be trusted, into a new one (sync.md, section 10)."""

import dataclasses
import json
import logging
import sqlite3
from collections.abc import Sequence
from typing import Any

from app.adapters.store.crc import crc_of
from app.adapters.store.damaged import read_rows
from app.adapters.store.driver import errors
from app.adapters.store.ledger_rows import LEDGER_BASE, ledger_base
from app.adapters.store.meta import set_meta
from app.core.ids import is_device_id
from app.core.message import QueuedMessage
from app.features.consent.domain.chain import first_break
from app.features.sync.domain.envelope import row_crc

_log = logging.getLogger(__name__)
_KEPT_META = ("consent_head", "session", "caps", "modes")


@dataclasses.dataclass(frozen=True, slots=True)
class _Table:
    """A table whose rows are checked one by one: *crc* covers the columns before it."""

    name: str
    columns: tuple[str, ...]
    checked: bool = False


_OUTBOX = (
    *("seq", "id", "topic", "type", "ver", "purpose", "recipient", "prio", "boot", "created_ms"),
    *("expires_ms", "data", "channel", "ckey", "created_mono_ms", "batch", "attempts", "crc"),
)
_MESSAGE = tuple(each.name for each in dataclasses.fields(QueuedMessage))
_CHECKED = (
    _Table("purchase", ("n", "order_id", "body"), checked=True),
    _Table("down_mark", ("cls", "issuer", "mark", "above"), checked=True),
    _Table(
        "alert",
        (
            "id",
            "key",
            "kind",
            "severity",
            "opened_at",
            "updated_at",
            "closed_at",
            "params",
            "model_id",
        ),
        checked=True,
    ),
    _Table("slow_value", ("vehicle", "path", "value", "unit", "at_ms"), checked=True),
    _Table("fault_memory", ("vehicle", "body"), checked=True),
    _Table("done", ("id", "at_ms", "data_sha")),
    _Table("inbox", ("id", "type", "at_ms", "result")),
    _Table("dead", ("id", "dir", "topic", "code", "at_ms", "body")),
    _Table("ledger_month", ("month", "purpose", "recipient", "n", "bytes")),
    _Table("gap", ("topic", "purpose", "recipient", "t_from", "t_to", "n", "reason")),
)


def salvage(source: sqlite3.Connection, target: sqlite3.Connection) -> dict[str, int]:
    """Copy what is sound, in the current transaction of *target*; rows taken by table."""
    taken = {"outbox": _outbox(source, target)}
    for table in _CHECKED:
        taken[table.name] = _table(source, target, table)
    taken["ledger"] = _ledger(source, target)
    for key, value in read_rows(source, "meta", ("k", "v")):
        if key in _KEPT_META or (key == "device_id" and is_device_id(str(value))):
            set_meta(target, key, str(value))
    return taken


def _outbox(source: sqlite3.Connection, target: sqlite3.Connection) -> int:
    count = 0
    for row in read_rows(source, "outbox", _OUTBOX):
        fields = dict(zip(_OUTBOX, row, strict=True))
        message = QueuedMessage(**{name: fields[name] for name in _MESSAGE})
        try:
            sound = row_crc(message) == fields["crc"]
        except (TypeError, ValueError):
            continue
        count += sound and _insert(target, "outbox", _OUTBOX, row)
    return count


def _table(source: sqlite3.Connection, target: sqlite3.Connection, table: _Table) -> int:
    count = 0
    columns = (*table.columns, "crc") if table.checked else table.columns
    for row in read_rows(source, table.name, columns):
        if not table.checked or crc_of(row[:-1]) == row[-1]:
            count += _insert(target, table.name, columns, row)
    return count


def _ledger(source: sqlite3.Connection, target: sqlite3.Connection) -> int:
    """The beginning of the chain, up to the first entry that is not whole."""
    columns = ("seq", "ts", "body", "hash")
    base = dict(read_rows(source, "meta", ("k", "v"))).get(LEDGER_BASE)
    after, head = ledger_base(base)
    count = 0
    for row in sorted(read_rows(source, "ledger", columns), key=lambda row: str(row[0]).zfill(20)):
        try:
            body = json.loads(row[2])
        except (ValueError, TypeError):
            break
        if first_break([body], after + count, head) is not None or body["hash"] != row[3]:
            break
        count += _insert(target, "ledger", columns, row)
        head = body["hash"]
    if count and base is not None:
        set_meta(target, LEDGER_BASE, base)
    return count


def _insert(
    target: sqlite3.Connection, table: str, columns: Sequence[str], row: Sequence[Any]
) -> int:
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT OR IGNORE INTO {table}({', '.join(columns)}) VALUES({marks})"
    try:
        return target.execute(statement, row).rowcount
    except errors() as error:
        # A value of the wrong type in a strict table: one more damaged row.
        _log.debug("a row of %s is left out: %s", table, error)
        return 0
