"""The bench over a real desk: its HMI is a process of its own, seen, touched and killed."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.adapters.clock import DeskClock
from app.main.bench_window import BenchWindow
from app.main.desk import Desk, HmiOptions
from tests.harness.drive import wait_until

pytestmark = pytest.mark.journey
PATIENCE_S = 40.0


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def desk(qapp: QGuiApplication, tmp_path: Path) -> Iterator[tuple[Desk, BenchWindow]]:
    assert qapp.platformName() == "offscreen"
    clock = DeskClock()
    desk = Desk(
        clock,
        HmiOptions(["--data-dir", str(tmp_path / "hmi"), "--display", "1024x600@7"], hands=True),
        None,
        tmp_path / "keys",
    )
    desk.supervisor.start()
    bench = BenchWindow(desk, clock, tmp_path)
    try:
        yield desk, bench
    finally:
        bench.close()
        desk.supervisor.stop()
    gc.collect()


def test_the_testers_day(desk: tuple[Desk, BenchWindow]) -> None:
    the_desk, bench = desk
    hmi, panels = bench.panels.hmi, bench.panels

    def until(holds: Callable[[], object], what: str) -> None:
        wait_until(holds, what, PATIENCE_S)

    until(lambda: hmi.property("link") == "up", "the HMI and its link")
    assert hmi.property("display") == 0

    panels.ledger.watch(True)
    until(lambda: panels.ledger.property("both") > 0, "the birth in ledger and traffic")
    assert panels.ledger.property("unlisted") == 0

    panels.inspector.watch(True)
    until(lambda: panels.inspector.property("total") > 5, "the items")
    assert panels.inspector.property("width") == 1024
    panels.inspector.watch(False)

    panels.cloud.choose("unknown")
    panels.cloud.send("")
    cloud = the_desk.cloud
    assert cloud is not None
    until(lambda: [each for each in cloud.pushed if each.result], "its answer")
    until(lambda: panels.ledger.property("both") > 1, "the answer in ledger and traffic")
    assert panels.ledger.property("unseen") == panels.ledger.property("unlisted") == 0

    panels.network.choose("offline")
    until(lambda: hmi.property("link") not in {"", "up"}, "offline")
    panels.network.choose("online")
    until(lambda: hmi.property("link") == "up", "online again")

    hmi.setDisplay(10)
    until(lambda: "768x1024" in hmi.property("size"), "another display")

    hmi.kill()
    until(lambda: not hmi.property("alive"), "dead")
    assert the_desk.supervisor.hmi_ended() is None
    hmi.start()
    until(lambda: hmi.property("link") == "up", "alive again")

    hmi.advance(3 * 3600)
    until(lambda: hmi.ahead_s > 3 * 3600 - 60, "three hours ahead")
    bench.bench.reset()
    until(lambda: hmi.ahead_s == 0, "the real time")
    assert bench.hand.problem == ""
