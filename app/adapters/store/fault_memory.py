"""What the car's control units had stored: one document a vehicle profile."""

import logging
import sqlite3
from concurrent.futures import Future

from app.adapters.store.crc import crc_of
from app.adapters.store.store import Store

_log = logging.getLogger(__name__)
_SAVE = (
    "INSERT INTO fault_memory(vehicle, body, crc) VALUES(?, ?, ?)"
    " ON CONFLICT(vehicle) DO UPDATE SET body=excluded.body, crc=excluded.crc"
)


class FaultMemoryRepository:
    """The fault records of the device's file, for the vehicle profile *vehicle*."""

    def __init__(self, store: Store, vehicle: str) -> None:
        self._store = store
        self._vehicle = vehicle

    def load(self) -> "Future[str | None]":
        """The document; None if there is none or it is damaged, which is reported."""

        def run(connection: sqlite3.Connection) -> str | None:
            row = connection.execute(
                "SELECT body, crc FROM fault_memory WHERE vehicle=?", (self._vehicle,)
            ).fetchone()
            if row is None:
                return None
            body, crc = row
            if crc_of((self._vehicle, body)) != crc:
                _log.error("The fault records of %s are damaged and not used", self._vehicle)
                return None
            return str(body)

        return self._store.device.read(run)

    def save(self, body: str) -> "Future[None]":
        """Replace the document."""

        def run(connection: sqlite3.Connection) -> None:
            fields = (self._vehicle, body)
            connection.execute(_SAVE, (*fields, crc_of(fields)))

        return self._store.device.write(run)
