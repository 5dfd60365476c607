"""The table `meta`: few texts by key."""

import sqlite3


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """Value of *key*, if any."""
    row = connection.execute("SELECT v FROM meta WHERE k=?", (key,)).fetchone()
    return None if row is None else str(row[0])


def get_count(connection: sqlite3.Connection, key: str) -> int:
    """Number stored under *key*; 0 where there is none or it is no number."""
    text = get_meta(connection, key) or ""
    return int(text) if text.isascii() and text.isdigit() else 0


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Write *key*."""
    connection.execute(
        "INSERT INTO meta(k, v) VALUES(?, ?) ON CONFLICT(k) DO UPDATE SET v=excluded.v",
        (key, value),
    )


def ensure_meta(connection: sqlite3.Connection, key: str, value: str) -> str:
    """The stored value of *key*, written as *value* if there was none."""
    connection.execute("INSERT OR IGNORE INTO meta(k, v) VALUES(?, ?)", (key, value))
    return get_meta(connection, key) or value


def forget_meta(connection: sqlite3.Connection, key: str) -> None:
    """Remove *key*."""
    connection.execute("DELETE FROM meta WHERE k=?", (key,))


def next_seq(connection: sqlite3.Connection, table: str) -> int:
    """The next number of an AUTOINCREMENT table; never one that was used before."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name=?", (table,)).fetchone()
    return 1 if row is None else int(row[0]) + 1
