"""Qt's namespace is made at its first use, and two threads may use it first."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TWO_THREADS = """
import sys, threading
from PySide6 import QtCore
from app.main import warm

sys.setswitchinterval(1e-6)
started, faults = threading.Event(), []

def other():
    while not started.is_set():
        pass
    {pause}
    try:
        for name in ("Key", "Orientation", "TextFormat"):
            getattr(QtCore.Qt, name)
    except AttributeError as error:
        faults.append(error)

thread = threading.Thread(target=other)
thread.start()
started.set()
{act}
thread.join()
sys.exit(len(faults))
"""


def run(act: str, pause: str) -> int:
    script = TWO_THREADS.format(act=act, pause=pause)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60, check=False)
    return done.returncode


def test_another_thread_finds_all_of_it() -> None:
    pause = "while sys.getswitchinterval() < 0.5: pass"
    assert not any(run("warm.name_space()", pause) for _ in range(5))


def test_without_it_the_other_finds_half() -> None:
    assert any(run("QtCore.Qt.AlignmentFlag", "pass") for _ in range(10))
