"""Questions from outside that wait for the driver: few, and of no weight, so a line of `meta`."""

import sqlite3
from collections.abc import Iterable
from concurrent.futures import Future

from app.adapters.store.meta import get_meta, set_meta
from app.adapters.store.store import Store
from app.features.consent.domain.proposals import Proposal, added, read, written

_KEY = "proposals"


class ProposalRepository:
    """Implements `ProposalStore` over the device's file, where commands have their effect."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> "Future[list[Proposal]]":
        """All of them, oldest first."""
        return self._store.device.read(lambda connection: read(get_meta(connection, _KEY)))

    def remove(self, ids: Iterable[str]) -> "Future[None]":
        """These are decided or over."""
        gone = frozenset(ids)

        def write(connection: sqlite3.Connection) -> None:
            kept = [each for each in read(get_meta(connection, _KEY)) if each.id not in gone]
            set_meta(connection, _KEY, written(kept))

        return self._store.device.write(write)


def add_proposal(connection: sqlite3.Connection, proposal: Proposal) -> None:
    """Keep *proposal*, in the caller's transaction."""
    kept = added(read(get_meta(connection, _KEY)), proposal)
    set_meta(connection, _KEY, written(kept))
