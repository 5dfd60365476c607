"""What a fresh interpreter may load: services without Qt, help without heavy libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
HEAVY = ("PySide6", "shiboken6", "paho", "can", "cantools", "sqlite_utils", "tuf", "udsoncan")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def pure_modules() -> list[str]:
    """Core and all of every feature but its views."""
    files = [*APP.glob("core/**/*.py"), *APP.glob("features/**/*.py")]
    return sorted(module_name(path) for path in files if not path.name.endswith("view.py"))


def loaded_by(code: str) -> set[str]:
    """Top-level names in `sys.modules` of a fresh interpreter after *code*."""
    report = "import sys; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    result = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return set(result.stdout.splitlines()[-1].split())


def test_domains_and_services_load_no_qt() -> None:
    modules = pure_modules()
    services = [name for name in modules if name.endswith(".service")]
    assert len(services) >= 4
    assert "app.core.signals" in modules
    loaded = loaded_by("\n".join(f"import {name}" for name in modules))
    assert "app" in loaded
    assert not loaded & {*HEAVY, "qasync"}


@pytest.mark.parametrize("words", [[], ["--help"], ["--version"]])
def test_the_command_line_loads_nothing_heavy(words: list[str]) -> None:
    code = f"""
from app.__main__ import main
try:
    main({words!r})
except SystemExit as end:
    assert not end.code
"""
    loaded = loaded_by(code)
    assert "argparse" in loaded
    assert not loaded & {*HEAVY, "asyncio", "sqlite3", "numpy"}


def test_the_probe_sees_what_is_loaded() -> None:
    assert "PySide6" in loaded_by("import app.ui.provide")


FIRST_FRAME = """
import sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
qt = QGuiApplication([])
from app.adapters.clock import SystemClock
from app.main.car_link import live_car
from app.main.channels import VirtualChannel
from app.main.compose import Hmi
from app.main.config import Config, DisplaySize, vehicle_dir
vehicle, lab = vehicle_dir("habitacle-ev"), {"body": VirtualChannel("v")}
config = Config(vehicle, Path(sys.argv[1]), can=lab, display=DisplaySize(1920, 720, 12.3))
hmi = Hmi(config, live_car(config, SystemClock()), SystemClock(), fatal=print)
hmi.open().frameSwapped.disconnect(hmi.startup.begin)
hmi.window.frameSwapped.connect(qt.quit)
qt.exec()
import PySide6.QtCore
ours = {v for m in list(sys.modules.values()) if m.__name__.startswith("app.")
        for v in vars(m).values() if hasattr(v, "__dataclass_fields__") and isinstance(v, type)}
print("Qt" in vars(PySide6.QtCore), len(ours), *sorted(sys.modules))
hmi.close()
"""
HANDS = (
    "app.i18n.english",
    "app.main.hands",
    "app.main.hands_acts",
    "app.ui.inspect",
    "app.ui.inspect_items",
    "app.ui.inspect_touch",
)
"""What only an HMI that was started with `--hands` loads."""
DATACLASSES = 18
AFTER_IT = (
    "app.adapters.can.feed",
    "app.adapters.can.plan",
    "app.adapters.can.profile",
    "app.adapters.can.rules",
    "app.adapters.store.store",
    "app.core.message",
    "app.core.signal_facts",
    "app.features.consent.rows",
    "app.features.consent.service",
    "app.features.maintenance.domain.record",
    "app.features.vehicle.diagnostics",
    "app.features.vehicle.dtc",
    "app.main.backend",
    "app.main.later_views",
    "app.main.warm",
    "babel",
    "cantools",
    "hashlib",
    "paho",
    "sqlite3",
    "uuid",
)


def test_the_first_frame_of_a_known_car_waits_for_home_alone(tmp_path: Path) -> None:
    loaded: set[str] = set()
    namespace, dataclasses = "", ""
    for _ in range(2):  # the first start compiles the plan
        command = [sys.executable, "-c", FIRST_FRAME, str(tmp_path)]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        assert result.stderr == ""
        namespace, dataclasses, *names = result.stdout.splitlines()[-1].split()
        loaded = set(names)
    assert "app.features.vehicle.service" in loaded
    assert not loaded.intersection(AFTER_IT + HANDS)
    assert namespace == "False", "the namespace Qt was loaded: 12 ms"
    assert int(dataclasses) <= DATACLASSES, "each takes 0.3 to 0.8 ms; a NamedTuple takes 0.04"


COMPLETE = FIRST_FRAME.replace(
    "hmi.open().frameSwapped.disconnect(hmi.startup.begin)", "hmi.open()"
).replace(
    "hmi.window.frameSwapped.connect(qt.quit)",
    "complete = hmi._complete\nhmi._complete = lambda: (complete(), qt.quit())",
)


def test_without_hands_nothing_of_them_is_ever_loaded(tmp_path: Path) -> None:
    command = [sys.executable, "-c", COMPLETE, str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    loaded = set(result.stdout.splitlines()[-1].split())
    assert "app.main.later_views" in loaded
    assert not {name for name in loaded if name.startswith(("app.main.hands", "app.ui.inspect"))}
    assert "app.i18n.english" not in loaded


WITH_HANDS = """
import socket, sys
from PySide6.QtCore import Qt
from app.__main__ import main
from app.emulator.hands import Hands
from app.main import compose, window_app
ours, theirs = socket.socketpair()
hands = Hands()
hands.attach(ours)
seen = []
class Watched(compose.Hmi):
    def open(self):
        window = super().open()
        window.frameSwapped.connect(lambda: seen.append(set(sys.modules)))
        return window
    def _complete(self):
        super()._complete()
        from PySide6.QtCore import QTimer
        QTimer.singleShot(0, self.window, self.wait)
    def wait(self):
        from concurrent.futures import ThreadPoolExecutor
        answer = ThreadPoolExecutor(1).submit(hands.wait_ready)
        answer.add_done_callback(lambda _: self._notify.post(self.window.close))
window_app.Hmi = Watched
words = ["run", "--developer", "--hands", str(theirs.detach()), "--data-dir", sys.argv[1]]
code = main([*words, "--can", "body=socketcand:127.0.0.1:9/can0", "--display", "1024x600@7"])
print(len(seen), *sorted(seen[0]))
print(*sorted(sys.modules))
sys.exit(code)
"""


def test_hands_wait_for_the_first_frame(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITH_HANDS, str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    first, after = (set(line.split()) for line in result.stdout.splitlines()[-2:])
    assert "app.main.hands_run" in first
    assert not first.intersection(HANDS)
    assert after.issuperset(HANDS)
