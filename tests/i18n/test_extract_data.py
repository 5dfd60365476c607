"""Messages of data files, and that the product finds their translations."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from app.core.errors import HabitacleError
from app.features.vehicle.dtc_texts import TITLE_MAX, load_dtc_texts
from app.i18n import tr_data
from app.i18n.data_messages import DATA_TEXTS, DataText, data_messages
from app.i18n.extract import extract
from app.i18n.po import Key
from app.i18n.qm import Message, write_qm

ROOT = Path(__file__).resolve().parents[2]
TEXTS = DataText("assets/x/*.json", ("rows.*.title", "other"), "X", ("Title.", "max 9"))


def project(tmp_path: Path, data: object, name: str = "a.json") -> Path:
    path = tmp_path / "assets" / "x" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return tmp_path


def test_declared_places_become_messages(tmp_path: Path) -> None:
    rows = {"a": {"title": "One", "note": "not shown"}, "b": {"title": "Two"}, "c": {}}
    root = project(tmp_path, {"rows": rows, "other": "Three", "title": "Four"})
    project(tmp_path, {"other": "One"}, "b.json")
    found = data_messages(root, (TEXTS,))
    assert [(e.key, e.locations) for e in found] == [
        (Key("X|", "One"), ("assets/x/a.json",)),
        (Key("X|", "Two"), ("assets/x/a.json",)),
        (Key("X|", "Three"), ("assets/x/a.json",)),
        (Key("X|", "One"), ("assets/x/b.json",)),
    ]
    assert all(e.comments == ("Title.", "max 9") for e in found)


def test_no_file_no_message(tmp_path: Path) -> None:
    assert data_messages(tmp_path, (TEXTS,)) == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"other": 3}, r"a\.json: other holds 3, which is no text"),
        ({"rows": {"a": {"title": ""}}}, r"rows\.\*\.title holds '', which is no text"),
        ("{", r"a\.json cannot be read as JSON"),
    ],
)
def test_what_cannot_be_extracted_is_refused(data: object, says: str, tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match=says):
        data_messages(project(tmp_path, data), (TEXTS,))


def test_each_declaration_finds_texts() -> None:
    for kind in DATA_TEXTS:
        assert data_messages(ROOT, (kind,)), kind.files


def test_every_word_for_a_trouble_code_is_extracted(tmp_path: Path) -> None:
    path = tmp_path / "assets" / "dtc" / "generic.json"
    path.parent.mkdir(parents=True)
    path.write_bytes((ROOT / "assets" / "dtc" / "generic.json").read_bytes())
    texts = load_dtc_texts(path)
    found = extract(tmp_path).by_key()
    titles = {t.title for t in (*texts.codes.values(), *texts.structure.values(), texts.other)}
    advice = {t.advice for t in (*texts.codes.values(), *texts.structure.values(), texts.other)}
    assert {key.msgid for key in found} == titles | advice
    for title in titles:
        entry = found[Key("Dtc|", title)]
        assert entry.comments == (
            "Title of a fault of the car. Up to 60 characters.",
            f"max {TITLE_MAX}",
        )
        assert entry.flags == (f"max-length:{TITLE_MAX}",)
        assert entry.locations == ("assets/dtc/generic.json",)


def test_the_product_finds_the_translation(qapp: QCoreApplication) -> None:
    assert tr_data("Dtc", "Engine too hot") == "Engine too hot"
    french = Message("Dtc", "Engine too hot", "", ["Moteur trop chaud"])
    data, translator = write_qm("fr", bytes.fromhex("040001"), [french]), QTranslator()
    assert translator.load(data)
    qapp.installTranslator(translator)
    try:
        assert tr_data("Dtc", "Engine too hot") == "Moteur trop chaud"
        assert tr_data("Other", "Engine too hot") == "Engine too hot"
    finally:
        qapp.removeTranslator(translator)
