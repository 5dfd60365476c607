"""The newest state of each order, mirrored, stored together with the message it causes."""

import logging
import sqlite3
from concurrent.futures import Future

from app.adapters.store.crc import crc_of
from app.adapters.store.meta import next_seq
from app.adapters.store.rows import add_row
from app.adapters.store.store import Store
from app.core.message import Outgoing

_log = logging.getLogger(__name__)


class OrderRepository:
    """Orders of the profile's file; their content is the marketplace's own JSON."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, order_id: str, body: str, outgoing: Outgoing | None) -> "Future[None]":
        """Replace the state of *order_id* and queue *outgoing*: both or neither."""

        def run(connection: sqlite3.Connection) -> None:
            put_order(connection, order_id, body)
            if outgoing is not None:
                add_row(connection, self._store, outgoing)

        return self._store.profile.write(run)

    def load(self) -> "Future[dict[str, str]]":
        """The state of each order, oldest change first; a damaged one is reported, left out."""

        def run(connection: sqlite3.Connection) -> dict[str, str]:
            orders = {}
            rows = connection.execute("SELECT n, order_id, body, crc FROM purchase ORDER BY n")
            for *fields, crc in rows:
                if crc_of(fields) == crc:
                    orders[str(fields[1])] = str(fields[2])
                else:
                    _log.error("The order %s is damaged and not used", fields[1])
            return orders

        return self._store.profile.read(run)


def put_order(connection: sqlite3.Connection, order_id: str, body: str) -> None:
    """Write an order's state in the current transaction."""
    fields = (next_seq(connection, "purchase"), order_id, body)
    connection.execute(
        "INSERT OR REPLACE INTO purchase(n, order_id, body, crc) VALUES(?, ?, ?, ?)",
        (*fields, crc_of(fields)),
    )
