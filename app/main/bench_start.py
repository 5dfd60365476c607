"""Child process of `habitacle bench`: time to the first frame, then resident memory.

`python -m app.main.bench_start bare|hmi SPAWNED FOLDER` prints one JSON object. SPAWNED is the
parent's monotonic time in seconds just before it started this process, FOLDER an empty one.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

SETTLE_MS = 2000
_BARE = b"""import QtQuick
Window { width: 1920; height: 720; visible: true; color: "black" }
"""


def rss_mb() -> float:
    """Resident memory of this process in MiB."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def main() -> int:
    """Open the window asked for, report, quit."""
    kind, spawned, folder = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
    if kind == "hmi":
        gc.disable()  # as `habitacle run` does while it loads
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication(["habitacle-bench"])
    close: list[Callable[[], object]] = []

    def first_frame() -> None:
        first_ms = 1e3 * (time.monotonic() - spawned)
        QTimer.singleShot(SETTLE_MS, lambda: report(first_ms))

    def report(first_ms: float) -> None:
        print(json.dumps({"first_frame_ms": first_ms, "rss_mb": rss_mb()}), flush=True)
        app.quit()

    close.append(_bare(first_frame) if kind == "bare" else _hmi(first_frame, folder))
    app.exec()
    for end in close:
        end()
    return 0


def _bare(first_frame: Callable[[], None]) -> Callable[[], object]:
    from PySide6.QtQml import QQmlApplicationEngine
    from PySide6.QtQuick import QQuickWindow

    engine = QQmlApplicationEngine()
    engine.loadData(_BARE)
    window = engine.rootObjects()[0]
    if not isinstance(window, QQuickWindow):
        raise TypeError("the bare window is no window")
    _once(window.frameSwapped, first_frame)
    return engine.deleteLater


def _hmi(first_frame: Callable[[], None], folder: Path) -> Callable[[], object]:
    import app.ui.plain_import  # noqa: F401  # isort: skip  (before what loads faster by it)

    from app.adapters.clock import SystemClock
    from app.main.car_link import live_car
    from app.main.channels import SocketcandChannel
    from app.main.compose import Hmi
    from app.main.config import Config, DisplaySize, vehicle_dir

    nowhere = SocketcandChannel("127.0.0.1", 9, "can0")
    clock = SystemClock()
    config = Config(
        vehicle_dir("habitacle-ev"),
        folder,
        can={"powertrain": nowhere},
        display=DisplaySize(1920, 720, 12.3),
    )

    def fail(error: Exception) -> None:
        raise error

    hmi = Hmi(config, live_car(config, clock), clock, fatal=fail)
    _once(hmi.open().frameSwapped, first_frame)
    gc.freeze()
    gc.enable()
    return hmi.close


def _once(signal: object, call: Callable[[], None]) -> None:
    def fire() -> None:
        signal.disconnect(fire)  # type: ignore[attr-defined]
        call()

    signal.connect(fire)  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
