import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from app.main.paths import ASSETS, QML
from app.ui.icons import IconProvider

FOLDER = ASSETS / "icons"
FILES = {path.stem for path in FOLDER.glob("*.svg")}
SOURCES = {path: path.read_text(encoding="utf-8") for path in QML.rglob("*.qml")}
LITERALS = {word for text in SOURCES.values() for word in re.findall(r'"([a-z0-9-]+)"', text)}


@pytest.fixture
def provider() -> IconProvider:
    return IconProvider(FOLDER)


def test_every_icon_file_is_named_by_a_screen() -> None:
    assert FILES
    assert set() == FILES - LITERALS


def test_every_icon_a_screen_names_is_there() -> None:
    named = {
        word
        for text in SOURCES.values()
        for line in re.findall(
            r"^\s*(?:iconName|readonly property string icon): (.*)$", text, re.MULTILINE
        )
        for word in re.findall(r'"([a-z0-9-]+)"', re.sub(r'===? *"[^"]*"', "", line))
    }
    hyphenated = {word for word in LITERALS if re.fullmatch(r"[a-z]+[0-9]*(-[a-z0-9]+)+", word)}
    assert named
    assert (named | hyphenated) - FILES - {"en-gb"} == set()


def test_the_licence_lies_beside_the_icons() -> None:
    assert "Apache 2.0" in (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "7.4.47" in (FOLDER / "SOURCE.md").read_text(encoding="utf-8")


def opaque_colours(image: QImage) -> set[str]:
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colours = (image.pixelColor(x, y) for x, y in points)
    return {colour.name() for colour in colours if colour.alpha() == 255}


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_icon_is_drawn_in_its_one_colour(provider: IconProvider, name: str) -> None:
    size = QSize()
    image = provider.requestImage(f"{name}/45d9c8", size, QSize(46, 46))
    assert (image.width(), image.height()) == (size.width(), size.height()) == (46, 46)
    assert opaque_colours(image) == {QColor("#45d9c8").name()}


@pytest.mark.parametrize("image_id", ["nothing/45d9c8", "home/blurple", "home", "../home/45d9c8"])
def test_an_unknown_icon_or_colour_is_null(provider: IconProvider, image_id: str) -> None:
    assert provider.requestImage(image_id, QSize(), QSize(46, 46)).isNull()
