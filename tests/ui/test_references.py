"""The screens look as they did: reference pictures, and a comparison that can fail."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.main.paths import ROOT
from tests.visual import reference
from tests.visual.compare import LIMIT_BYTES, REFERENCES, SUFFIX, VERSIONS, Store

FAILED = ROOT / "build/references-failed"


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures of today, from a process of their own as the references are."""
    folder = tmp_path_factory.mktemp("taken")
    command = [sys.executable, "-m", "tests.visual.reference", "--out", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    return folder


@pytest.mark.parametrize("key", reference.wanted())
def test_a_screen_looks_as_before(taken: Path, key: str) -> None:
    with Image.open(taken / f"{key}.png") as picture:
        assert Store().fault(key, picture.convert("RGB"), FAILED) is None


def test_every_reference_is_compared() -> None:
    assert Store().names() == set(reference.wanted())
    assert len(reference.wanted()) > 20
    assert all(path.stat().st_size < LIMIT_BYTES for path in REFERENCES.glob(f"*{SUFFIX}"))


def some() -> Image.Image:
    return Image.linear_gradient("L").convert("RGB").resize((200, 100))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = Store(tmp_path / "references")
    kept.keep({"one": some()})
    return kept


def test_the_same_picture_passes(store: Store, tmp_path: Path) -> None:
    assert store.fault("one", some(), tmp_path) is None


def test_one_pixel_fails_and_is_shown(store: Store, tmp_path: Path) -> None:
    picture = some()
    red, green, blue = picture.getpixel((7, 9))  # type: ignore[misc]
    picture.putpixel((7, 9), (red, green, blue ^ 1))
    fault = store.fault("one", picture, tmp_path / "failed")
    assert fault == f"one differs in 1 pixels, 0 may; see {tmp_path / 'failed'}"
    assert (tmp_path / "failed/one-actual.png").is_file()
    assert (tmp_path / "failed/one-diff.png").is_file()


def test_a_missing_reference_fails(store: Store, tmp_path: Path) -> None:
    assert "There is no reference" in str(store.fault("two", some(), tmp_path))


def test_another_size_fails(store: Store, tmp_path: Path) -> None:
    assert "has the size" in str(store.fault("one", some().resize((100, 100)), tmp_path))


def test_another_qt_may_smooth_edges_in_its_own_way(store: Store, tmp_path: Path) -> None:
    (store.folder / VERSIONS).write_text(json.dumps({"pyside6": "6.0.0"}), "utf-8")
    picture = some()
    for x in range(10):
        picture.putpixel((x, 5), (255, 0, 0))
    assert store.fault("one", picture, tmp_path) is None
    for x in range(100):
        picture.putpixel((x, 50), (255, 0, 0))
    assert "20 may" in str(store.fault("one", picture, tmp_path))


def test_a_build_server_updates_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    with pytest.raises(RuntimeError, match="CI"):
        reference.update(store)
    assert store.names() == {"one"}
