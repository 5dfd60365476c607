"""`habitacle run --hands`: the HMI of a desk, seen and touched over an inherited socket."""

import argparse
import os
import socket
import stat
import threading
from datetime import datetime

from PySide6.QtCore import QTimer

from app.adapters.clock import DeskClock
from app.core.errors import HabitacleError
from app.main import logs
from app.main.car_link import live_car
from app.main.compose import Hmi
from app.main.config import Config
from app.main.data_dir import usable
from app.main.startup import Phase
from app.main.window_app import run_window
from app.ui.notify import QtNotify

_STANDARD_FDS = 3
_LOOK_MS = 10


def run_with_hands(args: argparse.Namespace, config: Config) -> int:
    """Open the HMI with a clock that can be set and a port that opens after the first frame."""
    if args.hands is None:
        raise HabitacleError("--wall is for a desk: it needs --hands.")
    if not args.developer:
        raise HabitacleError("--hands is for developers: it needs --developer.")
    channel = inherited(args.hands)
    clock = DeskClock(None if args.wall is None else parse_wall(args.wall))
    logs.keep_in(usable(config.data_dir))
    ports: list[object] = []  # kept until the window is closed

    def opened(hmi: Hmi) -> None:
        hmi.startup.add(Phase("hands", lambda: _load(hmi, clock, channel, ports)))

    return run_window(config, live_car(config, clock), clock, developer=True, opened=opened)


def inherited(fd: int) -> socket.socket:
    """The connected, nameless local socket at *fd*; HabitacleError for anything else."""
    refused = HabitacleError(f"--hands {fd}: that is not a socket this process has inherited.")
    try:
        is_socket = fd >= _STANDARD_FDS and stat.S_ISSOCK(os.fstat(fd).st_mode)
    except (OSError, OverflowError) as error:
        raise refused from error
    if not is_socket:
        raise refused
    channel = socket.socket(fileno=fd)
    try:
        names = (channel.getsockname(), channel.getpeername())
    except OSError as error:
        channel.detach()
        raise refused from error
    local = channel.family == socket.AF_UNIX and channel.type == socket.SOCK_STREAM
    if not local or any(names):
        channel.detach()
        raise refused
    channel.set_inheritable(False)
    channel.setblocking(False)
    return channel


def parse_wall(text: str) -> datetime:
    """An aware time of ISO 8601, in a year a clock may show."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError as error:
        raise HabitacleError(f"'{text}' is not a time as 2026-06-21T12:00:00Z.") from error
    if wall.tzinfo is None:
        raise HabitacleError(f"The time '{text}' says no zone; end it with Z for UTC.")
    if not 1970 <= wall.year < 9999:  # noqa: PLR2004  what a machine's clock can say, and go on
        raise HabitacleError(f"The time '{text}' is not one a clock can show.")
    return wall


def _load(hmi: Hmi, clock: DeskClock, channel: socket.socket, ports: list[object]) -> None:
    """Load the port beside the GUI thread, then open it there.

    Not before the start-up thread is through with the screens: PySide6's namespace `Qt` is made at
    its first use, and another thread that uses it meanwhile finds it without its names.
    """
    notify = QtNotify()
    look = QTimer(interval=_LOOK_MS)
    ports += [notify, look]

    def open_port() -> None:
        from app.main.hands import Port
        from app.main.hands_acts import acts

        if hmi.window is not None:
            port = Port(channel)
            port.acts = acts(hmi, clock, port.tell)
            ports.append(port)

    def load() -> None:
        from app.main import hands, hands_acts  # noqa: F401  loaded for `open_port`

        notify.post(open_port)

    def begin() -> None:
        if hmi.window is None:
            look.stop()
        elif hmi.window.property("complete") is True:
            look.stop()
            threading.Thread(target=load, name="hands", daemon=True).start()

    look.timeout.connect(begin)
    look.start()
