"""The letters of the keypad: one layout a language, whole, in the font, with its small letters."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.core.errors import HabitacleError
from app.i18n.keypads import MOST_ACCENTS, Letters, load_letters
from app.i18n.languages import PSEUDO, load_languages
from app.main.paths import ASSETS, TRANSLATIONS

LANGUAGES = sorted(load_languages(TRANSLATIONS).by_code)
NARROW = 9  # keys of 76 dp beside each other on the narrowest display


@pytest.fixture(scope="module")
def drawn() -> set[int]:
    """Code points of the bundled fonts, those that every face has."""
    faces = [TTFont(path).getBestCmap().keys() for path in (ASSETS / "fonts").glob("*.ttf")]
    assert faces
    return set.intersection(*map(set, faces))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_letters_that_the_font_draws(language: str, drawn: set[int]) -> None:
    letters = load_letters(TRANSLATIONS, language)
    every = letters.alphabet + letters.accents
    every += "".join(map(letters.lower, every))
    assert len(letters.alphabet) >= 25
    assert [c for c in every if ord(c) not in drawn] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_fit_the_narrowest_display(language: str) -> None:
    letters = load_letters(TRANSLATIONS, language)
    helpers = 3 if letters.accents else 2
    whole, left = divmod(len(letters.alphabet), NARROW)
    rows = whole + (left > 0)
    assert rows <= 3 or (rows == 4 and left + helpers + 1 <= NARROW)
    assert len(letters.accents) <= MOST_ACCENTS == 3 * NARROW


@pytest.mark.parametrize("language", PSEUDO)
def test_a_pseudo_locale_types_english(language: str) -> None:
    assert load_letters(TRANSLATIONS, language) == load_letters(TRANSLATIONS, "en")


@pytest.mark.parametrize(
    ("language", "capital", "small"),
    [
        ("tr", "I", "\N{LATIN SMALL LETTER DOTLESS I}"),
        ("tr", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i"),
        ("en", "I", "i"),
        ("de", "\N{LATIN SMALL LETTER SHARP S}", "\N{LATIN SMALL LETTER SHARP S}"),
        (
            "lt",
            "\N{LATIN CAPITAL LETTER E WITH DOT ABOVE}",
            "\N{LATIN SMALL LETTER E WITH DOT ABOVE}",
        ),
    ],
)
def test_a_capital_has_the_small_letter_of_its_language(
    language: str, capital: str, small: str
) -> None:
    assert load_letters(TRANSLATIONS, language).lower(capital) == small


@pytest.mark.parametrize(
    ("rows", "alphabet", "accents"),
    [
        (("AB", "C"), "AB", ""),
        (("AB",), "ABC", ""),
        (("AB",), "AB", "BC"),
        (("AA",), "AA", ""),
        (("A" * 13,), "A" * 13, ""),
        (("A", "B", "C", "D"), "ABCD", ""),
    ],
)
def test_letters_that_do_not_hold_together_are_refused(
    rows: tuple[str, ...], alphabet: str, accents: str
) -> None:
    with pytest.raises(HabitacleError):
        Letters(rows, alphabet, accents)


@pytest.mark.parametrize("text", ["", "language = 3", "[language]\nen = { layout = 'none' }", "["])
def test_a_file_we_cannot_use_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "keypads.toml").write_text(text, "utf-8")
    with pytest.raises(HabitacleError, match=r"keypads\.toml"):
        load_letters(tmp_path, "en")
