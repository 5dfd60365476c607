"""Switching languages on living screens, and what happens when a catalogue is no good."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QObject, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent, QQmlEngine

from app.core.errors import HabitacleError
from app.i18n import tr
from app.i18n.catalogue import load_qm
from app.i18n.fmt import Fmt
from app.i18n.language import I18n

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
QML = b"""
import QtQml
import Habitacle.Model

QtObject {
    property string context: qsTranslate("Rail", "Vehicle")
    property string many: qsTranslate("PrivacyChip", "%n shared", "", 2)
    property string number: Fmt.quantity(1234.5, "km", 1, Fmt.revision)
    property string unknown: Fmt.number(undefined, 1, Fmt.revision)
        + Fmt.number(NaN, 0, Fmt.revision) + Fmt.time(null, Fmt.revision)
    property string filled: Fmt.fill("%1 of %2, %3", ["100%1", 3, "x"])
    property string code: I18n.language
    property int offered: I18n.languages.length
}
"""


@pytest.fixture
def fmt(qapp: QGuiApplication) -> Fmt:  # noqa: ARG001 - there must be an application
    return Fmt(TRANSLATIONS)


@pytest.fixture
def i18n(fmt: Fmt) -> Iterator[I18n]:
    made = I18n(TRANSLATIONS, fmt, developer=True)
    yield made
    made.setLanguage("en")


@pytest.fixture
def screen(i18n: I18n, fmt: Fmt) -> Iterator[QObject]:
    i18n.provide()
    fmt.provide()
    engine = QQmlEngine()
    i18n.attach(engine)
    component = QQmlComponent(engine)
    component.setData(QML, QUrl())
    item = component.create()
    assert item is not None, component.errorString()
    yield item
    item.deleteLater()
    engine.deleteLater()


def shown(screen: QObject, *names: str) -> list[str]:
    return [str(screen.property(name)) for name in names]


def test_a_screen_follows_the_language(screen: QObject, i18n: I18n) -> None:
    assert shown(screen, "context", "many", "number") == ["Vehicle", "2 shared", "1,234.5\u00a0km"]
    assert i18n.setLanguage("fr")
    french = ["Véhicule", "2\u00a0partages", "1\u202f234,5\u00a0km", "fr"]
    assert [text.replace("2 ", "2\u00a0") for text in shown(screen, "context", "many")] == french[
        :2
    ]
    assert shown(screen, "number", "code") == french[2:]
    assert QLocale().language() == QLocale.Language.French
    assert i18n.setLanguage("en")
    assert shown(screen, "context", "code") == ["Vehicle", "en"]


def test_values_qml_has_and_python_has_not(screen: QObject) -> None:
    assert shown(screen, "unknown", "filled") == ["\u2013\u2013\u2013", "100%1 of 3, x"]


def test_pseudo_locale_leaves_no_plain_letter(screen: QObject, i18n: I18n) -> None:
    assert i18n.setLanguage("en-XA")
    texts = "".join(shown(screen, "context", "many", "number"))
    assert not any(char.isascii() and char.isalpha() for char in texts)
    assert "[Ѵéĥîçļé" in texts


def test_right_to_left(i18n: I18n, fmt: Fmt) -> None:
    assert i18n.setLanguage("ar-XB")
    assert QGuiApplication.layoutDirection().name == "RightToLeft"
    assert fmt.fill("%1 km", ["5"]) == "\u20685\u2069 km"
    assert i18n.setLanguage("fr")
    assert QGuiApplication.layoutDirection().name == "LeftToRight"


def test_outside_text_cannot_turn_the_line(fmt: Fmt) -> None:
    assert fmt.fill("%1 km", ["\u202eabc\u202c"]) == "abc km"
    assert fmt.fill("%1 km", ["\u05d0"]) == "\u2068\u05d0\u2069 km"


def test_an_unknown_language_changes_nothing(i18n: I18n, caplog: pytest.LogCaptureFixture) -> None:
    assert i18n.setLanguage("fr")
    told: list[bool] = []
    i18n.changed.connect(lambda: told.append(True))
    assert not i18n.setLanguage("xx")
    assert (i18n._failed, i18n._language.code, told) == ("xx", "fr", [])
    assert "xx" in caplog.text
    assert i18n.setLanguage("fr_CA")
    assert (i18n._failed, told) == ("", [True])


def test_start_takes_the_first_language_we_have(i18n: I18n) -> None:
    i18n.start("tlh", "fr_BE")
    assert i18n._language.code == "fr"
    i18n.start("tlh")
    assert i18n._language.code == "en"


def test_a_catalogue_with_a_gap_shows_english(tmp_path: Path, fmt: Fmt) -> None:
    folder = tmp_path / "translations"
    shutil.copytree(TRANSLATIONS, folder)
    french = folder / "po" / "fr.po"
    text = french.read_text("utf-8")
    french.write_text(text.replace('"Véhicule"', '"<b>Véhicule</b>"'), "utf-8")
    made = I18n(folder, fmt)
    made.start("fr")
    try:
        assert QCoreApplication.translate("Rail", "Vehicle") == "Vehicle"
        assert QCoreApplication.translate("Rail", "Settings") == "Réglages"
    finally:
        made.setLanguage("en")


def test_a_broken_file_gives_the_catalogue_read_before(tmp_path: Path) -> None:
    folder, cache = tmp_path / "translations", tmp_path / "cache"
    shutil.copytree(TRANSLATIONS, folder)
    good = load_qm(folder, "fr", cache)
    assert load_qm(folder, "fr", cache) == good
    (folder / "po" / "fr.po").write_text("<<<<<<< mine\n")
    assert load_qm(folder, "fr", cache) == good
    with pytest.raises(HabitacleError, match="fr cannot be loaded"):
        load_qm(folder, "fr", tmp_path / "empty")


def test_the_cache_keeps_one_file_a_language(tmp_path: Path) -> None:
    folder, cache = tmp_path / "translations", tmp_path / "cache"
    shutil.copytree(TRANSLATIONS, folder)
    load_qm(folder, "fr", cache)
    before = {path.name for path in cache.iterdir()}
    french = folder / "po" / "fr.po"
    french.write_text(french.read_text("utf-8").replace("Véhicule", "Voiture"), "utf-8")
    assert "Voiture".encode("utf-16-be") in load_qm(folder, "fr", cache)
    after = {path.name for path in cache.iterdir()}
    assert len(before) == len(after) == 1
    assert before != after


def test_building_french_is_quick() -> None:
    times = []
    for _ in range(5):
        began = perf_counter()
        load_qm(TRANSLATIONS, "fr")
        times.append(perf_counter() - began)
    assert min(times) < 0.030


def test_tr(i18n: I18n) -> None:
    i18n.setLanguage("fr")
    assert tr("PrivacyChip", "Privacy: %1", "%2") == "Confidentialité\u00a0: %2"
    assert tr("PrivacyChip", "%n shared", n=1).endswith("partage")
    assert tr("Nowhere", "%1 of %2", "%2", 5) == "%2 of 5"
