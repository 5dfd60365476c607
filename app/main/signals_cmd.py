"""`habitacle signals`: a log file to rows of decoded values."""

import argparse
import fnmatch
import json
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from app.adapters.can.dbc import load_dbc
from app.adapters.can.dbc_decoder import MessageDecoder, message_decoders
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.logs.records import Record
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.replay import channel_map
from app.adapters.can.rows import DbcRows, ProfileRows, Row, RowSource
from app.core.errors import HabitacleError
from app.main.config import vehicle_dir
from app.main.progress import counted
from app.main.signals_out import WRITERS
from app.main.trace_log import trace_as_log

BAD_LINE_SHARE = 0.01
"""More unreadable lines than this share of a log make the command fail."""
COUNTS = (
    "frames",
    "decoded",
    "unknown_id",
    "unmapped_channel",
    "short",
    "long",
    "error_frames",
    "remote",
    "checksum",
    "counter",
    "mux_unknown",
    "transport_lost",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `habitacle signals`."""
    parser.description = "Decode a CAN log. Exit code 1: refused, truncated or damaged input."
    parser.epilog = (
        "example: habitacle signals drive.log --dbc car.dbc --format csv --only '*SPEED*'"
    )
    parser.add_argument(
        "log",
        type=Path,
        metavar="LOG",
        help="log file, plain or gzipped, or a trace (.habtrace); - is standard input",
    )
    parser.add_argument("--vehicle", metavar="P", help="vehicle profile: id or folder")
    parser.add_argument(
        "--dbc",
        action="append",
        type=Path,
        metavar="FILE",
        help="decode by this DBC; with --vehicle: where the profile's DBC is",
    )
    parser.add_argument(
        "--channel",
        action="append",
        default=[],
        metavar="N=X",
        help="DBC file (or, with --vehicle, bus of the profile) of the log's channel N",
    )
    parser.add_argument("--format", choices=sorted(WRITERS), required=True)
    parser.add_argument("--emit", choices=("all", "change"), default="all")
    parser.add_argument("--only", metavar="GLOB", help="signals whose name matches")
    parser.add_argument(
        "--tail", type=float, default=0, metavar="S", help="run the clock S seconds past the end"
    )
    parser.add_argument("--check-range", action="store_true", help="with --dbc: apply its ranges")
    parser.add_argument("--stats", type=Path, metavar="FILE", help="write counts as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the rows of a log; 0, 1 for refused or damaged input, 2 for wrong usage."""
    with trace_as_log(args):
        fault = _usage_fault(args)
        if fault:
            print(f"habitacle signals: {fault}", file=sys.stderr)
            return 2
        return print_rows(args)


def print_rows(args: argparse.Namespace, start_s: float = 0.0) -> int:
    """The rows of a log without its first *start_s* seconds; the exit code."""
    reader = LogReader(args.log)
    source = _source(args)
    tally: dict[str, dict[str, int]] = {}
    frames = reader if sys.stdout.isatty() else counted(reader, "frames", sys.stderr)
    records = _Started(frames, int(start_s * 1e9))
    rows = _counted(source.rows(records, int(args.tail * 1e9)), tally)
    try:
        WRITERS[args.format](sys.stdout, _chosen(rows, args, records))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    stats = reader.stats
    counts = {name: source.counts().get(name, 0) for name in COUNTS}
    counts |= {"bad_lines": stats.bad_lines, "truncated": stats.truncated}
    if args.stats:
        _write(args.stats, json.dumps({**counts, "signals": tally}, indent=1) + "\n")
    print(json.dumps(counts), file=sys.stderr)
    if stats.truncated:
        print(f"{args.log}: the log ends in the middle of a frame.", file=sys.stderr)
    damaged = stats.truncated or stats.bad_lines > BAD_LINE_SHARE * stats.lines
    return 1 if damaged else 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise HabitacleError(f"{path} cannot be written: {error.strerror}.") from error


def _usage_fault(args: argparse.Namespace) -> str | None:
    if not (args.vehicle or args.dbc or args.channel):
        return "give --vehicle P, --dbc FILE or --channel N=FILE."
    if bad := next((item for item in args.channel if "=" not in item), None):
        return f"--channel {bad}: expected N=X."
    if not 0 <= args.tail < math.inf:
        return f"--tail is {args.tail:g}; expected seconds, 0 or more."
    if args.check_range and args.vehicle:
        return "--check-range goes with --dbc."
    if not args.vehicle and args.dbc and len(args.dbc) > 1:
        return "give one --dbc FILE, or --channel N=FILE for each channel."
    return None


def _source(args: argparse.Namespace) -> RowSource:
    options = dict(item.split("=", 1) for item in args.channel)
    if args.vehicle:
        profile = load_profile(vehicle_dir(args.vehicle), args.dbc or ())
        buses = {bus.name: bus.channels for bus in profile.buses}
        return ProfileRows(load_plan(profile, None), channel_map(buses, options))
    decoders: dict[str | None, Mapping[int, MessageDecoder]] = {}
    for path in args.dbc or ():
        decoders[None] = message_decoders(load_dbc(path))
    for label, name in options.items():
        decoders[label] = message_decoders(load_dbc(Path(name)))
        if label.isdecimal():
            decoders[f"can{label}"] = decoders[label]
    return DbcRows(decoders, check_range=args.check_range)


def _counted(rows: Iterable[Row], tally: dict[str, dict[str, int]]) -> Iterator[Row]:
    for row in rows:
        counts = tally.get(row.signal)
        if counts is None:
            counts = tally[row.signal] = {"valid": 0, "invalid": 0, "stale": 0}
        counts[row.validity.value] += 1
        yield row


class _Started:
    """Records of a log from *skip_ns* on; remembers the first stamp, from which `time` counts."""

    def __init__(self, records: Iterable[Record], skip_ns: int) -> None:
        self._records = records
        self._skip_ns = skip_ns
        self.start_ns = 0

    def __iter__(self) -> Iterator[Record]:
        records = iter(self._records)
        first = next(records, None)
        if first is None:
            return
        self.start_ns = first.t_ns
        begin = first.t_ns + self._skip_ns
        yield from (each for each in chain((first,), records) if each.t_ns >= begin)


def _chosen(
    rows: Iterable[Row], args: argparse.Namespace, records: _Started
) -> Iterator[dict[str, Any]]:
    """The rows asked for, as the records that are written."""
    last: dict[tuple[str, str], tuple[Any, ...]] = {}
    for row in rows:
        if args.only and not fnmatch.fnmatchcase(row.signal, args.only):
            continue
        if args.emit == "change":
            now = (row.value, row.validity, row.reason)
            if last.get((row.bus, row.signal)) == now:
                continue
            last[row.bus, row.signal] = now
        yield {
            "time": round((row.t_ns - records.start_ns) / 1e9, 6),
            "log_time": round(row.t_ns / 1e9, 6),
            "bus": row.bus,
            "signal": row.signal,
            "value": row.value,
            "unit": row.unit,
            "validity": row.validity.value,
            "reason": row.reason.value or None,
            "label": row.label,
        }
