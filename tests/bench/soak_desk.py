"""Child process of the soak and desk benches: `habitacle emulate` with both windows in memory.

`python -m tests.bench.soak_desk FOLDER PAUSE` drives the city loop until SIGTERM. With PAUSE above
0 an act of `soak_acts` follows every PAUSE seconds, and the bench shows its next tab. One JSON
object a line on stdout: `ready`, `moving`, each act, the frames of the bench at the end.
"""

import itertools
import json
import os
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from app.adapters.clock import DeskClock
from app.core.errors import HabitacleError
from app.main.bench_window import BenchWindow
from app.main.desk import Desk, HmiOptions
from app.main.quit_on_signal import QuitOnSignal
from app.ui.engine import route_qt_messages
from tests.bench.soak_acts import ACTS, until

_TABS = 7
_READY_S = 60.0


def say(**told: object) -> None:
    """One line to the parent."""
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()


def act(desk: Desk, pause_s: float, over: threading.Event) -> None:
    """Wait for a usable HMI, drive, then one act after another until *over*."""
    assert desk.hands is not None
    desk.hands.wait_ready(_READY_S)
    say(ready=True)
    desk.car.controls.drive_loop()
    until(lambda: desk.hands is not None and desk.hands.state().driving == "moving", "it moves")
    say(moving=True)
    if pause_s <= 0:
        return
    count = 0
    while not over.wait(pause_s):
        name, do = ACTS[count % len(ACTS)]
        began = time.monotonic()
        try:
            do(desk, count // len(ACTS))
            say(act=name, s=round(time.monotonic() - began, 2))
        except (HabitacleError, TimeoutError) as error:
            say(act=name, refused=str(error))
        count += 1


def main(folder: Path, pause_s: float) -> int:
    """Run until a signal or the end of the HMI; 1 for the latter."""
    clock = DeskClock()
    hmi = HmiOptions(["--data-dir", str(folder / "hmi")], hands=True)
    desk = Desk(clock, hmi, None, folder / "cloud")
    desk.supervisor.start()
    over = threading.Event()
    try:
        route_qt_messages()
        app = QGuiApplication(["habitacle-bench"])
        signals = QuitOnSignal(app)
        bench = BenchWindow(desk, clock, folder)
        frames = itertools.count()
        bench.window.frameSwapped.connect(lambda: next(frames))
        watch = QTimer(interval=200)
        watch.timeout.connect(lambda: desk.supervisor.hmi_ended() is None or app.exit(1))
        watch.start()
        tabs = QTimer(interval=round(pause_s * 1000) or 1)
        tabs.timeout.connect(
            lambda: bench.window.setProperty("tab", (bench.window.property("tab") + 1) % _TABS)
        )
        if pause_s > 0:
            tabs.start()
        worker = threading.Thread(target=act, args=(desk, pause_s, over), name="acts")
        worker.start()
        code = 0 if signals.asked else app.exec()
        over.set()
        worker.join(_READY_S)
        say(frames=next(frames))
        bench.close()
        signals.release()
        return code
    finally:
        over.set()
        desk.supervisor.stop()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2])))
