"""Pictures of the testers' bench: `python -m tests.visual.bench FOLDER [--size 1360x850] [--day]`.

Every tab is photographed over a running desk with an HMI that draws in memory, while the car
drives its loop, loses air and suffers faults.
"""

import argparse
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtGui import QGuiApplication

from app.adapters.clock import DeskClock
from app.main.bench_window import BenchWindow
from app.main.desk import Desk, HmiOptions
from tests.harness.drive import wait_until
from tests.visual.stage import settle

TABS = ("car", "faults", "network", "cloud", "hmi", "inspector", "ledger")
_PATIENCE_S = 40.0


def shoot(desk: Desk, bench: BenchWindow, out: Path, suffix: str) -> None:
    """All tabs, one after the other."""
    for index, name in enumerate(TABS):
        bench.window.setProperty("tab", index)
        settle(2.5)
        assert bench.window.grabWindow().save(str(out / f"bench-{name}{suffix}.png"))
    assert desk.supervisor.hmi_ended() is None


def story(desk: Desk, bench: BenchWindow) -> None:
    """Bring the desk into a state that shows something on every tab."""
    assert desk.hands is not None
    desk.hands.wait_ready(_PATIENCE_S)
    desk.car.controls.drive_loop()
    desk.car.controls.set_leak("front_right", 2.0)
    desk.car.faults.set("sna", "HV.SoC", 600)
    desk.car.faults.set("silent", "adas")
    desk.car.controls.set_dtc("bms", "P0A80", "00", "confirmed")
    wait_until(lambda: desk.cloud is not None and desk.cloud.states, "the car", _PATIENCE_S)
    bench.panels.cloud.choose("recipient")
    for fault in ("", "forged", "too_large"):
        bench.panels.cloud.send(fault)
    settle(4)


def main() -> None:
    """Run the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.visual.bench")
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", default="1360x850")
    parser.add_argument("--day", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    app = QGuiApplication(["bench"])
    width, height = map(int, args.size.split("x"))
    clock = DeskClock()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hmi = HmiOptions(["--data-dir", str(folder / "hmi")], hands=True)
        desk = Desk(clock, hmi, None, folder / "cloud")
        desk.supervisor.start()
        bench = BenchWindow(desk, clock, folder)
        try:
            bench.window.resize(width, height)
            bench.bench.setNight(not args.day)
            story(desk, bench)
            shoot(desk, bench, args.out, f"-{args.size}{'-day' if args.day else ''}")
        finally:
            bench.close()
            desk.supervisor.stop()
    del app


if __name__ == "__main__":
    main()
