"""How quick the screen is: `python -m tests.bench.screen`.

Page change to its first frame, the frame that shows a change while every value of Home changes
30 times a second, and the first frame that answers a press against a bare QML window.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

from tests.visual.stage import settle  # first: it chooses Qt's platform

from PySide6.QtCore import QElapsedTimer, QTimer  # isort: skip
from PySide6.QtGui import QGuiApplication  # isort: skip
from PySide6.QtTest import QTest  # isort: skip

from app.core.signals import Value
from app.features.maintenance.domain.tyres import Wheel
from app.main.paths import ROOT
from app.ui.engine import load_window
from tests.fakes.car import BATTERY, CABLE, IS_CHARGING, TIME_LEFT
from tests.fakes.hmi import Hmi
from tests.ui.driver import Driver
from tests.ui.screens import rest

_ROUNDS, _STARTS = 10, 7
_BEATS, _BEAT_MS = 300, 33
_PATIENCE_S = 60


def page_changes(driver: Driver) -> dict[str, list[float]]:
    """Milliseconds from the request of each page to the first frame with it."""
    host = driver.child("pageHost")
    took: dict[str, list[float]] = {page: [] for page in host.property("pages")}
    for _ in range(_ROUNDS):
        for page in list(took):
            if page == host.property("shown"):
                continue
            timer, seen = QElapsedTimer(), list[float]()
            swapped = _at_frame(host, page, timer, seen)
            driver.window.frameSwapped.connect(swapped)
            timer.start()
            driver.window.open(page)  # type: ignore[attr-defined]
            driver.until(lambda seen=seen: bool(seen))  # type: ignore[misc]
            driver.window.frameSwapped.disconnect(swapped)
            took[page].append(seen[0])
            driver.settle()
    return took


def _at_frame(
    host: object, page: str, timer: QElapsedTimer, seen: list[float]
) -> Callable[[], None]:
    def swapped() -> None:
        if host.property("shown") == page:  # type: ignore[attr-defined]
            seen.append(timer.nsecsElapsed() / 1e6)

    return swapped


def changing(driver: Driver) -> list[float]:
    """Milliseconds from each change of all values of Home to the frame that shows it."""
    driver.open("home")
    timer, took, beat = QElapsedTimer(), list[float](), 0

    def change() -> None:
        nonlocal beat
        beat += 1
        timer.start()
        driver.hmi.car.set(_values(beat))
        driver.hmi.clock.advance(_BEAT_MS / 1e3)
        driver.hmi.vehicle.refresh()

    def swapped() -> None:
        if timer.isValid():
            took.append(timer.nsecsElapsed() / 1e6)
            timer.invalidate()

    driver.window.frameSwapped.connect(swapped)
    ticker = QTimer()
    ticker.setInterval(_BEAT_MS)
    ticker.timeout.connect(change)
    ticker.start()
    while beat < _BEATS:
        QTest.qWait(_BEAT_MS)
    ticker.stop()
    driver.window.frameSwapped.disconnect(swapped)
    return took


def _values(beat: int) -> dict[str, Value]:
    level = beat % 100
    return {
        "Vehicle.Powertrain.Range": 300_000 + 1000 * level,
        "Vehicle.LowVoltageBattery.CurrentVoltage": 12 + level / 100,
        "Vehicle.Exterior.AirTemperature": level - 40.0,
        f"{BATTERY}.StateOfCharge.Displayed": float(level),
        f"{BATTERY}.StateOfCharge.CurrentEnergy": 0.6 * level,
        f"{BATTERY}.CurrentPower": 1000.0 * (level - 50),
        f"{BATTERY}.Temperature.Average": level / 2,
        IS_CHARGING: True,
        CABLE: True,
        TIME_LEFT: 60 * level,
        **{f"{wheel.path}.Tire.Pressure": 240 + level / 10 for wheel in Wheel},
    }


def starts() -> dict[str, list[dict[str, float]]]:
    """First frame and first answer of the HMI and of a bare window, in turn, all compiled."""
    runs: dict[str, list[dict[str, float]]] = {"bare": [], "hmi": []}
    with tempfile.TemporaryDirectory(prefix="habitacle-bench-") as folder:
        for kind in ("hmi", "bare"):
            _start(kind, folder)
        for _ in range(_STARTS):
            for kind, results in runs.items():
                results.append(_start(kind, folder))
    return runs


def _start(kind: str, folder: str) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": f"{folder}/py"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "tests.bench.start_child", kind]
    done = subprocess.run(
        [*command, repr(time.monotonic()), folder],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def line(name: str, took: Sequence[float]) -> str:
    """Median, 99th percentile and worst of *took*, ms."""
    ordered = sorted(took)
    high = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    middle, worst = statistics.median(ordered), ordered[-1]
    return f"{name:36} median {middle:7.1f}   p99 {high:7.1f}   worst {worst:7.1f} ms"


def main() -> int:
    """Measure and print everything."""
    app = QGuiApplication(["bench"])
    hmi = Hmi()
    engine = hmi.engine()
    window = load_window(engine)
    hmi.display.attach(window)
    settle()
    driver = Driver(window, hmi)
    rest(driver)
    lines = [line(f"page {page}", took) for page, took in page_changes(driver).items()]
    lines.append(line("change to frame, Home at 30 Hz", changing(driver)))
    window.close()
    hmi.close(engine)
    runs = starts()
    for what in ("first", "interactive"):
        hmi_ms, bare_ms = (statistics.median(r[what] for r in runs[k]) for k in ("hmi", "bare"))
        ratio = f"{hmi_ms / bare_ms:5.2f} ({hmi_ms:.0f} ms / {bare_ms:.0f} ms)"
        lines.append(f"{what + ' frame, HMI / bare window':36} {ratio}")
    sys.stdout.write("\n".join(lines) + "\n")
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
