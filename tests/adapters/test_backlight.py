"""The kernel's backlight class, as a folder of small files."""

import logging
from pathlib import Path

import pytest

from app.adapters.backlight import SysfsBacklight


def device(folder: Path, name: str = "panel", most: str = "255\n", level: str = "128\n") -> Path:
    path = folder / name
    path.mkdir(parents=True)
    (path / "max_brightness").write_text(most)
    (path / "brightness").write_text(level)
    return path / "brightness"


@pytest.mark.parametrize(
    ("percent", "most", "raw"),
    [(100, 255, 255), (50, 255, 128), (0, 255, 5), (1, 255, 5), (0, 10, 1), (40, 100_000, 40_000)],
)
def test_a_level_is_a_share_of_the_most_and_never_dark(
    tmp_path: Path, percent: int, most: int, raw: int
) -> None:
    level = device(tmp_path, most=f"{most}\n")
    backlight = SysfsBacklight(tmp_path)
    assert backlight.available
    backlight.set_level(percent)
    assert level.read_text() == str(raw)


def test_without_a_backlight_nothing_is_pretended(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        backlight = SysfsBacklight(folder)
        assert not backlight.available
        backlight.set_level(50)
    assert list(tmp_path.iterdir()) == []


def test_two_backlights_are_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = [device(tmp_path, name) for name in ("one", "two")]
    with caplog.at_level(logging.WARNING):
        backlight = SysfsBacklight(tmp_path)
    assert not backlight.available
    backlight.set_level(50)
    assert [file.read_text() for file in files] == ["128\n", "128\n"]
    assert "2 backlights" in caplog.text


@pytest.mark.parametrize("most", ["", "many", "0", "-3", "\xff"])
def test_a_device_that_makes_no_sense_is_not_used(tmp_path: Path, most: str) -> None:
    level = device(tmp_path, most=most)
    backlight = SysfsBacklight(tmp_path)
    assert not backlight.available
    backlight.set_level(50)
    assert level.read_text() == "128\n"


def test_one_that_refuses_later_is_given_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    level = device(tmp_path)
    backlight = SysfsBacklight(tmp_path)
    level.unlink()
    level.mkdir()
    with caplog.at_level(logging.WARNING):
        backlight.set_level(50)
        backlight.set_level(60)
    assert not backlight.available
    assert len(caplog.records) == 1
