"""The import rules hold, and each of them can fail."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

# Contract -> violations: the module that gets the line (made where there is none), and the line.
VIOLATIONS = {
    "pure": [
        ("core/signals.py", "import asyncio"),
        ("core/planted.py", "from PySide6.QtCore import QObject"),
        ("features/sync/domain/planted.py", "import sqlite3"),
        ("features/consent/domain/planted.py", "from app.features.sync.domain import envelope"),
        ("features/vehicle/domain.py", "from app.features.vehicle.service import VehicleService"),
        ("features/sync/domain/planted.py", "import app.adapters.clock"),
    ],
    "services": [
        ("features/vehicle/service.py", "from PySide6.QtCore import QObject"),
        ("features/sync/service.py", "from app.adapters.clock import SystemClock"),
        ("features/maintenance/planted.py", "import app.i18n.fmt"),
    ],
    "views": [
        ("features/vehicle/service.py", "import app.features.vehicle.view"),
        ("features/maintenance/planted.py", "import app.features.maintenance.view"),
        ("adapters/clock.py", "import app.features.vehicle.view"),
        ("features/vehicle/service.py", "import app.features.vehicle.signal_table_view"),
        ("features/vehicle/service.py", "import app.features.vehicle.diagnostics_view"),
    ],
    "view-adapters": [("features/vehicle/view.py", "from app.adapters.clock import SystemClock")],
    "layers": [
        ("features/vehicle/domain.py", "import app.features.vehicle.service"),
        ("features/vehicle/service.py", "import app.features.vehicle.view"),
    ],
    "independent": [
        ("features/vehicle/service.py", "import app.features.sync.domain"),
        ("features/maintenance/view.py", "import app.features.vehicle.view"),
    ],
    "root": [
        ("ui/provide.py", "import app.adapters.clock"),
        ("core/clock.py", "import app.emulator.supervisor"),
        ("emulator/supervisor.py", "import app.adapters.clock"),
    ],
    "mqtt": [
        ("adapters/clock.py", "import paho.mqtt.client"),
        ("main/paths.py", "from paho.mqtt.enums import CallbackAPIVersion"),
        ("emulator/supervisor.py", "import paho"),
    ],
    "sending": [
        ("main/paths.py", "import app.adapters.diagnostics.link"),
        ("adapters/can/planted.py", "import app.adapters.diagnostics.socketcand_link"),
    ],
    "uds": [
        ("adapters/can/planted.py", "import isotp"),
        ("emulator/car/planted.py", "import udsoncan"),
    ],
    "emulator": [
        ("emulator/car/planted.py", "import app.features.vehicle.service"),
        ("emulator/supervisor.py", "import app.main.config"),
    ],
    "adapters": [
        ("adapters/clock.py", "import app.features.sync.service"),
        ("adapters/store/planted.py", "from PySide6.QtCore import QObject"),
    ],
    "infrastructure": [
        ("ui/provide.py", "import app.features.vehicle.domain"),
        ("i18n/planted.py", "import app.features.vehicle"),
    ],
}
CASES = [(rule, *violation) for rule, planted in VIOLATIONS.items() for violation in planted]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the product's code and settings."""
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(LINTER), "--no-logo", "--no-cache", *options]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_every_rule_has_a_violation_here() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == set(VIOLATIONS)


def test_the_tree_keeps_every_rule(tree: Path) -> None:
    result = lint(tree)
    assert result.returncode == 0, result.stdout
    assert f"{len(VIOLATIONS)} kept, 0 broken" in result.stdout


@pytest.mark.parametrize(("rule", "module", "line"), CASES)
def test_a_violation_breaks_its_rule(tree: Path, rule: str, module: str, line: str) -> None:
    path = tree / "app" / module
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    result = lint(tree, "--contract", rule)
    assert result.returncode == 1
    assert "0 kept, 1 broken" in result.stdout, result.stdout
    name = f"app.{module.removesuffix('.py').replace('/', '.')}"
    assert name in result.stdout
