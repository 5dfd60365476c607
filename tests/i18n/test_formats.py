"""What Fmt writes in the 27 languages (U+2423 stands for U+00A0, U+237D for U+202F)."""

import math
from datetime import date, datetime
from pathlib import Path

import pytest
from babel import Locale

from app.i18n.formats import Formats, TimeUnit
from app.i18n.languages import load_languages, load_units

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
LANGUAGES = load_languages(TRANSLATIONS)
UNITS = load_units(TRANSLATIONS)
TABLE = [
    [cell.strip() for cell in line.split("|")]
    for line in (Path(__file__).parent / "formats.txt").read_text("utf-8").splitlines()
]
DAY = datetime(2026, 2, 5, 18, 5)  # noqa: DTZ001 - shown as given
MORNING = datetime(2026, 2, 5, 8, 5)  # noqa: DTZ001


def formats(code: str) -> Formats:
    return Formats(LANGUAGES.by_code[code], UNITS)


def shown(text: str) -> str:
    return text.replace("\u2423", "\u00a0").replace("\u237d", "\u202f")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_table(row: list[str]) -> None:
    fmt = formats(row[0])
    got = [
        fmt.number(1234.5, 1),
        fmt.number(12345.5, 1),
        fmt.number(-5.5, 1),
        fmt.percent(82),
        fmt.money(1234.5, "EUR"),
        fmt.date(date(2026, 2, 5)),
        f"{fmt.time(DAY)} {fmt.time(MORNING)}",
    ]
    assert got == [shown(cell) for cell in row[1:]]


def test_table_is_whole() -> None:
    assert {row[0] for row in TABLE} == set(LANGUAGES.by_code) - {"en-XA", "ar-XB"}
    assert len(TABLE) == 27


@pytest.mark.parametrize(
    ("code", "amount", "currency", "text"),
    [
        ("nl", -12.5, "EUR", "€␣-12,50"),
        ("tr", -12.5, "EUR", "-€12,50"),
        ("fi", -12.5, "EUR", "\u221212,50␣€"),
        ("de", 5.625, "EUR", "5,63␣€"),
        ("fr", 1234567.891, "EUR", "1⍽234⍽567,89␣€"),
        ("pl", 1234.5, "PLN", "1234,50␣zł"),
        ("cs", 1234.5, "CZK", "1␣234,50␣Kč"),
        ("ro", 1234.5, "RON", "1.234,50␣RON"),
        ("uk", 5, "UAH", "5,00␣UAH"),
    ],
)
def test_money(code: str, amount: float, currency: str, text: str) -> None:
    assert formats(code).money(amount, currency) == shown(text)


def test_rounding_is_half_up_and_never_minus_zero() -> None:
    fmt = formats("de")
    assert (fmt.number(2.5), fmt.number(-2.5), fmt.number(0.125, 2)) == ("3", "-3", "0,13")
    assert fmt.number(-0.04, 1) == "0,0"
    assert fmt.number(999e12) == "999.000.000.000.000"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf, 1e30, True])
def test_what_is_not_a_number_is_a_dash(value: float | None) -> None:
    fmt = formats("fr")
    texts = {
        fmt.number(value, 1),
        fmt.percent(value),
        fmt.quantity(value, "km"),
        fmt.bytes(value),
        fmt.money(value, "EUR"),
        fmt.unit_price(value, "EUR", "kWh"),
        fmt.duration(value),
        fmt.relative(value, "day"),
    }
    assert texts == {"\u2013"}


def test_units() -> None:
    assert formats("fi").quantity(-5.5, "°C", 1) == shown("\u22125,5␣°C")
    assert formats("bg").quantity(90, "km/h") == shown("90␣км/ч")
    assert formats("pl").quantity(90, "km/h") == shown("90␣km/h")
    assert formats("de").quantity(15.3, "kWh/100 km", 1) == shown("15,3␣kWh/100␣km")
    assert formats("de").unit_price(0.4999, "EUR", "kWh") == shown("0,4999␣€/kWh")


@pytest.mark.parametrize(
    ("code", "count", "text"),
    [("fr", 999, "999␣o"), ("fr", 1234, "1,2␣ko"), ("de", 1234, "1,2␣kB"), ("en", 3.4e6, "3.4␣MB")],
)
def test_bytes(code: str, count: float, text: str) -> None:
    assert formats(code).bytes(count) == shown(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (45, "45␣s"),
        (59.6, "1␣min"),
        (300, "5␣min"),
        (5400, "1␣h␣30␣min"),
        (7200, "2␣h"),
        (3599, "1␣h"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert formats("fr").duration(seconds) == shown(text)


@pytest.mark.parametrize(
    ("code", "amount", "unit", "text"),
    [
        ("de", 13, "day", "in 13 Tagen"),
        ("pl", 13, "day", "za 13 dni"),
        ("mt", 13, "day", "fi żmien 13-il ġurnata oħra"),
        ("fr", -21, "hour", "il y a 21 heures"),
    ],
)
def test_relative_keeps_the_unit(code: str, amount: int, unit: TimeUnit, text: str) -> None:
    assert formats(code).relative(amount, unit).replace("\u00a0", " ") == text


def test_date_time() -> None:
    assert formats("fr").date_time(MORNING) == "5 févr. 2026, 08:05"


def test_aliases_and_regions() -> None:
    found = {code: LANGUAGES.find(code) for code in ("no", "nn", "mo", "fr_BE", "de-AT", "xx")}
    codes = {code: language and language.code for code, language in found.items()}
    assert codes == {
        "no": "nb", "nn": "nb", "mo": "ro", "fr_BE": "fr", "de-AT": "de", "xx": None
    }  # fmt: skip


def test_the_clock_is_cldrs() -> None:
    for language in LANGUAGES.by_code.values():
        short = Locale.parse(language.cldr).time_formats["short"].pattern
        clock = "HH:mm" if "a" in short or "h" in short else short
        assert language.time == clock, language.code
