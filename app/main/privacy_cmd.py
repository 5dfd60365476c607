"""`habitacle privacy`: what left the car, what is kept, and its end; while the app is stopped."""

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from app.adapters.clock import SystemClock
from app.adapters.farewell_file import note_leave
from app.adapters.keystore import FileKeyStore
from app.adapters.store.erase import erase_profile
from app.adapters.store.export import write_export
from app.adapters.store.ledger_rows import intact, newest_entries
from app.adapters.store.places import KEYS
from app.adapters.store.stopped import locked, reading
from app.core.errors import HabitacleError
from app.features.consent.domain.ledger import LedgerEntry
from app.main.config import default_data_dir
from app.main.logs import FOLDER as LOGS

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
    ledger.add_argument("--format", choices=("table", "jsonl"), default="table")
    export = commands.add_parser(
        "export",
        help="write what is kept of the driver to a ZIP file",
        description="Write what is kept of the driver to a ZIP file, with a page to read.",
        epilog="Example: habitacle privacy export --out my-data.zip",
    )
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="new ZIP file")
    erase = commands.add_parser(
        "erase",
        help="erase what is kept of the driver",
        description="Erase the driver's data and its key. Withdrawals still on their way stay;"
        " with the next connection the broker forgets the car's state and session.",
        epilog="Example: habitacle privacy erase --yes",
    )
    erase.add_argument("--yes", action="store_true", help="really erase")
    for command in (ledger, export, erase):
        command.add_argument("--data-dir", type=Path, metavar="D", help="folder of the app's data")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand. HabitacleError when the data cannot be read or was tampered with."""
    data_dir = (args.data_dir or default_data_dir()).expanduser()
    key = FileKeyStore(data_dir / KEYS)
    with locked(data_dir):
        match args.privacy_command:
            case "ledger":
                _ledger(data_dir, key, _jsonl if args.format == "jsonl" else _table)
            case "export":
                with reading(data_dir, key) as connections:
                    write_export(connections, args.out)
                print(f"Everything kept of the driver is in {args.out}.")
            case "erase":
                if not args.yes:
                    raise HabitacleError("Nothing was erased; add --yes to erase it all.")
                # Noted first: whatever cuts the power, the broker forgets the car as well.
                note_leave(data_dir)
                erase_profile(data_dir, key, SystemClock().utc())
                shutil.rmtree(data_dir / LOGS, ignore_errors=True)
                print("The driver's data is erased. The next start tells the backend to forget it.")
    return 0


def _ledger(data_dir: Path, key: FileKeyStore, write: Callable[[list[LedgerEntry]], None]) -> None:
    entries: list[LedgerEntry] = []
    damaged = []
    with reading(data_dir, key) as connections:
        for name, connection in connections.items():
            entries += newest_entries(connection, _EVERYTHING)
            damaged += [] if intact(connection) else [name]
    entries.sort(key=lambda entry: entry.time, reverse=True)
    write(entries)
    if damaged:
        raise HabitacleError(f"The ledger in {' and '.join(damaged)} was changed or cut.")


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
