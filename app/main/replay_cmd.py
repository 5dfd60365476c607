"""`habitacle replay`: the HMI with a recorded CAN log as its only source."""

import argparse
import math
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.replay import ReplayClock, ReplaySource, channel_map
from app.adapters.can.subscription import POSITION, without
from app.adapters.clock import SystemClock
from app.core.errors import HabitacleError
from app.main import config as configuration
from app.main import logs, signals_cmd
from app.main.car import Car, Loaded
from app.main.data_dir import usable
from app.main.trace_log import trace_as_log
from app.main.window_app import run_window

_MAX_RATE = 100.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "log", type=Path, metavar="LOG", help="CAN log, plain or gzipped, or a trace (.habtrace)"
    )
    parser.add_argument(
        "--vehicle", metavar="P", help="vehicle profile; by default that of the trace"
    )
    parser.add_argument("--dbc", action="append", type=Path, metavar="FILE", help="DBC file")
    parser.add_argument(
        "--rate", type=float, default=1.0, metavar="X", help="speed factor; 0: print rows"
    )
    parser.add_argument("--start", type=float, default=0.0, metavar="S", help="leave out S seconds")
    parser.add_argument("--loop", action="store_true", help="begin anew at the end")
    parser.add_argument("--channel", action="append", metavar="N=BUS", help="log label = bus")
    parser.add_argument("--data-dir", metavar="DIR", help="default: a folder that is thrown away")
    parser.add_argument("--display", default="1920x720@12.3", metavar="WxH[@IN]")
    parser.add_argument("--headless", action="store_true", help="no window")
    configuration.add_developer(parser)
    parser.epilog = "example: habitacle replay drive.log --vehicle toyota-rav4-2017 --dbc car.dbc"
    parser.set_defaults(config=None, broker=None, can=None)


def run(args: argparse.Namespace) -> int:
    """Replay until the window closes; the backend is never connected."""
    _check(args)
    with trace_as_log(args):
        if not args.vehicle:
            print("habitacle replay: give --vehicle P.", file=sys.stderr)
            return 2
        return _replay(args)


def _replay(args: argparse.Namespace) -> int:
    if args.rate == 0:
        return _print_rows(args)
    if args.headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with _data_dir(args.data_dir) as folder:
        args.data_dir = str(usable(folder))
        logs.keep_in(folder)
        config = configuration.from_arguments(args)
        clock = ReplayClock(SystemClock(), args.rate)
        car = recorded_car(args, config, clock)
        return run_window(config, car, clock, developer=args.developer)


def _check(args: argparse.Namespace) -> None:
    if not 0 <= args.rate <= _MAX_RATE:
        raise HabitacleError(f"--rate is {args.rate:g}; expected 0 to {_MAX_RATE:g}.")
    if not 0 <= args.start < math.inf:
        raise HabitacleError(f"--start is {args.start:g}; expected seconds, 0 or more.")
    if args.rate == 0 and (args.loop or not args.headless):
        raise HabitacleError("--rate 0 goes with --headless and without --loop.")
    _options(args.channel)


def _print_rows(args: argparse.Namespace) -> int:
    """The rows that change, as fast as possible, in the form of `habitacle signals`."""
    parser = argparse.ArgumentParser()
    signals_cmd.add_arguments(parser)
    words = [str(args.log), "--vehicle", args.vehicle, "--format", "jsonl", "--emit", "change"]
    wanted = parser.parse_args(words)
    wanted.dbc, wanted.channel = args.dbc, args.channel or []
    return signals_cmd.print_rows(wanted, args.start)


def recorded_car(args: argparse.Namespace, config: configuration.Config, clock: ReplayClock) -> Car:
    """The car of the log; HabitacleError for a log that cannot be read as one."""
    check_log(args.log)
    profile = load_profile(config.vehicle, config.dbc)
    labels = channel_map({bus.name: bus.channels for bus in profile.buses}, _options(args.channel))
    plan = without(load_plan(profile, config.data_dir / "cache"), POSITION)
    source = ReplaySource(args.log, labels, clock, args.start, loop=args.loop)
    sources = dict.fromkeys(sorted(set(labels.values())), source)
    return Car.of(Loaded(profile, plan, sources), present=False)


def check_log(path: Path) -> None:
    """HabitacleError unless *path* holds at least one frame in a known format."""
    from app.adapters.can.logs.reader import LogReader

    try:
        first = next(iter(LogReader(path)), None)
    except OSError as error:
        raise HabitacleError(f"{path}: {error.strerror}.") from error
    if first is None:
        raise HabitacleError(f"{path} holds no frame.")


def _options(items: list[str] | None) -> dict[str, str]:
    options = {}
    for item in items or []:
        label, separator, bus = item.partition("=")
        if not (label and separator and bus):
            raise HabitacleError(f"--channel {item}: expected N=BUS.")
        options[label] = bus
    return options


@contextmanager
def _data_dir(given: str | None) -> Iterator[Path]:
    if given is not None:
        yield Path(given).expanduser()
        return
    with tempfile.TemporaryDirectory(prefix="habitacle-replay-") as folder:
        yield Path(folder)
