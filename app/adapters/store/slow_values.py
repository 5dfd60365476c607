"""The newest slow values of a car, so that they come back after a restart with their age."""

import json
import logging
import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

from app.adapters.store.crc import crc_of
from app.adapters.store.store import Store
from app.core.signals import Value
from app.core.slow_values import SlowValue

_log = logging.getLogger(__name__)
_COLUMNS = "path, value, unit, at_ms"
_SAVE = (
    f"INSERT INTO slow_value(vehicle, {_COLUMNS}, crc) VALUES(?, ?, ?, ?, ?, ?)"
    " ON CONFLICT(vehicle, path) DO UPDATE SET value=excluded.value, unit=excluded.unit,"
    " at_ms=excluded.at_ms, crc=excluded.crc"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class SlowValueRepository:
    """Slow values of one vehicle, *vehicle* being its profile's id and version, in `device`."""

    def __init__(self, store: Store, vehicle: str) -> None:
        self._store = store
        self._vehicle = vehicle

    def save(self, values: Sequence[SlowValue], drop_before: datetime) -> "Future[None]":
        """Replace the stored values of the same paths; forget what is older than *drop_before*."""

        def run(connection: sqlite3.Connection) -> None:
            for item in values:
                fields = (self._vehicle, *_fields(item))
                connection.execute(_SAVE, (*fields, crc_of(fields)))
            connection.execute("DELETE FROM slow_value WHERE at_ms < ?", (_ms(drop_before),))

        return self._store.device.write(run)

    def load(self) -> "Future[list[SlowValue]]":
        """All values of the vehicle; a damaged row is reported and left out."""

        def run(connection: sqlite3.Connection) -> list[SlowValue]:
            rows = connection.execute(
                f"SELECT {_COLUMNS}, crc FROM slow_value WHERE vehicle=? ORDER BY path",  # noqa: S608
                (self._vehicle,),
            )
            values = []
            for path, value, unit, at_ms, crc in rows:
                if crc_of((self._vehicle, path, value, unit, at_ms)) == crc:
                    values.append(
                        SlowValue(path, _value(value), unit, _EPOCH + timedelta(milliseconds=at_ms))
                    )
                else:
                    _log.error("The stored value of %s is damaged and not used", path)
            return values

        return self._store.device.read(run)


def _fields(item: SlowValue) -> tuple[str, str, str | None, int]:
    value = json.dumps(item.value, ensure_ascii=False, allow_nan=False)
    return item.path, value, item.unit, _ms(item.at)


def _ms(at: datetime) -> int:
    return (at - _EPOCH) // _MS


def _value(text: str) -> Value:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value
