"""The pictures of the project's README, each below `LIMIT_BYTES`."""

import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from app.adapters.clock import DeskClock
from app.main.bench_window import run_bench
from app.main.desk import Desk, HmiOptions
from tests.harness.drive import Drive
from tests.visual.stage import Stage, settle

FOLDER = Path(__file__).parent / "readme"
LIMIT_BYTES = 150_000
_DRIVING_MS = 14_000
_COLOURS = 255


def renew() -> None:
    """Take all pictures anew, in English."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        drive = Drive(Path(folder))
        try:
            _screens(Stage(drive))
        finally:
            drive.close()
        _bench(Path(folder))
    for path in FOLDER.glob("*.png"):
        shrink(path)


def shrink(path: Path) -> None:
    """Write the picture with as few colours as the limit allows; AssertionError if none does."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(
            _COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    small.save(path, optimize=True)
    assert path.stat().st_size < LIMIT_BYTES, f"{path.name} has {path.stat().st_size} bytes"


def _screens(stage: Stage) -> None:
    stage.look("en", "night")
    stage.hold(70)
    stage.open("home")
    settle(2)
    stage.shoot(FOLDER / "home-night.png")
    stage.park()
    stage.look("en", "day")
    stage.controls.set_plug("dc")
    stage.wait(lambda: stage.shown("chargingPower") > 1, "charging")
    settle(3)
    stage.shoot(FOLDER / "home-day.png")
    stage.controls.set_plug("none")
    stage.consent("Accept")
    stage.let_air_out("rear_left")
    stage.press("Understood")
    stage.look("en", "night")
    stage.open("vehicle")
    stage.shoot(FOLDER / "vehicle-night.png")
    stage.look("en", "day")
    stage.open("privacy")
    sync = stage.drive.hmi.views.sync
    stage.wait(lambda: sync.status.pending == 0, "everything sent")
    stage.shoot(FOLDER / "privacy-day.png")


def _bench(folder: Path) -> None:
    """The bench while the car drives its loop and loses air, beside an HMI with a consent given.

    *folder* is the data of an HMI that has it.
    """
    clock = DeskClock()
    hmi = HmiOptions(
        ["--data-dir", str(folder)],
        {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
        hands=True,
    )
    desk = Desk(clock, hmi, None, folder / "keys")
    desk.supervisor.start()
    try:
        desk.car.controls.drive_loop()
        QTimer.singleShot(_DRIVING_MS // 2, lambda: desk.car.controls.set_leak("front_right", 6))
        QTimer.singleShot(_DRIVING_MS, _shoot_and_quit)
        assert run_bench(desk, clock, folder / "bench") == 0
    finally:
        desk.supervisor.stop()


def _shoot_and_quit() -> None:
    shown = [w for w in QGuiApplication.topLevelWindows() if w.isVisible()]
    (window,) = (w for w in shown if isinstance(w, QQuickWindow))
    assert window.grabWindow().save(str(FOLDER / "bench.png"))
    QCoreApplication.quit()
