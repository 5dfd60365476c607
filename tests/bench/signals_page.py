"""The tester's page while 500 signals move: time of the GUI thread per display beat and frame.

Run as a script (it prints one line a figure), or call `main`. Times are processor time of the GUI
thread in ms, so that other processes do not count; the software renderer draws into memory.
"""

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow

from app.adapters.can.feed import VehicleFeed
from app.adapters.can.frame import Frame
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.rules import SignalRule
from app.core.signals import SignalClass, SignalDef
from app.ui.engine import load_window
from tests.fakes.can import HEAD, write_profile
from tests.fakes.hmi import Hmi
from tests.ui import scene
from tests.ui.driver import Driver

SIGNALS, PER_MESSAGE, HZ, BEATS = 500, 4, 30, 300
_FIRST_ID = 0x100
_SCROLL = 17.0


def moving_plan(folder: Path) -> Plan:
    """A car of 500 signals, four to a message of 8 bytes every 33 ms."""
    messages = range(SIGNALS // PER_MESSAGE)
    dbc = 'VERSION ""\nBS_:\nBU_: X\n' + "".join(
        f"BO_ {_FIRST_ID + m} M{m}: 8 X\n"
        + "".join(
            f' SG_ S{s} : {16 * s}|16@1+ (0.01,0) [0|0] "km/h" X\n' for s in range(PER_MESSAGE)
        )
        for m in messages
    )
    body = "".join(f'[[message]]\nbus = "main"\nname = "M{m}"\nperiod_ms = 33\n' for m in messages)
    profile = load_profile(write_profile(folder, body, HEAD, dbc))
    rules = [
        SignalRule(f"Vehicle.Bench.Group{m:03}.Signal{s}", "main", f"M{m}", f"S{s}")
        for m in messages
        for s in range(PER_MESSAGE)
    ]
    catalogue = {
        rule.path: SignalDef(rule.path, "float", "km/h", 0, 1000, SignalClass.INSTANT, 1)
        for rule in rules
    }
    return load_plan(replace(profile, signals=tuple(rules), catalogue=catalogue), None)


class Page:
    """The page open over a feed whose frames the bench makes."""

    def __init__(self, folder: Path) -> None:
        self.hmi = Hmi()
        engine = self.hmi.engine()
        self.window: QQuickWindow = load_window(engine)
        self.hmi.display.attach(self.window)
        self._engine = engine
        plan = moving_plan(folder)
        self.hmi.car.service.supported_paths = frozenset(plan.order)
        self.feed = VehicleFeed(plan, {}, self.hmi.clock)
        self.intake = self.feed._model.intakes["main"]
        self.intake.opened(self.hmi.clock.ns)
        self.hmi.signals.attach(self.feed)
        self.frames = 0
        self.window.frameSwapped.connect(self._swapped)
        driver = Driver(self.window, self.hmi)
        driver.resize(1920, 720, 12.3)
        driver.open("settings")
        driver.press("Vehicle signals")
        self.list: QQuickItem = next(
            item for item in scene.visible_items(self.window) if item.objectName() == "signals"
        )

    def send(self, number: int) -> None:
        """A new value of every signal."""
        for message in range(SIGNALS // PER_MESSAGE):
            data = b"".join(
                ((number * 37 + message * 11 + s) % 0xFFFF).to_bytes(2, "little")
                for s in range(PER_MESSAGE)
            )
            frame = Frame(self.hmi.clock.ns, "main", _FIRST_ID + message, 0, data)
            self.intake.receive(frame)

    def beat(self) -> float:
        """What the composition root does at a display beat; ms."""
        began = time.thread_time()
        batch = self.feed.collect()
        if batch is not None:
            self.hmi.car.service.apply(batch)
        self.hmi.signals.beat({} if batch is None else batch.samples)
        return 1000 * (time.thread_time() - began)

    def frame(self) -> float:
        """Until what changed is drawn; ms."""
        began, seen = time.thread_time(), self.frames
        while self.frames == seen:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        return 1000 * (time.thread_time() - began)

    def scroll(self, number: int) -> None:
        """Move the list by a piece of a row."""
        end = self.list.property("contentHeight") - self.list.height()
        self.list.setProperty("contentY", number * _SCROLL % end)

    def close(self) -> None:
        """Take the engine down."""
        self.hmi.close(self._engine)

    def _swapped(self) -> None:
        self.frames += 1


def main() -> dict[str, float]:
    """Median and 99th percentile of beats and frames, at rest and while scrolling."""
    app = QGuiApplication.instance() or QGuiApplication(["bench"])
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        page = Page(Path(folder))
        for name, scrolling in (("standing", False), ("scrolling", True)):
            beats, frames = [], []
            for number in range(BEATS):
                page.hmi.clock.advance(1 / HZ)
                page.send(number)
                beats.append(page.beat())
                if scrolling:
                    page.scroll(number)
                frames.append(page.frame())
            for what, times in (("beat", beats), ("frame", frames)):
                figures[f"{name}_{what}_median_ms"] = median(times)
                figures[f"{name}_{what}_p99_ms"] = quantiles(times, n=100)[-1]
        page.close()
    del app
    return figures


if __name__ == "__main__":
    for figure, value in main().items():
        sys.stdout.write(f"{figure} {value:.2f}\n")
