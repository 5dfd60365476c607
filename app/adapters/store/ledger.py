"""The ledger of everything that left: one hash chain per file."""

from concurrent.futures import Future

from app.adapters.store.ledger_rows import intact, newest_entries
from app.adapters.store.store import Store
from app.features.consent.domain.ledger import LedgerEntry

PAGE_MAX = 200


class Ledger:
    """Reads and checks the entries of both files."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, offset: int = 0, limit: int = PAGE_MAX) -> "Future[list[LedgerEntry]]":
        """Up to *limit* (at most 200) entries, newest first, after the *offset* newest."""
        size = min(limit, PAGE_MAX)

        def read() -> list[LedgerEntry]:
            found: list[LedgerEntry] = []
            for database in self._store.databases:
                found += newest_entries(database.connection, offset + size)
            found.sort(key=lambda entry: entry.time, reverse=True)
            return found[offset : offset + size]

        return self._store.read_all(read)

    def verify(self) -> "Future[bool]":
        """Whether no entry of either file was changed, removed, reordered or cut off."""
        return self._store.read_all(
            lambda: all(intact(database.connection) for database in self._store.databases)
        )
