"""Child of `tests.bench.screen`: time until a window takes a press, and shows that it did.

`python -m tests.bench.start_child bare|hmi SPAWNED FOLDER`; SPAWNED is the parent's monotonic
time in seconds just before it started this process. Prints milliseconds: first frame, first frame
after a press.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtQuick import QQuickWindow

_LAST_MS = 200
BARE = b"""import QtQuick
Window { id: root; width: 1920; height: 720; visible: true; color: "black"
Rectangle { objectName: "Vehicle health"; width: 100; height: 100
color: area.pressed ? "white" : "grey"
MouseArea { id: area; anchors.fill: parent } } }
"""


def main() -> int:
    """Open the window asked for, press, report, quit."""
    kind, spawned, folder = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
    if kind == "hmi":
        gc.disable()  # as `habitacle run` does while it loads
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication(["habitacle-bench"])
    window, close = _bare() if kind == "bare" else _hmi(folder)
    frames: list[float] = []

    def swapped() -> None:
        frames.append(1e3 * (time.monotonic() - spawned))
        if len(frames) == 1:
            QTimer.singleShot(0, lambda: press(window))
        elif len(frames) == 2:
            sys.stdout.write(json.dumps({"first": frames[0], "interactive": frames[1]}) + "\n")
            sys.stdout.flush()
            QTimer.singleShot(_LAST_MS, app.quit)

    window.frameSwapped.connect(swapped)
    app.exec()
    close()
    return 0


def press(window: "QQuickWindow") -> None:
    """Press, without releasing, what both windows call "Vehicle health"."""
    from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtQuick import QQuickItem

    item = window.findChild(QQuickItem, "Vehicle health")
    assert isinstance(item, QQuickItem)
    at = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseButtonPress, at, at, button, button, none)
    QCoreApplication.sendEvent(window, event)
    assert item.property("down") is not False


def _bare() -> tuple["QQuickWindow", Callable[[], object]]:
    from PySide6.QtQml import QQmlApplicationEngine
    from PySide6.QtQuick import QQuickWindow

    engine = QQmlApplicationEngine()
    engine.loadData(BARE)
    window = engine.rootObjects()[0]
    assert isinstance(window, QQuickWindow)
    return window, engine.deleteLater


def _hmi(folder: Path) -> tuple["QQuickWindow", Callable[[], object]]:
    import app.ui.plain_import  # noqa: F401  # isort: skip  (before what loads faster by it)

    from app.adapters.clock import SystemClock
    from app.main.car_link import live_car
    from app.main.channels import SocketcandChannel
    from app.main.compose import Hmi
    from app.main.config import Config, DisplaySize, vehicle_dir

    nowhere = SocketcandChannel("127.0.0.1", 9, "can0")
    display, clock = DisplaySize(1920, 720, 12.3), SystemClock()
    profile = vehicle_dir("habitacle-ev")
    config = Config(profile, folder, can={"powertrain": nowhere}, display=display)

    def fail(error: Exception) -> None:
        raise error

    hmi = Hmi(config, live_car(config, clock), clock, fatal=fail)
    window = hmi.open()
    gc.freeze()
    gc.enable()
    return window, hmi.close


if __name__ == "__main__":
    sys.exit(main())
