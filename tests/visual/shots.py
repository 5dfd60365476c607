"""Pictures of the running product: `python -m tests.visual.shots --out DIR [options]`.

Every combination of page, theme, display, language and driving state that is asked for is
photographed from one desk with its simulated car.
"""

import argparse
import os
import tempfile
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import Q_ARG, QMetaObject, Qt
from PySide6.QtGui import QGuiApplication

from tests.harness.drive import Drive, wait_until

DISPLAYS = ("1920x720@12.3", "1024x600@7", "768x1024@9")
PAGES = ("home", "vehicle", "driving", "settings", "privacy")
STATES = ("parked", "moving")


def photograph(drive: Drive, path: Path) -> None:
    """Save what the window shows once it has settled."""
    window = drive.hmi.window
    assert window is not None
    settle(0.6)
    window.grabWindow().save(str(path))


def settle(seconds: float) -> None:
    """Let the screen finish what it does."""
    import time

    end = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > end, "time", seconds + 5)


def bring(drive: Drive, state: str) -> None:
    """Park the car or drive it at 50 km/h, until the HMI says so."""
    controls = drive.desk.car.controls
    if state == "parked":
        controls.park()
        wait_until(lambda: drive.hmi.restrictions.state == "parked", "parked", 40)
    else:
        controls.hold(50)
        wait_until(lambda: drive.desk.car.state.speed_kmh > 45, "50 km/h", 40)


def shoot(drive: Drive, args: argparse.Namespace, display: str) -> None:
    """All pictures of one display."""
    window = drive.hmi.window
    assert window is not None
    for state in args.states:
        bring(drive, state)
        for language, theme, page in product(args.languages, args.themes, args.pages):
            drive.hmi.frame.i18n.setLanguage(language)
            drive.hmi.frame.palette.set_mode(theme)
            QMetaObject.invokeMethod(
                window, "open", Qt.ConnectionType.DirectConnection, Q_ARG(str, page)
            )
            name = f"{page}-{theme}-{display.partition('@')[0]}-{language}-{state}.png"
            photograph(drive, args.out / name)


def main() -> None:
    """Run the options."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", nargs="+", default=PAGES)
    parser.add_argument("--themes", nargs="+", default=("night", "day"))
    parser.add_argument("--displays", nargs="+", default=DISPLAYS)
    parser.add_argument("--languages", nargs="+", default=("fr",))
    parser.add_argument("--states", nargs="+", default=("parked",))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    app = QGuiApplication(["shots"])
    for display in args.displays:
        with tempfile.TemporaryDirectory() as folder:
            drive = Drive(Path(folder), display)
            try:
                settle(2)
                shoot(drive, args, display)
            finally:
                drive.close()
    del app


if __name__ == "__main__":
    main()
