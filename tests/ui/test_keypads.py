"""Keypads of digits and of letters: by touch, by key, by knob, and locked."""

import pytest
from PySide6.QtCore import Qt

from app.i18n.letters import KeypadLetters
from tests.ui import scene
from tests.ui.driver import Bench, Driver, log

KEYPAD = (
    'Keypad { id: pad; width: 500; name: "Amount"; %s onConfirmed: text => root.log.push(text) }'
)


def test_a_keypad_takes_a_number_by_touch(bench: Bench) -> None:
    driver = bench.show(KEYPAD % "decimal: true; ")
    for key in ("1", "2", ".", ".", "5", "7", "Delete the last digit", "Confirm"):
        driver.press(key)
    assert log(driver) == ["12.5"]
    assert driver.faults() == []


def test_a_keypad_shows_the_decimal_sign_of_the_language(bench: Bench) -> None:
    bench.hmi.i18n.setLanguage("fr")
    driver = bench.show(KEYPAD % 'decimal: true; text: "12.5"; ')
    bench.hmi.i18n.setLanguage("en")
    bench.hmi.i18n.setLanguage("fr")
    assert "12,5" in driver.text()
    bench.hmi.i18n.setLanguage("en")


def test_a_keypad_takes_a_keyboard_and_the_arrows(bench: Bench) -> None:
    driver = bench.show(KEYPAD % "")
    driver.find("1").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_4)
    driver.key(Qt.Key.Key_Down)
    assert driver.focused() == "4"
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Return)
    driver.key(Qt.Key.Key_Backspace)
    for _ in range(3):
        driver.key(Qt.Key.Key_Down)
    assert driver.focused() == "Confirm"
    driver.key(Qt.Key.Key_Return)
    assert log(driver) == ["4"]


def test_a_pin_is_dots_and_is_wiped_when_the_car_moves(bench: Bench) -> None:
    driver = bench.show(KEYPAD % "secret: true; minimumLength: 4; ")
    for key in "123":
        driver.press(key)
    driver.press("Confirm")
    assert log(driver) == []
    assert "•••" in driver.text()
    assert "123" not in driver.text()
    bench.hmi.drive(50.0)
    driver.settle()
    driver.press("4")
    bench.hmi.park()
    driver.settle()
    assert not any("•" in text for text in driver.text())


def test_an_amount_survives_a_drive_but_cannot_be_changed_in_it(bench: Bench) -> None:
    driver = bench.show(KEYPAD % 'text: "12"; ')
    bench.hmi.drive(50.0)
    driver.settle()
    for key in ("3", "Confirm"):
        driver.press(key)
    assert log(driver) == []
    assert "12" in driver.text()


LETTERS = (
    'LetterKeypad { id: pad; width: %d; name: "Name"; doneText: "Save"; maximumLength: 12\n'
    'text: "%s"; onConfirmed: text => root.log.push(text) }'
)
WIDE, NARROW = 1150, 790


def letters_of(driver: Driver) -> KeypadLetters:
    """`I18n.letters`."""
    found = driver.hmi.i18n.findChild(KeypadLetters)
    assert isinstance(found, KeypadLetters)
    return found


def letters(driver: Driver, language: str) -> None:
    """Show the letters of a language that has no catalogue yet."""
    letters_of(driver).use(language)
    driver.settle()


def rows(driver: Driver) -> list[str]:
    """What stands on the keys, from top to bottom, each row from left to right."""
    keys = [i for i in driver.items() if "KeypadKey" in scene.kinds(i) and i.property("text")]
    places = {(scene.area(i).top(), scene.area(i).left()): str(i.property("text")) for i in keys}
    tops = sorted({top for top, _ in places})
    return ["".join(places[at] for at in sorted(places) if at[0] == top) for top in tops]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_name_is_typed_by_touch(bench: Bench, width: int) -> None:
    driver = bench.show(LETTERS % (width, ""))
    for key in ("Z", "o", "x", "Delete the last letter", "Letters with accents", "ë", "Letters"):
        driver.press(key)
    for key in ("Space", "A", "Save"):
        driver.press(key)
    assert log(driver) == ["Zo\N{LATIN SMALL LETTER E WITH DIAERESIS} A"]
    assert driver.faults() == []


