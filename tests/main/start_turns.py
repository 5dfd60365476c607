"""Child of `test_start_turns.py`: what each turn handed to the GUI thread at the start takes.

`python -m tests.main.start_turns FOLDER` prints one JSON object: `turns` with name, seconds of
this thread's processor time and the modules that appeared meanwhile; `unit`, seconds of the same
for a loop of fixed length.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication

from app.adapters.clock import SystemClock
from app.core.errors import HabitacleError
from app.main.car_link import live_car
from app.main.channels import SocketcandChannel
from app.main.compose import Hmi
from app.main.config import Config, DisplaySize, vehicle_dir
from app.ui.notify import QtNotify

LAST = "_opened"


def main() -> int:
    """Start an HMI, wait for its store, report, quit."""
    qt = QGuiApplication(["habitacle-test"])
    turns: list[tuple[str, float, list[str]]] = []

    def post(self: QtNotify, fn: Callable[[], None], plain: Any = QtNotify.post) -> None:
        def timed() -> None:
            before, began = set(sys.modules), time.thread_time()
            fn()
            took = time.thread_time() - began
            turns.append((name(fn), took, sorted(set(sys.modules) - before)))
            if name(fn) == LAST:
                qt.quit()

        plain(self, timed)

    QtNotify.post = post  # type: ignore[method-assign]
    config = Config(
        vehicle_dir("habitacle-ev"),
        Path(sys.argv[1]),
        broker="mqtt://127.0.0.1:9",
        can={"powertrain": SocketcandChannel("127.0.0.1", 9, "can0")},
        display=DisplaySize(1920, 720, 12.3),
    )
    clock = SystemClock()
    hmi = Hmi(config, live_car(config, clock), clock, fatal=refuse)
    hmi.open()
    qt.exec()
    hmi.close()
    figures = {"unit": min(unit() for _ in range(20)), "turns": turns}
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def refuse(error: HabitacleError) -> None:
    """No start of this test may end the HMI."""
    raise error


def name(fn: Any) -> str:
    """The function behind any number of `partial`."""
    while isinstance(fn, partial):
        fn = fn.args[0] if fn.args and callable(fn.args[0]) else fn.func
    return str(getattr(fn, "__name__", fn))


def unit() -> float:
    """Seconds of processor time for a loop of fixed length; about 0.75 ms."""
    began = time.thread_time()
    sum(n * n for n in range(30_000))
    return time.thread_time() - began


if __name__ == "__main__":
    sys.exit(main())
