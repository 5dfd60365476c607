"""Settings and fixtures of every test: no window, no user's data, shared recordings."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# Before anything creates an application: a desktop's own settings must not reach a test.
os.environ.update(
    QT_API="pyside6",
    QT_QPA_PLATFORM="offscreen",
    QT_QUICK_BACKEND="software",
    QT_SCALE_FACTOR="1",
)
# A test that closes its window must not end the event loops of those that follow.
QGuiApplication.setQuitOnLastWindowClosed(False)


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Find a file or folder of `../shared/data`; the test is skipped where it is missing."""

    def find(relative: str) -> Path:
        path = SHARED_DATA / relative
        if not path.exists():
            pytest.skip(f"needs {path}, which is missing")
        return path

    return find


@pytest.fixture(scope="session", autouse=True)
def _collect_by_hand() -> Iterator[None]:
    """Python's collector runs on any thread; a QObject of an earlier test freed there crashes."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="module", autouse=True)
def _collect_after_each_file(_collect_by_hand: None) -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the user's data, caches and configuration out of every test."""
    home = tmp_path_factory.mktemp("home")
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
