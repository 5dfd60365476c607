"""Pseudo-locales: lengths of real translations, places kept, limits kept."""

from pathlib import Path

import pytest

from app.i18n.accents import accented
from app.i18n.limits import Limits
from app.i18n.pseudo import ar_xb, en_xa
from app.i18n.ruler import Ruler

RULER = Ruler(Path(__file__).resolve().parents[2] / "assets" / "fonts")


@pytest.mark.parametrize(
    ("source", "pseudo"),
    [
        ("Open", "[Öþéñ öñé]"),
        ("Charging stopped", "[Çĥåŕĝîñĝ šţöþþéð öñé ţŵö ţĥŕéé]"),
        ("%n trips", "[%n ţŕîþš öñé ţŵö ţ]"),
    ],
)
def test_samples(source: str, pseudo: str) -> None:
    assert en_xa(source) == pseudo


@pytest.mark.parametrize("length", [1, 10, 11, 20, 21, 30, 31, 50, 51, 70, 71, 400])
def test_length_follows_the_table(length: int) -> None:
    factors = {10: 2.5, 20: 2.0, 30: 1.85, 50: 1.65, 70: 1.55}
    factor = next((f for limit, f in factors.items() if length <= limit), 1.5)
    wanted = max(length + 2, -(-length * round(factor * 100) // 100))
    assert len(en_xa("a" * length)) == wanted


def test_every_letter_changes_and_is_in_the_font() -> None:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    mapped = accented(letters)
    assert not any(char.isascii() for char in mapped)
    assert len(set(mapped)) == len(letters)
    assert RULER.missing(mapped) == ""


@pytest.mark.parametrize(("limit", "pseudo"), [(8, "[Öþéñ ö]"), (6, "[Öþéñ]"), (5, "Öþéñ")])
def test_limits_are_kept(limit: int, pseudo: str) -> None:
    limits = Limits(characters=limit)
    assert en_xa("Open", lambda text: not limits.breach(text, RULER)) == pseudo


def test_width_limit_is_kept() -> None:
    limits = Limits.of(["Rail.", "dp 128"])
    text = en_xa("Settings", lambda longer: not limits.breach(longer, RULER))
    assert text.startswith("[Šéţţîñĝš")
    assert 100 < RULER.width(text, 24) <= 128


def test_right_to_left_words() -> None:
    word = "\u200f\u202e{}\u202c\u200f".format
    assert ar_xb("%n trips of %1") == f"%n {word('trips')} {word('of')} %1"
