"""Qt, gettext and CLDR must agree on the form of every whole number from 0 to 1000."""

import pytest
from babel import Locale
from PySide6.QtCore import QTranslator

from app.i18n.plurals import RULES, evaluator, exact_categories
from app.i18n.qm import Message, elf_hash, write_qm

CLDR = {"pt": "pt_PT"}
NUMBERS = (0, 1, 2, 3, 5, 7, 11, 21, 22, 100, 101, 102, 111)
SAMPLES = {
    "fr": "one one other other other other other other other other other other other",
    "lv": "zero one other other other other zero one other zero one other zero",
    "ga": "other one two few few many other other other other other other other",
    "mt": "few one two few few few many other other other other other many",
    "sl": "other one two few other other other other other other one two other",
    "pl": "many one few few many many many many few many many few many",
    "uk": "many one few few many many many one few many one few many",
    "ro": "few one few few few few few other other other few few few",
}


@pytest.mark.parametrize("language", RULES)
def test_three_engines_agree(language: str) -> None:
    rule = RULES[language]
    forms = [str(index) for index in range(len(rule.categories))]
    translator = QTranslator()
    data = write_qm(language, rule.qm, [Message("C", "%n", "", forms)])
    assert translator.load(data)
    formula = evaluator(rule)
    cldr = Locale.parse(CLDR.get(language, language)).plural_form
    for n in range(1001):
        index = formula(n)
        assert translator.translate("C", "%n", None, n) == forms[index], n
        assert rule.categories[index] == cldr(n), n


def test_29_languages() -> None:
    assert len(RULES) == 29


@pytest.mark.parametrize("language", SAMPLES)
def test_samples(language: str) -> None:
    rule = RULES[language]
    form_of = evaluator(rule)
    got = [rule.categories[form_of(n)] for n in NUMBERS]
    assert got == SAMPLES[language].split()


def test_forms_that_may_drop_the_number() -> None:
    assert all(not exact_categories(RULES[code]) for code in ("fr", "hr", "lt", "lv", "sl", "uk"))
    assert exact_categories(RULES["ga"]) == {0, 1}


def test_qm_bytes() -> None:
    data = write_qm("de", b"\x01\x01", [Message("Trips", "%n trip", "", ["A", "B"])])
    assert len(data) == 90
    assert data == bytes.fromhex(
        "3cb86418caef9c95cd211cbf60a1bddd a7 00000002 6465 42 00000008 0c07b920 00000000"
        "69 0000002a 03 00000002 0041 03 00000002 0042 08 00000000 06 00000007 256e2074726970"
        "07 00000005 5472697073 01 88 00000002 0101"
    )
    assert elf_hash(b"Open") == 0x566BE


def test_qm_disambiguation_and_equal_sources() -> None:
    messages = [
        Message("A", "Open", "", ["a"]),
        Message("B", "Open", "", ["b"]),
        Message("A", "Open", "adjective", ["c"]),
    ]
    translator = QTranslator()
    assert translator.load(write_qm("de", b"\x01\x01", messages))
    assert translator.translate("A", "Open") == "a"
    assert translator.translate("B", "Open") == "b"
    assert translator.translate("A", "Open", "adjective") == "c"
