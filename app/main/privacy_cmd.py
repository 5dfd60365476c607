"""`habitacle privacy ledger`: what left the car, read while the app is stopped."""

import argparse
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from app.adapters.store.connection import read_only, refuse_foreign
from app.adapters.store.ledger import intact, newest_entries
from app.adapters.store.lock import DataLock
from app.adapters.store.schema import DEVICE, PROFILE, refuse_newer
from app.adapters.store.store import DEVICE_FILE, PROFILE_FILE
from app.core.errors import HabitacleError
from app.features.consent.domain.ledger import LedgerEntry
from app.main.config import default_data_dir

_EVERYTHING = -1
_EPILOG = "Example: habitacle privacy ledger --data-dir ~/car --format jsonl"
_WIDTHS = (24, 7, 16, 8, 40)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands of `habitacle privacy`."""
    parser.epilog = _EPILOG
    commands = parser.add_subparsers(dest="privacy_command", metavar="COMMAND", required=True)
    ledger = commands.add_parser(
        "ledger",
        help="list what left the car, newest first",
        description="List what left the car, newest first, and check that nothing is missing.",
        epilog=_EPILOG,
    )
    ledger.add_argument("--data-dir", type=Path, metavar="D", help="where the app keeps its data")
    ledger.add_argument("--format", choices=("table", "jsonl"), default="table")


def run(args: argparse.Namespace) -> int:
    """Print the ledger. HabitacleError when it cannot be read or was tampered with."""
    data_dir = (args.data_dir or default_data_dir()).expanduser()
    if not data_dir.is_dir():
        raise HabitacleError(f"There is no data folder {data_dir}.")
    if not (data_dir / DEVICE_FILE).is_file():
        raise HabitacleError(f"The folder {data_dir} holds no data of Habitacle.")
    lock = DataLock(data_dir)
    try:
        entries, damaged = _read(data_dir)
    finally:
        lock.release()
    write = _jsonl if args.format == "jsonl" else _table
    write(entries)
    if damaged:
        raise HabitacleError(f"The ledger in {' and '.join(damaged)} was changed or cut.")
    return 0


def _read(data_dir: Path) -> tuple[list[LedgerEntry], list[str]]:
    entries: list[LedgerEntry] = []
    damaged = []
    for name, steps in ((DEVICE_FILE, DEVICE), (PROFILE_FILE, PROFILE)):
        path = data_dir / name
        if not path.is_file():
            raise HabitacleError(f"The file {name} is missing in {data_dir}.")
        refuse_foreign(path)
        try:
            connection = read_only(path)
            try:
                refuse_newer(connection, steps, name)
                entries += newest_entries(connection, _EVERYTHING)
                damaged += [] if intact(connection) else [name]
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise HabitacleError(f"The database {name} cannot be read: {error}.") from error
    entries.sort(key=lambda entry: entry.time, reverse=True)
    return entries, damaged


def _jsonl(entries: list[LedgerEntry]) -> None:
    for entry in entries:
        print(json.dumps(entry.body, ensure_ascii=False, separators=(",", ":")))


def _table(entries: list[LedgerEntry]) -> None:
    if not entries:
        print("Nothing has left the car.")
        return
    _line("time (UTC)", "purpose", "recipient", "bytes", "data", "topic")
    for entry in entries:
        data = ", ".join(entry.categories) or entry.kind
        stamp = str(entry.body["ts"])
        _line(stamp, entry.purpose, entry.recipient, str(entry.bytes), data, entry.topic)


def _line(*cells: str) -> None:
    *columns, last = cells
    align: list[Callable[[str, int], str]] = [str.ljust] * len(columns)
    align[3] = str.rjust
    padded = [fit(cell, width) for fit, cell, width in zip(align, columns, _WIDTHS, strict=True)]
    print("  ".join([*padded, last]))
