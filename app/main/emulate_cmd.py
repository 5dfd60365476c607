"""`habitacle emulate`: the whole desk, started and ended together."""

import argparse
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from app.adapters.clock import DeskClock
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.emulator.workplace import claimed
from app.main import logs
from app.main.config import add_developer, default_data_dir, parse_display
from app.main.desk import Desk, HmiOptions, emulator_dir

_POLL_S = 0.1
_LAST_PORT = 65535
_DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--headless", action="store_true", help="no window at all")
    shown.add_argument(
        "--gallery", action="store_true", help="only a window with all controls, for designers"
    )
    parser.add_argument("--display", default="1920x720@12.3", metavar="WxH[@IN]")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="where the HMI keeps data")
    parser.add_argument("--broker-port", type=_port, metavar="N", help="default: a free one")
    parser.add_argument(
        "--vnc-port", type=_vnc_port, default=5900, metavar="N", help="HMI; bench: N+1"
    )
    parser.add_argument(
        "--trace", type=Path, metavar="FILE", help="record everything into FILE (.habtrace)"
    )
    parser.add_argument(
        "--scenario",
        type=Path,
        metavar="F",
        help="run this scenario over data of its own; --headless: the exit code is its result",
    )
    add_developer(parser)
    parser.epilog = "example: habitacle emulate --display 1024x600@7"


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 0 < number <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port, 1 to {_LAST_PORT}")
    return number


def _vnc_port(text: str) -> int:
    number = _port(text)
    if number == _LAST_PORT:
        raise argparse.ArgumentTypeError("the bench takes the next port, and there is none")
    return number


def run(args: argparse.Namespace) -> int:
    """Run until a window closes or Ctrl-C; every process has ended when it returns."""
    parse_display(args.display)
    folder = args.data_dir or emulator_dir(default_data_dir())
    shown = not args.headless
    vnc = shown and not any(os.environ.get(name) for name in _DISPLAY_VARIABLES)
    platform = _platform(args, vnc=vnc)
    clock = DeskClock()
    if args.gallery:
        return _gallery(clock, folder, args, platform)
    if args.scenario is not None:
        return _scenario(args, platform, args.vnc_port + 1 if vnc else None)
    with claimed(folder):
        logs.keep_in(folder)
        options = HmiOptions(
            [
                *("--data-dir", str(folder / "hmi"), "--display", args.display),
                *(["--developer"] if args.developer else []),
            ],
            {"QT_QPA_PLATFORM": platform} if platform else {},
            hands=shown,
        )
        desk = Desk(clock, options, args.broker_port, folder / "cloud")
        desk.supervisor.start()
        try:
            with _traced(desk, args.trace):
                _greet(desk, args, vnc=vnc)
                if shown:
                    return _windowed(desk, clock, folder, args.vnc_port + 1 if vnc else None)
                return _headless(desk)
        finally:
            desk.supervisor.stop()


def _scenario(args: argparse.Namespace, platform: str, vnc_port: int | None) -> int:
    """Over the display and the data folder that the scenario says."""
    if args.data_dir is not None:
        raise HabitacleError("--scenario brings its own data; leave out --data-dir.")
    from app.main.emulate_scenario import one_run, play

    def show(desk: Desk, clock: Clock, folder: Path) -> int:
        return _windowed(desk, clock, folder, vnc_port)

    run = one_run(args.scenario)
    return play(run, platform, lambda d: _traced(d, args.trace), None if args.headless else show)


@contextlib.contextmanager
def _traced(desk: Desk, path: Path | None) -> Iterator[None]:
    """Record into *path* what happens meanwhile; None records nothing."""
    if path is None:
        yield
        return
    tracer = desk.trace(path)
    try:
        yield
    finally:
        print(f"Trace    {tracer.stop()}", flush=True)


def _gallery(clock: Clock, folder: Path, args: argparse.Namespace, platform: str) -> int:
    if platform:
        os.environ["QT_QPA_PLATFORM"] = platform
        print(f"No display here: look with a VNC viewer at 127.0.0.1:{args.vnc_port}.", flush=True)
    from app.main.gallery_window import run_gallery

    return run_gallery(clock, folder)


def _platform(args: argparse.Namespace, *, vnc: bool) -> str:
    if args.headless:
        return "offscreen"
    if not vnc:
        return ""
    for port in (args.vnc_port, args.vnc_port + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise HabitacleError(
                    f"Port {port} is in use; choose another --vnc-port."
                ) from error
    size = args.display.partition("@")[0]
    return f"vnc:size={size}:port={args.vnc_port}"


def _greet(desk: Desk, args: argparse.Namespace, *, vnc: bool) -> None:
    print(f"Broker   {desk.supervisor.broker.url}")
    for bus, channel in desk.car.channels.items():
        print(f"CAN      {bus} = {channel}")
    if vnc:
        print(f"No display here: look with a VNC viewer at 127.0.0.1:{args.vnc_port} (the HMI)")
        print(f"and 127.0.0.1:{args.vnc_port + 1} (the bench), or use --headless.")
    print("Ctrl-C ends everything.", flush=True)


def _windowed(desk: Desk, clock: Clock, folder: Path, vnc_port: int | None) -> int:
    if vnc_port is not None:
        os.environ["QT_QPA_PLATFORM"] = f"vnc:size=1360x850:port={vnc_port}"
    from app.main.bench_window import run_bench

    return run_bench(desk, clock, folder)


def _headless(desk: Desk) -> int:
    # Not an event: its lock may be held by the very wait that the signal interrupts.
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: asked.append(number))
    while not asked:
        time.sleep(_POLL_S)
        code = desk.supervisor.hmi_ended()
        if code is not None:
            print(f"The HMI has ended with code {code}.", file=sys.stderr)
            return code
    return 0
