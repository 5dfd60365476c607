"""Privacy mode, location, guest and minor: few flags of the profile, so a line of `meta`."""

import sqlite3
from concurrent.futures import Future

from app.adapters.store.meta import get_meta, set_meta
from app.adapters.store.store import Store
from app.features.consent.domain.modes import ModeState, read, written

_KEY = "modes"


class ModeRepository:
    """Implements `ModeStore` over the profile's file: an erased profile has none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> "Future[ModeState]":
        """What was kept; the strictest where that cannot be read."""
        return self._store.profile.read(lambda connection: read(get_meta(connection, _KEY)))

    def save(self, state: ModeState) -> "Future[None]":
        """Replace what is kept."""

        def write(connection: sqlite3.Connection) -> None:
            set_meta(connection, _KEY, written(state))

        return self._store.profile.write(write)
