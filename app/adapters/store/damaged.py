"""Reading a database that is damaged: as much as its sound pages give."""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.adapters.store.connection import read_only
from app.adapters.store.driver import errors

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def reading(path: Path, key: bytes | None) -> Iterator[sqlite3.Connection | None]:
    """The database, None where there is none; never written to."""
    if not path.exists():
        yield None
        return
    connection = read_only(path, key)
    try:
        yield connection
    finally:
        connection.close()


def read_rows(source: sqlite3.Connection, table: str, columns: Sequence[str]) -> Iterator[Any]:
    """Rows from both ends, as far as the pages between can be read; none twice."""
    seen = set()
    for order in ("", " ORDER BY 1 DESC"):
        try:
            for row in source.execute(f"SELECT {', '.join(columns)} FROM {table}{order}"):  # noqa: S608
                if row not in seen:
                    seen.add(row)
                    yield row
        except errors(OverflowError, ValueError) as error:
            _log.debug("the table %s can be read in part: %s", table, error)
        else:
            return
