"""The words for trouble codes: the shipped file, the look-up, and every refusal of the reader."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.features.vehicle.dtc_texts import SEVERITIES, TITLE_MAX, DtcTexts, load_dtc_texts

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "assets" / "dtc" / "generic.json"
CODE_INSIDE = re.compile(r"\b[PCBU][0-9][0-9A-F]{3}\b", re.IGNORECASE)
SAME_BUT_FOR_THE_PLACE = (
    {"C0040", "C0045", "C0050"},
    {"P0130", "P0150"},
    {"P0131", "P0151"},
    {"P0132", "P0152"},
    {"P0133", "P0153"},
    {"P0134", "P0154"},
    {"P0135", "P0155"},
    {"P0171", "P0174"},
    {"P0172", "P0175"},
    {"P0201", "P0202", "P0203", "P0204"},
    {f"P03{n:02}" for n in range(1, 13)},
    {"P0351", "P0352", "P0353", "P0354"},
    {"P0420", "P0430"},
    {"P0671", "P0672", "P0673", "P0674"},
    {"P0AA1", "P0AA4"},
    {"P2122", "P2127"},
    {"P2123", "P2128"},
)
"""Codes that differ only by bank, cylinder, contact, or by a place that editions assign apart."""


@pytest.fixture(scope="module")
def texts() -> DtcTexts:
    return load_dtc_texts(SHIPPED)


def small() -> dict[str, Any]:
    """A file with one code, one make and one advice."""
    row = {"title": "Fault reported", "severity": "info", "advice": "ask"}
    systems = ("powertrain", "chassis", "body", "network")
    return {
        "schema": "dtc-texts/1",
        "version": "1",
        "source": "a test",
        "advice": {"ask": "Ask a workshop."},
        "manufacturer_prefixes": ["P1", "P30"],
        "structure": {
            name: {
                "generic": row | {"title": f"{name}: fault"},
                "manufacturer": row | {"title": f"{name}: fault of the make"},
            }
            for name in systems
        },
        "other": dict(row),
        "codes": {"P0420": row | {"title": "Catalyst", "severity": "plan"}},
        "makes": {"acme": {"P1234": row | {"title": "Acme's own"}}},
    }


def load(tmp_path: Path, data: dict[str, Any]) -> DtcTexts:
    path = tmp_path / "texts.json"
    path.write_text(json.dumps(data), "utf-8")
    return load_dtc_texts(path)


def test_titles_are_short_and_free_of_codes(texts: DtcTexts) -> None:
    rows = [*texts.codes.values(), *texts.structure.values(), texts.other]
    assert len(texts.codes) >= 150
    for row in rows:
        assert 0 < len(row.title) <= TITLE_MAX
        assert not row.title.endswith(".")
        assert not CODE_INSIDE.search(row.title)
        assert row.advice.endswith(".")
        assert row.severity in SEVERITIES


def test_equal_titles_are_equal_faults(texts: DtcTexts) -> None:
    by_title: dict[str, set[str]] = defaultdict(set)
    for code, row in texts.codes.items():
        by_title[row.title].add(code)
    shared = [codes for codes in by_title.values() if len(codes) > 1]
    assert sorted(map(sorted, shared)) == sorted(map(sorted, SAME_BUT_FOR_THE_PLACE))


def test_who_may_drive_on(texts: DtcTexts) -> None:
    for code, row in texts.codes.items():
        assert ("Stop safely" in row.advice[:11]) == (row.severity == "critical"), code
        if row.severity == "info":
            assert row.advice.startswith("You can drive on."), code


def test_the_file_is_sorted() -> None:
    data = json.loads(SHIPPED.read_text("utf-8"))
    for key in ("advice", "codes", "makes", "structure"):
        assert list(data[key]) == sorted(data[key])
    assert data["manufacturer_prefixes"] == sorted(data["manufacturer_prefixes"])


@pytest.mark.parametrize(
    ("code", "severity", "word"),
    [
        ("P0301", "soon", "misfires"),
        ("P0420", "plan", "Catalytic"),
        ("P0524", "critical", "oil pressure"),
        ("P0AA6", "critical", "insulation"),
        ("P2463", "soon", "soot"),
        ("C0031", "soon", "front left"),
        ("B0001", "soon", "Driver airbag"),
        ("U0100", "soon", "does not respond"),
    ],
)
def test_known_codes(texts: DtcTexts, code: str, severity: str, word: str) -> None:
    found = texts.find(code)
    assert (found.severity, found.known) == (severity, True)
    assert word in found.title


def test_the_failure_type_changes_nothing(texts: DtcTexts) -> None:
    assert texts.find("P0420-87") == texts.find("p0420") == texts.find("P0420")
    assert texts.find("C1812-87") == texts.find("C1812")


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("P0999", "Drive system: fault reported"),
        ("P3400", "Drive system: fault reported"),
        ("P1234", "Drive system: fault specific to this make"),
        ("P33FF", "Drive system: fault specific to this make"),
        ("C0FFF", "Brakes, steering or chassis: fault reported"),
        ("C1812-87", "Brakes, steering or chassis: fault specific to this make"),
        ("B2ABC", "Body or interior: fault specific to this make"),
        ("U3FFF", "Communication in the car: fault reported"),
        ("SPN 110 FMI 3", "Fault reported"),
        ("P042", "Fault reported"),
        ("", "Fault reported"),
    ],
)
def test_without_words_of_its_own_the_structure_speaks(
    texts: DtcTexts, code: str, title: str
) -> None:
    found = texts.find(code)
    assert (found.title, found.severity, found.known) == (title, "info", False)
    assert found.advice == "A workshop can read what this fault means."


def test_a_manufacturers_code_needs_the_make(tmp_path: Path) -> None:
    texts = load(tmp_path, small())
    assert texts.find("P1234", "Acme").title == "Acme's own"
    assert texts.find("P1234").title == "powertrain: fault of the make"
    assert texts.find("P1234", "Other").known is False
    assert texts.find("P0420", "Acme").title == "Catalyst"


Edit = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda d: d.update(schema="dtc-texts/2"), r"schema is refused: 'dtc-texts/2' is not"),
        (lambda d: d.update(extra=1), "the file is refused: 'extra' is not a known key"),
        (lambda d: d.pop("makes"), "the file is refused: 'makes' is missing"),
        (lambda d: d.update(codes=[]), "codes is refused: it is not an object"),
        (lambda d: d.update(version=""), "version is refused: '' is no text"),
        (lambda d: d["advice"].update(ask=3), r"advice\.ask is refused: 3 is no text"),
        (lambda d: d["codes"]["P0420"].update(hint="x"), r"codes\.P0420 is .*'hint' is not a"),
        (lambda d: d["codes"]["P0420"].pop("title"), r"codes\.P0420 is .*'title' is missing"),
        (lambda d: d["codes"]["P0420"].update(title="x" * 61), "61 characters of 60"),
        (lambda d: d["codes"]["P0420"].update(severity="bad"), r"severity is .*'bad' is none of"),
        (lambda d: d["codes"]["P0420"].update(advice="pray"), "'pray' is not in the table"),
        (lambda d: d["codes"].update(P042={}), r"codes\.P042 is .*not a trouble code"),
        (lambda d: d["codes"].update(p0421={}), r"codes\.p0421 is .*not a trouble code"),
        (lambda d: d["codes"].update(P1000={}), r"codes\.P1000 is .*stand under makes"),
        (lambda d: d["makes"]["acme"].update(P0430={}), r"makes\.acme\.P0430 is .*stand under"),
        (lambda d: d["makes"].update(Acme={}), r"makes\.Acme is refused: .*lower case"),
        (lambda d: d["structure"].pop("body"), "structure is refused: 'body' is missing"),
        (lambda d: d["structure"]["body"].pop("generic"), r"structure\.body is .*'generic' is"),
        (lambda d: d.update(manufacturer_prefixes="P1"), "prefixes is refused: it is not a list"),
        (lambda d: d.update(manufacturer_prefixes=["X"]), "'X' does not begin a code"),
    ],
)
def test_refusals_name_file_key_and_reason(edit: Edit, says: str, tmp_path: Path) -> None:
    data = small()
    edit(data)
    with pytest.raises(HabitacleError, match=rf"texts\.json: .*{says}"):
        load(tmp_path, data)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "refused"),
        ("[]", "not an object"),
        ('{"codes": {"P0420": {}, "P0420": {}}}', "repeated key 'P0420'"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "texts.json"
    path.write_text(text)
    with pytest.raises(HabitacleError, match=says):
        load_dtc_texts(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match=r"gone\.json cannot be read: No such file"):
        load_dtc_texts(tmp_path / "gone.json")