def test_the_national_keyboard_stands_where_it_has_room_and_the_alphabet_where_not(
    bench: Bench,
) -> None:
    driver = bench.show(LETTERS % (WIDE, ""))
    assert rows(driver)[:3] == ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"]
    bench.clear()
    driver = bench.show(LETTERS % (NARROW, ""))
    assert rows(driver)[:3] == ["ABCDEFGHI", "JKLMNOPQR", "STUVWXYZ"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["bg", "de", "el", "fr", "sv", "tr", "uk"])
def test_each_language_has_its_letters_and_they_fit(
    bench: Bench, language: str, width: int
) -> None:
    driver = bench.show(LETTERS % (width, ""))
    letters(driver, language)
    alphabet = str(letters_of(driver).property("alphabet"))
    assert set(alphabet) <= set("".join(rows(driver)))
    assert driver.faults() == []
    driver.press("Digits and signs")
    assert "-" in driver.names()
    assert driver.faults() == []
    bench.hmi.i18n.setLanguage("en")


def test_small_letters_of_a_language_are_its_own(bench: Bench) -> None:
    driver = bench.show(LETTERS % (WIDE, "A"))
    letters(driver, "tr")
    assert {"\N{LATIN SMALL LETTER DOTLESS I}", "i"} <= driver.names()
    letters(driver, "el")
    for key in ("\N{GREEK SMALL LETTER SIGMA}", "\N{GREEK SMALL LETTER FINAL SIGMA}"):
        assert key in driver.names()
    bench.hmi.i18n.setLanguage("en")


def test_the_capital_key_turns_one_letter(bench: Bench) -> None:
    driver = bench.show(LETTERS % (WIDE, ""))
    for key in ("Capital letter", "a", "b", "Capital letter", "C", "d", "Save"):
        driver.press(key)
    assert log(driver) == ["abCd"]


def test_a_name_ends_at_its_greatest_length(bench: Bench) -> None:
    driver = bench.show(LETTERS % (WIDE, "abcdefghijk"))
    for key in ("l", "m", "Save"):
        driver.press(key)
    assert log(driver) == ["abcdefghijkl"]


def test_the_knob_reaches_every_letter_and_leaves(bench: Bench) -> None:
    driver = bench.show(LETTERS % (WIDE, "x") + 'Button { y: 700; text: "Below" }')
    driver.find("q").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        driver.key(key)
        seen.append(driver.focused())
    assert seen[:2] == ["a", "z"]
    assert seen[2] in ("Digits and signs", "Letters with accents")
    assert seen[3] == seen[2]
    for _ in range(3):
        driver.key(Qt.Key.Key_Up)
    driver.key(Qt.Key.Key_Right)
    letter = driver.focused()
    assert letter in "wertyuiop"
    driver.key(Qt.Key.Key_Return)
    driver.key(Qt.Key.Key_Up)
    assert driver.focused() in ("Delete the last letter", "Save")
    driver.find("Save").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_Return)
    assert log(driver) == ["x" + letter]


def test_a_keyboard_types_letters_and_no_control_characters(bench: Bench) -> None:
    driver = bench.show(LETTERS % (WIDE, ""))
    driver.find("Save").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_Backspace, Qt.Key.Key_F1):
        driver.key(key)
    driver.key(Qt.Key.Key_Return)
    assert log(driver) == ["a"]


def test_letters_lock_while_driving_and_keep_what_was_typed(bench: Bench) -> None:
    driver = bench.show(
        LETTERS % (WIDE, "Zo") + "Connections { target: Shell; "
        "function onLockShown(what: string, needs: string) { root.log.push(what + needs) } }"
    )
    bench.hmi.drive(50.0)
    driver.settle()
    for key in ("e", "Space", "Delete the last letter", "Save"):
        driver.press(key)
    assert log(driver) == ["Nametext_entry"] * 4
    assert "Zo" in driver.text()
