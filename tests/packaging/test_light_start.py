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
