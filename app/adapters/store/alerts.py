"""Advice about the car, stored together with the message it causes."""

import json
import logging
import sqlite3
from concurrent.futures import Future
from datetime import datetime
from typing import Any

from app.adapters.store.crc import crc_of
from app.adapters.store.rows import add_row
from app.adapters.store.store import Store
from app.core.message import Outgoing
from app.features.maintenance.domain import Alert, Severity

_log = logging.getLogger(__name__)
_COLUMNS = "id, key, kind, severity, opened_at, updated_at, closed_at, params, model_id"
_SAVE = (
    f"INSERT INTO alert({_COLUMNS}, crc) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT(id) DO UPDATE SET severity=excluded.severity, updated_at=excluded.updated_at,"
    " closed_at=excluded.closed_at, params=excluded.params, model_id=excluded.model_id,"
    " crc=excluded.crc"
)


class AlertRepository:
    """Alerts of the profile's file."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, alert: Alert, outgoing: Outgoing | None) -> "Future[None]":
        """Write *alert* and queue *outgoing* in one transaction; both or neither."""

        def run(connection: sqlite3.Connection) -> None:
            fields = _fields(alert)
            connection.execute(_SAVE, (*fields, crc_of(fields)))
            if outgoing is not None:
                add_row(connection, self._store, outgoing)

        return self._store.profile.write(run)

    def load_open(self) -> "Future[list[Alert]]":
        """Alerts that are not closed, oldest first; a damaged row is reported and left out."""

        def run(connection: sqlite3.Connection) -> list[Alert]:
            rows = connection.execute(
                f"SELECT {_COLUMNS}, crc FROM alert WHERE closed_at IS NULL"  # noqa: S608
                " ORDER BY opened_at, id"
            )
            alerts = []
            for *fields, crc in rows:
                if crc_of(fields) == crc:
                    alerts.append(_alert(*fields))
                else:
                    _log.error("An alert row of %s is damaged and not used", fields[1])
            return alerts

        return self._store.profile.read(run)


def _fields(alert: Alert) -> tuple[object, ...]:
    return (
        *(alert.id, alert.key, alert.kind, alert.severity.value),
        alert.opened_at.isoformat(),
        alert.updated_at.isoformat(),
        None if alert.closed_at is None else alert.closed_at.isoformat(),
        json.dumps(dict(alert.params), ensure_ascii=False, sort_keys=True, allow_nan=False),
        alert.model_id,
    )


def _alert(*fields: Any) -> Alert:
    id_, key, kind, severity, opened, updated, closed, params, model = fields
    return Alert(
        id=id_,
        key=key,
        kind=kind,
        severity=Severity(severity),
        opened_at=datetime.fromisoformat(opened),
        updated_at=datetime.fromisoformat(updated),
        closed_at=None if closed is None else datetime.fromisoformat(closed),
        params=json.loads(params),
        model_id=model,
    )
