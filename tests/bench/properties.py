"""A window with twelve live properties, fed at 60 Hz: the screen's end of the benchmark."""

import os
import time
from collections.abc import Callable

from app.adapters.can.feed import Batch, VehicleFeed
from app.core.reading import Form, reading_of

PATHS = (
    "Vehicle.TraveledDistance",
    "Vehicle.Speed",
    "Vehicle.Powertrain.CombustionEngine.Speed",
    "Vehicle.Chassis.Accelerator.PedalPosition",
    "Vehicle.Chassis.SteeringWheel.Angle",
    "Vehicle.Acceleration.Longitudinal",
    "Vehicle.Acceleration.Lateral",
    "Vehicle.AngularVelocity.Yaw",
    *(
        f"Vehicle.Chassis.Axle.{row}.Wheel.{side}.Speed"
        for row in ("Row1", "Row2")
        for side in ("Left", "Right")
    ),
)
BEATS_A_SECOND = 60
_FORM = Form(drop_after_s=86_400, decimals=2)
_QML = b"""
import QtQuick
Window {
    id: root
    required property list<QtObject> readings
    width: 640; height: 480; visible: true
    Grid {
        columns: 3
        Repeater {
            model: root.readings
            Text {
                required property var modelData
                width: 200; height: 100
                text: modelData.shown ? modelData.value.toFixed(2) : "-"
            }
        }
    }
}
"""


def screen_loop(feed: VehicleFeed, note: Callable[[Batch], None], until: float) -> None:
    """Collect in the window's event loop; *note* is called when the properties are set."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQml import QQmlApplicationEngine

    from app.adapters.clock import SystemClock
    from app.ui.beat import Beat
    from app.ui.reading import Reading

    clock = SystemClock()
    application = QGuiApplication.instance() or QGuiApplication([])
    readings = {path: Reading() for path in PATHS}
    engine = QQmlApplicationEngine()
    engine.setInitialProperties({"readings": list(readings.values())})
    engine.loadData(_QML)
    if not engine.rootObjects():
        raise RuntimeError("the window of the benchmark does not load")

    def beat() -> None:
        batch = feed.collect()
        if batch is None:
            return
        now = clock.monotonic_ns()
        for path, reading in readings.items():
            if path in batch.samples:
                reading.update(reading_of(batch.samples[path], now, _FORM))
        note(batch)

    timer = Beat(beat, clock, BEATS_A_SECOND)
    timer.start()
    QTimer.singleShot(int((until - time.monotonic()) * 1000), application.quit)
    application.exec()
    timer.stop()
    engine.deleteLater()
