"""The databases of an app that does not run, for the commands that only read."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.adapters.store.connection import read_only
from app.adapters.store.driver import errors
from app.adapters.store.examine import Form, form_of
from app.adapters.store.lock import DataLock
from app.adapters.store.places import DEVICE_FILE, PROFILE_FILE
from app.adapters.store.schema import DEVICE, PROFILE, SchemaDamagedError, refuse_newer
from app.core.errors import HabitacleError
from app.core.keys import KeyStore

_FILES = {DEVICE_FILE: DEVICE, PROFILE_FILE: PROFILE}


@contextlib.contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the data folder, which must be one of ours. HabitacleError says why not."""
    if not data_dir.is_dir():
        raise HabitacleError(f"There is no data folder {data_dir}.")
    if not (data_dir / DEVICE_FILE).is_file():
        raise HabitacleError(f"The folder {data_dir} holds no data of Habitacle.")
    lock = DataLock(data_dir)
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def reading(data_dir: Path, key: KeyStore) -> Iterator[dict[str, sqlite3.Connection]]:
    """Read-only connections by file name; the caller holds the folder. HabitacleError says why not.

    A file that is not plain is opened with its key of *key*.
    """
    with contextlib.ExitStack() as stack:
        connections = {}
        for name in _FILES:
            connections[name] = _open(data_dir / name, key)
            stack.callback(connections[name].close)
        try:
            yield connections
        except errors() as error:
            raise HabitacleError(f"The data in {data_dir} cannot be read: {error}.") from error


def _open(path: Path, key: KeyStore) -> sqlite3.Connection:
    name = path.name
    if not path.is_file():
        raise HabitacleError(f"The file {name} is missing in {path.parent}.")
    secret = None
    if form_of(path) is Form.OTHER:
        if not key.knows(path.stem):
            raise HabitacleError(
                f"The file {name} in the data folder is not a database, or its key is missing."
            )
        secret = key.database_key(path.stem)
    try:
        connection = read_only(path, secret)
        try:
            refuse_newer(connection, _FILES[name], name)
        except BaseException:
            connection.close()
            raise
    except SchemaDamagedError as error:
        raise HabitacleError(f"The database {name} is damaged; start the app.") from error
    except errors() as error:
        raise HabitacleError(f"The database {name} cannot be read: {error}.") from error
    return connection
