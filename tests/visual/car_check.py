"""Pictures of the car check in all its states: `python -m tests.visual.car_check --out DIR`.

No car and no clock runs: every state is set by hand (`tests/fakes/hmi.py`).
"""

import argparse
from collections.abc import Callable
from itertools import product
from pathlib import Path

from tests.visual.stage import settle  # first: it chooses Qt's platform

from PySide6.QtCore import Qt  # isort: skip
from PySide6.QtGui import QGuiApplication  # isort: skip

from app.features.vehicle.dtc import PENDING, UDS, Dtc, DtcAnswer
from app.features.vehicle.scan import ScanReason, ScanReport, ScanState
from app.ui.engine import load_window
from tests.fakes.hmi import Hmi
from tests.ui.driver import Driver

DISPLAYS = {"1920x720": 12.3, "1024x600": 7.0, "768x1024": 9.0}
ANSWERS = {
    "bms": [DtcAnswer(UDS, (Dtc("P0A80", "00", 0x2F), Dtc("P1A12", "87", 0x2F)))],
    "brakes": [DtcAnswer(UDS, (Dtc("C0035", "00", 0x2F),))],
    "motor": [DtcAnswer(PENDING, (Dtc("P0217"),))],
}


def unknown(hmi: Hmi) -> None:
    """Before the first check."""
    hmi.diagnostics_service.can_ask = True


def running(hmi: Hmi) -> None:
    """A check in its middle."""
    hmi.diagnostics_service.on_report(ScanReport(ScanState.RUNNING, step=3, steps=7))


def waiting(hmi: Hmi) -> None:
    """A check that waits."""
    hmi.diagnostics_service.on_report(ScanReport(ScanState.WAITING, ScanReason.TESTER))


def silent(hmi: Hmi) -> None:
    """A check without an answer."""
    hmi.diagnostics_service.on_report(ScanReport(ScanState.FAILED, ScanReason.NO_ANSWER))


def empty(hmi: Hmi) -> None:
    """Nothing is stored."""
    answers = {"bms": [DtcAnswer(UDS, ())]}
    hmi.diagnostics_service.on_report(ScanReport(ScanState.DONE, answers=answers))


def faults(hmi: Hmi) -> None:
    """Four faults."""
    hmi.diagnostics_service.on_report(ScanReport(ScanState.DONE, answers=ANSWERS))


def stale(hmi: Hmi) -> None:
    """Two control units did not answer the second time."""
    rest = {"bms": ANSWERS["bms"]}
    hmi.diagnostics_service.on_report(ScanReport(ScanState.DONE, answers=rest))


def moving(hmi: Hmi) -> None:
    """The car drives off."""
    hmi.drive(50.0)


def unavailable(hmi: Hmi) -> None:
    """A car that may not be asked."""
    hmi.diagnostics_service.can_ask = False
    emptied: dict[str, list[DtcAnswer]] = {"bms": [], "brakes": [], "motor": []}
    hmi.park()
    hmi.diagnostics_service.on_report(ScanReport(ScanState.DONE, answers=emptied))
    hmi.diagnostics_service.scanned_at = None
    hmi.diagnostics_service.on_report(ScanReport(ScanState.NEVER))


STATES: tuple[Callable[[Hmi], None], ...] = (
    *(unknown, running, waiting, silent, empty, faults, stale, moving, unavailable),
)


def main() -> None:
    """Run the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.visual.car_check")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pictures")
    parser.add_argument("--themes", nargs="+", default=("night", "day"))
    parser.add_argument("--displays", nargs="+", default=tuple(DISPLAYS))
    parser.add_argument("--languages", nargs="+", default=("fr",))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    app = QGuiApplication(["car-check"])
    for display in args.displays:
        wide, high = map(int, display.split("x"))
        hmi = Hmi((wide, high), DISPLAYS[display])
        engine = hmi.engine()
        window = load_window(engine)
        hmi.display.attach(window)
        screen = Driver(window, hmi)
        hmi.car.healthy()
        screen.open("vehicle")
        for state in STATES:
            state(hmi)
            if state is unknown:
                settle()
                assert window.grabWindow().save(str(args.out / f"row-{display}.png"))
                screen.find("Car check").forceActiveFocus()
                screen.key(Qt.Key.Key_Space)
            for language, theme in product(args.languages, args.themes):
                hmi.i18n.setLanguage(language)
                hmi.palette.set_mode(theme)
                settle(0.3)
                name = f"{state.__name__}-{theme}-{display}-{language}.png"
                assert window.grabWindow().save(str(args.out / name)), name
            hmi.i18n.setLanguage("en")
        window.close()
        hmi.close(engine)
    del app


if __name__ == "__main__":
    main()
