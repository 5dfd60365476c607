"""The root conftest and pytest's settings: hangs end, no window, no user's data."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANGS = """
from PySide6.QtCore import QCoreApplication

def test_passes():
    pass

def test_hangs(qapp):
    QCoreApplication.exec()
"""


def test_a_hang_inside_qt_ends_and_is_named(tmp_path: Path) -> None:
    file = tmp_path / "test_hang.py"
    file.write_text(HANGS, "utf-8")
    options = ["-o", "faulthandler_timeout=2", "-n", "1", "-c", str(ROOT / "pyproject.toml")]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", f"--rootdir={tmp_path}", *options, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "test_hang.py::test_hangs" in result.stdout
    assert "1 failed, 1 passed" in result.stdout
    assert "in test_hangs" in result.stderr


def test_every_test_has_a_hard_time_out(pytestconfig: pytest.Config) -> None:
    assert 0 < float(pytestconfig.getini("faulthandler_timeout")) <= 120
    assert pytestconfig.getini("faulthandler_exit_on_timeout") is True


def test_no_window_opens() -> None:
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert os.environ["QT_QUICK_BACKEND"] == "software"


def test_the_users_folders_are_out_of_reach(tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        folder = Path(os.environ[f"XDG_{name}_HOME"])
        assert folder.is_relative_to(tmp_path_factory.getbasetemp())


def test_missing_data_is_named(shared_data: Callable[[str], Path]) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"shared/data/no/such\.log, which is missing"):
        shared_data("no/such.log")
