"""Resident memory of the HMI over an hour of replayed driving.

`python -m tests.bench.replay_hour [RATE]` replays the recorded RAV4 drive in a loop, RATE times as
fast as it was (default 20: three minutes), and prints memory after the warm-up and at the end.
"""

import os
import subprocess
import sys
import tempfile
import time

from tests.bench.decode import DBC, LOG, PROFILE, ROOT
from tests.harness.processes import cpu_seconds, rss_mib

HOUR_S = 3600.0
WARM_UP_SHARE = 0.1
SAMPLES = 40


def main(rate: float) -> dict[str, float]:
    """Figures by name: memory in MiB, processor share in percent of a core."""
    seconds = HOUR_S / rate
    with tempfile.TemporaryDirectory(prefix="habitacle-bench-") as folder:
        words = ["replay", str(LOG), "--vehicle", str(PROFILE), "--dbc", str(DBC), "--loop"]
        options = ["--rate", str(rate), "--headless", "--data-dir", folder]
        with subprocess.Popen(
            [sys.executable, "-m", "app", *words, *options],
            cwd=ROOT,
            env={**os.environ, "QT_QUICK_BACKEND": "software"},
        ) as hmi:
            try:
                time.sleep(seconds * WARM_UP_SHARE)
                used, began = cpu_seconds(hmi.pid), time.monotonic()
                levels = [rss_mib(hmi.pid)]
                for _ in range(SAMPLES):
                    time.sleep(seconds / SAMPLES)
                    levels.append(rss_mib(hmi.pid))
                share = (cpu_seconds(hmi.pid) - used) / (time.monotonic() - began)
            finally:
                hmi.terminate()
    return {
        "RSS after the warm-up, MiB": levels[0],
        "RSS after an hour of driving, MiB": levels[-1],
        "highest RSS, MiB": max(levels),
        f"CPU % of one core at {rate:g} times real time": 100 * share,
    }


if __name__ == "__main__":
    for figure, value in main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0).items():
        sys.stdout.write(f"{figure:50} {value:10.2f}\n")
