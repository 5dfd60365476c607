"""A long drive: memory must not grow. `HABITACLE_SOAK_S` sets its length in seconds."""

import os
import sys
import time
from pathlib import Path

import pytest

from app.adapters.clock import SystemClock
from app.main.desk import Desk, HmiOptions
from tests.harness.processes import cpu_seconds, descendants, hmi_of, rss_mib

pytestmark = [pytest.mark.slow, pytest.mark.journey]

SOAK_S = float(os.environ.get("HABITACLE_SOAK_S", "600"))
WARM_UP_S = 60.0
GROWTH_MIB = 4.0


def test_memory_does_not_grow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = HmiOptions(["--data-dir", str(tmp_path), "--display", "1920x720@12.3"])
    desk = Desk(SystemClock(), options, None)
    desk.supervisor.start()
    try:
        desk.car.controls.drive_loop()
        time.sleep(WARM_UP_S)
        pid = hmi_of(descendants(os.getpid()))
        first, used, began = rss_mib(pid), cpu_seconds(pid), time.monotonic()
        time.sleep(SOAK_S)
        last, share = rss_mib(pid), (cpu_seconds(pid) - used) / (time.monotonic() - began)
        assert desk.supervisor.hmi_ended() is None
    finally:
        desk.supervisor.stop()
    with capsys.disabled():
        sys.stdout.write(f"\nRSS {first:.1f} -> {last:.1f} MiB, CPU {share:.1%} of a core\n")
    assert last - first < GROWTH_MIB
