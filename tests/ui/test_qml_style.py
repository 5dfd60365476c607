"""House rules of QML that no tool of Qt checks."""

import re
from pathlib import Path

import pytest

from app.main.paths import QML

IMPORTS = {
    "QtQuick",
    "QtQuick.Window",
    "QtQuick.Layouts",
    "QtQuick.Shapes",
    "QtQuick.Templates",
    "QtQuick.Controls.Basic",
    "QtQml",
    "QtQml.Models",
}
PRIMITIVES = ("Rectangle", "Image", "Text", "TextInput", "TextEdit", "MouseArea", "TapHandler")
COLOUR = re.compile(r'"#[0-9A-Fa-f]{3,8}"|Qt\.(?:rgba|hsla|hsva)\((?!0, 0, 0, 0\))|"transparent"')
NAMED = re.compile(r'\b(?:color|[a-z]\w*Color): *"[a-z]+"')
FILES = sorted(QML.rglob("*.qml"))


def code(path: Path) -> str:
    """The file without comments."""
    return re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8"))


def raw_colours(text: str) -> list[str]:
    return COLOUR.findall(text) + NAMED.findall(text)


def foreign_imports(text: str) -> list[str]:
    names = re.findall(r"^import ([\w.\"/]+)", text, re.MULTILINE)
    return [n for n in names if n not in IMPORTS and not n.startswith("Habitacle.")]


def font_literals(text: str) -> list[str]:
    return re.findall(r'font\.family: *"|\bfont *{|font\.(?:bold|italic|capitalization)', text)


def pixel_literals(text: str) -> list[str]:
    sizes = r"(?:width|height|spacing|radius|padding|pixelSize|margins|\w+Margin|\w+Padding)"
    return re.findall(rf"\b{sizes}: *[1-9][\d.]*$", text, re.MULTILINE)


def primitives(text: str) -> list[str]:
    return re.findall(rf"^\s*(?:\w+: )?({'|'.join(PRIMITIVES)}) {{", text, re.MULTILINE)


PLANTED = {
    raw_colours: 'color: "#12ab34"',
    foreign_imports: "import QtQuick.VirtualKeyboard",
    font_literals: 'font.family: "Roboto"',
    pixel_literals: "    width: 12",
    primitives: "    Rectangle {",
}


def test_there_is_qml_to_check() -> None:
    assert len(FILES) > 30


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_each_rule_finds_a_planted_fault(rule: object) -> None:
    assert rule(PLANTED[rule])  # type: ignore[operator, index]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(QML)))
def test_a_file_keeps_the_house_rules(path: Path) -> None:
    text = code(path)
    assert raw_colours(text) == []
    assert foreign_imports(text) == []
    assert font_literals(text) == []
    assert pixel_literals(text) == []
    if path.parent.name != "Controls":
        assert primitives(text) == []
        assert "QtQuick.Templates" not in text
        assert not re.search(r"\bonClicked\b", text), "use onActivated: locked controls stay still"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(QML)))
def test_a_file_is_in_its_module_and_short(path: Path) -> None:
    listed = (path.parent / "qmldir").read_text(encoding="utf-8")
    assert f"{path.stem} 1.0 {path.name}" in listed
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_every_text_is_plain() -> None:
    assert "textFormat: Text.PlainText" in code(QML / "Habitacle/Controls/Label.qml")
    others = [
        p.name
        for p in FILES
        if p.name != "Label.qml" and re.search(r"^\s*Text {", code(p), re.MULTILINE)
    ]
    assert others == []
