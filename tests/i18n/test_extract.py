"""Messages of QML and Python sources, and what their comments become."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.i18n.extract import extract
from app.i18n.po import Entry, Key, write_po
from app.i18n.update import merge, with_plurals

QML = """import QtQuick

Item {
    //: Title of the page.
    //~ max 12
    property string a: qsTr("Trips")
    //: How many trips.
    //~ dp 128 body
    property string b: qsTr("%n trip(s)", "", 3)
    property string c: qsTr("Open", "adjective")
}
"""
PYTHON = """from app.i18n import tr


def text(n: int) -> str:
    #: Size of the vehicle's
    #: battery.
    #~ driver 1
    one = tr("Vehicle", "Battery " "size")
    return one + tr("Vehicle", "%n cell(s)", n=n) + tr("Vehicle", "Open", dis="verb")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "qml" / "Area").mkdir(parents=True)
    (tmp_path / "app").mkdir()
    (tmp_path / "qml" / "Area" / "Page.qml").write_text(QML)
    (tmp_path / "app" / "view.py").write_text(PYTHON)
    return tmp_path


def found(project: Path) -> dict[Key, Entry]:
    return extract(project).by_key()


def test_qml(project: Path) -> None:
    entries = found(project)
    trips = entries[Key("Page|", "Trips")]
    assert trips.comments == ("Title of the page.", "max 12")
    assert trips.flags == ("max-length:12",)
    assert trips.locations == ("qml/Area/Page.qml",)
    many = entries[Key("Page|", "%n trip(s)")]
    assert (many.plural, many.forms) == ("%n trip(s)", ("", ""))
    assert many.comments == ("How many trips.", "dp 128 body")
    assert many.flags == ("qt-plural-format",)
    assert Key("Page|adjective", "Open") in entries


def test_python(project: Path) -> None:
    entries = found(project)
    size = entries[Key("Vehicle|", "Battery size")]
    assert size.comments == ("Size of the vehicle's battery.", "driver 1")
    assert entries[Key("Vehicle|", "%n cell(s)")].plural is not None
    assert Key("Vehicle|verb", "Open") in entries
    assert len(entries) == 6


def test_same_input_same_bytes(project: Path) -> None:
    assert write_po(extract(project)) == write_po(extract(project))


@pytest.mark.parametrize("call", ['tr("C", f"{x}")', 'tr("C", x)', 'tr("C")', 'tr(x, "a", dis=x)'])
def test_what_cannot_be_extracted_is_refused(call: str, project: Path) -> None:
    (project / "app" / "bad.py").write_text(f"x = 1\n{call}\n")
    with pytest.raises(HabitacleError, match=r"app/bad\.py:2: tr\(\) takes"):
        extract(project)


def test_english_is_filled_and_gives_the_plural(project: Path) -> None:
    template = extract(project)
    english = merge(template, None, "en").by_key()
    assert english[Key("Page|", "Trips")].forms == ("Trips",)
    assert english[Key("Page|", "%n trip(s)")].forms == ("", "")


def test_merge_never_loses_a_text(project: Path) -> None:
    template = extract(project)
    first = merge(template, None, "pl")
    key = Key("Page|", "Trips")
    assert first.by_key()[Key("Page|", "%n trip(s)")].forms == ("", "", "")
    told = replace(first, entries=tuple(
        replace(e, forms=("Przejazdy",), notes=("checked",)) if e.key == key else e
        for e in first.entries
    ))  # fmt: skip
    (project / "qml" / "Area" / "Page.qml").write_text(QML.replace('"Trips"', '"Journeys"'))
    without = merge(extract(project), told, "pl")
    assert key not in without.by_key()
    assert [e.forms for e in without.entries if e.obsolete] == [("Przejazdy",)]
    assert merge(extract(project), without, "pl") == without
    back = merge(template, without, "pl").by_key()[key]
    assert (back.forms, back.notes, back.obsolete) == (("Przejazdy",), ("checked",), False)


def test_plural_of_the_template_comes_from_english(project: Path) -> None:
    template = extract(project)
    key = Key("Page|", "%n trip(s)")
    english = merge(template, None, "en")
    english = replace(english, entries=tuple(
        replace(e, forms=("%n trip", "%n trips")) if e.key == key else e for e in english.entries
    ))  # fmt: skip
    assert with_plurals(template, english).by_key()[key].plural == "%n trips"
