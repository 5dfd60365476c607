"""The bundled font: everything the product can show has a glyph, digits keep their width."""

from datetime import datetime
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.i18n.formats import Formats
from app.i18n.languages import load_languages, load_units
from app.i18n.po import read_po
from app.i18n.pseudo import pseudo_entries
from app.i18n.ruler import MEDIUM, REGULAR, Ruler

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "assets" / "fonts"
TRANSLATIONS = ROOT / "translations"
RULER = Ruler(FONTS)
PO = sorted((TRANSLATIONS / "po").glob("*.po"))
LANGUAGES = load_languages(TRANSLATIONS)
SHIPPED = [code for code in LANGUAGES.by_code if "-" not in code]


@pytest.mark.parametrize("path", PO, ids=lambda path: path.stem)
def test_catalogues(path: Path) -> None:
    texts = [form for entry in read_po(path).entries for form in entry.forms]
    assert texts
    assert RULER.missing("".join(texts)) == ""


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
def test_pseudo_locales(language: str) -> None:
    entries = pseudo_entries(language, read_po(TRANSLATIONS / "po" / "en.po").entries, RULER)
    assert RULER.missing("".join(form for entry in entries for form in entry.forms)) == ""


@pytest.mark.parametrize("code", SHIPPED)
def test_formats(code: str) -> None:
    units = load_units(TRANSLATIONS)
    fmt = Formats(LANGUAGES.by_code[code], units)
    texts = [fmt.number(-1234567.89, 2), fmt.percent(82), fmt.duration(5400), fmt.bytes(1234)]
    texts += [fmt.money(-1234.5, currency) for currency in ("EUR", "PLN", "CZK", "RON", "UAH")]
    texts += [fmt.quantity(1, unit) for unit in units.symbols]
    texts += [fmt.date_time(datetime(2026, month, 5, 18, 5)) for month in range(1, 13)]  # noqa: DTZ001
    texts += [fmt.relative(n, "day") for n in (-21, -1, 1, 2, 13)]
    texts.append(LANGUAGES.by_code[code].autonym)
    assert RULER.missing("".join(texts)) == ""


def test_a_gap_is_seen() -> None:
    assert RULER.missing("a字\n") == "字"


@pytest.mark.parametrize("name", [REGULAR, MEDIUM])
def test_face(name: str) -> None:
    with TTFont(FONTS / name) as font:
        cmap, metrics = font.getBestCmap(), font["hmtx"].metrics
        assert len({metrics[cmap[ord(digit)]][0] for digit in "0123456789"}) == 1
        assert cmap[0x202F] == cmap[0x2009]
        for char in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)):
            assert metrics[cmap[char]][0] == 0
        assert font["name"].getBestFamilyName() == "Habitacle Sans"
        assert "fvar" not in font
