"""The designers' window as `habitacle emulate --gallery` opens it."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.__main__ import main
from app.adapters.clock import SystemClock
from app.emulator.gallery import DISPLAYS
from app.main.gallery_window import GalleryWindow
from tests.fakes.hmi import Hmi as FakeHmi
from tests.ui.driver import Driver


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def gallery(qapp: QGuiApplication, tmp_path: Path) -> Iterator[GalleryWindow]:
    assert qapp.platformName() == "offscreen"
    shown = GalleryWindow(SystemClock(), tmp_path)
    yield shown
    shown.close()
    gc.collect()


def test_every_switch_changes_the_look_and_back(gallery: GalleryWindow) -> None:
    # The driver of the screen asks its world for nothing but the display.
    hands = Driver(gallery.window, cast("FakeHmi", gallery.frame))
    for one, other in (
        ("Night", "Day"),
        ("Text 100 %", "Text 115 %"),
        ("Usual words", "Long words"),
        ("Left to right", "Right to left"),
        ("Parked", "Moving"),
        ("Usual motion", "Less motion"),
    ):
        hands.press(one)
        assert other in hands.names()
        hands.press(other)
        assert one in hands.names()
    assert gallery.restrictions.state == "parked"


def test_the_displays_follow_one_another_in_one_window(gallery: GalleryWindow) -> None:
    hands = Driver(gallery.window, cast("FakeHmi", gallery.frame))
    before = gallery.window.size()
    seen = []
    for width, height, _ in DISPLAYS:
        hands.press(f"{width} \N{MULTIPLICATION SIGN} {height}")
        seen.append(gallery.frame.display.geometry.layout)
    assert seen == ["landscape", "portrait", "wide"]
    assert gallery.window.size() == before


def test_each_chapter_opens(gallery: GalleryWindow) -> None:
    hands = Driver(gallery.window, cast("FakeHmi", gallery.frame))
    for chapter in gallery.window.property("chapters"):
        hands.find(chapter).forceActiveFocus(Qt.FocusReason.TabFocusReason)
        hands.settle()
        hands.press(chapter)
        assert hands.child("chapter").property("item") is not None


@pytest.mark.usefixtures("qapp")
def test_the_command_needs_no_car_and_no_broker(
    qapp: QGuiApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.main.emulate_cmd.Desk", None)
    QTimer.singleShot(0, qapp.quit)
    assert main(["emulate", "--gallery", "--data-dir", str(tmp_path)]) == 0


def test_the_gallery_does_not_go_with_headless() -> None:
    with pytest.raises(SystemExit):
        main(["emulate", "--gallery", "--headless"])
