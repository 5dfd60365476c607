import re
from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow

from app.main.paths import QML
from tests.fakes.hmi import Hmi
from tests.ui import pixels, scene
from tests.ui.driver import Bench, Role, role_of
from tests.ui.gallery_driver import CHAPTERS, GalleryDriver, Look

ROLES = {Role.Button, Role.RadioButton, Role.CheckBox, Role.EditableText, Role.Slider}
LOOKS = [
    Look(display, theme, **dict.fromkeys(marks, True))
    for display, theme, marks in [
        *product((0, 1, 2), ("night", "day"), ((), ("large",))),
        *product((0, 1, 2), ("night",), (("moving",), ("rtl",), ("long",), ("rtl", "large"))),
        *product((0, 1, 2), ("day",), (("moving", "large"), ("long", "large"))),
    ]
]


@pytest.fixture(scope="module")
def gallery(_world: tuple[Hmi, QQuickWindow, Bench]) -> Iterator[GalleryDriver]:
    hmi, _, bench = _world
    driver = GalleryDriver(hmi, bench.engine)
    yield driver
    driver.close()


def test_every_control_is_in_the_gallery(gallery: GalleryDriver) -> None:
    folder = QML / "Habitacle/Controls"
    listed = re.findall(r"^(\w+) 1\.0 ", (folder / "qmldir").read_text("utf-8"), re.MULTILINE)
    sources = {name: (folder / f"{name}.qml").read_text("utf-8") for name in listed}
    unseen = re.compile(r"^(QtObject \{|    visible: false)$", re.MULTILINE)
    controls = {name for name, text in sources.items() if not unseen.search(text)}
    shown: set[str] = set()
    gallery.look(Look())
    for chapter in CHAPTERS:
        gallery.open(chapter)
        for item in scene.visible_items(gallery.window):
            shown |= scene.kinds(item)
    assert len(controls) > 40
    assert controls - shown == set()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_targets_names_roles_and_words(gallery: GalleryDriver, look: Look) -> None:
    gallery.look(look)
    found = {}
    for chapter in CHAPTERS:
        gallery.open(chapter)
        faults = gallery.driver.faults()
        faults += [
            f"{scene.describe(item)} is a {role_of(item)}"
            for item in gallery.driver.items()
            if role_of(item) not in ROLES
        ]
        if faults:
            found[chapter] = faults
    assert found == {}


@pytest.mark.parametrize("theme", ["night", "day"])
@pytest.mark.parametrize("display", [0, 1])
@pytest.mark.parametrize("moving", [False, True], ids=["parked", "moving"])
def test_contrast_of_what_is_drawn(
    gallery: GalleryDriver, theme: str, display: int, moving: bool
) -> None:
    gallery.look(Look(display, theme, moving=moving))
    found = {}
    for chapter in CHAPTERS:
        gallery.open(chapter)
        faults = [
            *pixels.text_faults(gallery.window, night=theme == "night"),
            *pixels.edge_faults(gallery.window),
        ]
        if faults:
            found[chapter] = faults
    assert found == {}


@pytest.mark.parametrize("chapter", [name for name in CHAPTERS if name != "Panel"])
def test_tab_reaches_everything_that_can_be_pressed(gallery: GalleryDriver, chapter: str) -> None:
    gallery.look(Look())
    gallery.open(chapter)
    items = gallery.driver.items()
    reached = []
    gallery.driver.items()[0].forceActiveFocus(Qt.FocusReason.TabFocusReason)
    for _ in items:
        reached.append(gallery.window.activeFocusItem())
        gallery.driver.key(Qt.Key.Key_Tab)
    assert [scene.describe(i) for i in items if i not in reached] == []


def first(gallery: GalleryDriver, name: str) -> QQuickItem:
    return next(item for item in gallery.driver.items() if scene.name_of(item) == name)


def test_a_look_changes_what_it_says(gallery: GalleryDriver) -> None:
    gallery.look(Look())
    gallery.open("Button")
    usual = first(gallery, "Book").width()
    gallery.look(Look(long=True, large=True))
    assert first(gallery, "Bookun").width() > 1.15 * usual
    gallery.look(Look(rtl=True))
    assert QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
