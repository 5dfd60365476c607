"""Numbers, dates, money and units as a locale writes them (Babel, CLDR 47); no Qt.

Babel and a locale's data take 12 ms: both load with the first number or date, which is after the
first frame. That shows the time of day, by the pattern of `languages.toml`.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from app.i18n.languages import Language, Units

if TYPE_CHECKING:
    from babel import Locale

UNKNOWN = "\u2013"
"""What stands for a value that is not known."""

NBSP = "\u00a0"
_BEYOND = 10**15
Number = float | int | Decimal | None
TimeUnit = Literal["week", "day", "hour", "minute", "second"]
_MINUTE = 60
_SECONDS: dict[TimeUnit, int] = {
    "week": 604_800,
    "day": 86_400,
    "hour": 3600,
    "minute": _MINUTE,
    "second": 1,
}
_FIVE_DIGITS = 10_000


def rounded(value: Number, decimals: int) -> Decimal | None:
    """*value* to *decimals* digits, halves away from zero, never -0; None if not a number.

    Nothing a car shows reaches 10^15: what does is no number either.
    """
    if value is None or isinstance(value, bool):
        return None
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite() or abs(exact) >= _BEYOND:
        return None
    result = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(result) if result == 0 else result


class Formats:
    """The formats of one language. Every method gives `UNKNOWN` for None, NaN and infinity."""

    def __init__(self, language: Language, units: Units) -> None:
        self.language = language
        self._units = units
        self._sparse = language.code in units.two_digits_first

    @cached_property
    def _locale(self) -> "Locale":
        from babel import Locale

        return Locale.parse(self.language.cldr)

    def number(self, value: Number, decimals: int = 0) -> str:
        """With grouping and exactly *decimals* digits after the separator."""
        shown = rounded(value, decimals)
        if shown is None:
            return UNKNOWN
        return self._write(shown, "#,##0" + _fraction(decimals))

    def percent(self, value: Number, decimals: int = 0) -> str:
        """*value* is 0..100; the sign stands where the locale puts it."""
        shown = rounded(value, decimals)
        if shown is None:
            return UNKNOWN
        pattern = self._locale.percent_formats[None].pattern
        return self._write(shown / 100, pattern.replace("#,##0", "#,##0" + _fraction(decimals)))

    def quantity(self, value: Number, unit: str, decimals: int = 0) -> str:
        """Number, U+00A0, fixed symbol (`units.toml`)."""
        text = self.number(value, decimals)
        return text if text == UNKNOWN else text + NBSP + self.unit(unit)

    def unit(self, unit: str) -> str:
        """The symbol alone, for a label of another size than its number."""
        return self._units.symbol(unit, self.language.code)

    def bytes(self, count: Number) -> str:
        """Decimal multiples: 512 B, 1.2 kB, 3.4 MB; one digit from kB on."""
        whole = rounded(count, 0)
        if whole is None:
            return UNKNOWN
        for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
            if abs(whole) >= size:
                return self.quantity(whole / size, unit, 1)
        return self.quantity(whole, "B")

    def money(self, amount: Number, currency: str) -> str:
        """*amount* in whole currency units, the currency's own digits."""
        from babel.numbers import get_currency_precision

        shown = rounded(amount, get_currency_precision(currency))
        return UNKNOWN if shown is None else self._money(shown, currency, fixed=True)

    def unit_price(self, amount: Number, currency: str, unit: str) -> str:
        """A price of one *unit*, every digit of *amount* shown, e.g. 0.4999 per kWh."""
        if rounded(amount, 6) is None:
            return UNKNOWN
        return self._money(Decimal(str(amount)), currency, fixed=False) + "/" + self.unit(unit)

    def time(self, moment: datetime) -> str:
        """24-hour clock of *moment* in its own zone."""
        pattern = self.language.time
        hour = f"{moment.hour:02}" if "HH" in pattern else f"{moment.hour}"
        return pattern.replace("HH", "H").replace("H", hour).replace("mm", f"{moment.minute:02}")

    def date(self, day: date) -> str:
        """CLDR medium date."""
        from babel.dates import format_date

        return format_date(day, "medium", locale=self._locale)

    def date_time(self, moment: datetime) -> str:
        """Medium date and 24-hour time, joined as the locale joins them."""
        joint = str(self._locale.datetime_formats["medium"]).replace("'", "")
        return joint.replace("{1}", self.date(moment)).replace("{0}", self.time(moment))

    def duration(self, seconds: Number) -> str:
        """45 s; 5 min; 1 h 30 min; whole minutes from one minute on."""
        whole = rounded(seconds, 0)
        if whole is None:
            return UNKNOWN
        if whole < _MINUTE:
            return self.quantity(whole, "s")
        hours, minutes = divmod(int(rounded(whole / _MINUTE, 0) or 0), _MINUTE)
        parts = [self.quantity(hours, "h")] if hours else []
        parts += [self.quantity(minutes, "min")] if minutes or not hours else []
        return NBSP.join(parts)

    def relative(self, amount: Number, unit: TimeUnit) -> str:
        """From now: in 13 days, or 13 days ago if negative; the unit given is kept."""
        from babel.dates import format_timedelta

        whole = rounded(amount, 0)
        if whole is None:
            return UNKNOWN
        delta = timedelta(seconds=int(whole) * _SECONDS[unit])
        return format_timedelta(
            delta, granularity=unit, threshold=1e9, add_direction=True, locale=self._locale
        )

    def _write(self, shown: Decimal, pattern: str) -> str:
        return _written(shown, pattern, self.language.cldr, self._grouped(shown))

    def _grouped(self, shown: Decimal) -> bool:
        return not self._sparse or abs(shown) >= _FIVE_DIGITS

    def _money(self, shown: Decimal, currency: str, *, fixed: bool) -> str:
        pattern = self._locale.currency_formats["standard"]
        text = pattern.apply(
            shown,
            self._locale,
            currency=currency,
            currency_digits=fixed,
            decimal_quantization=fixed,
            group_separator=self._grouped(shown),
            numbering_system="latn",
        )
        return _signed(self._currency(text, currency), shown, self.language.cldr)

    def _currency(self, text: str, currency: str) -> str:
        sign = self._units.currency_symbol.get(currency)
        if sign is not None:
            return text.replace(currency, sign)
        if currency in self._units.currency_iso:
            return text.replace(self._locale.currency_symbols.get(currency, currency), currency)
        return text


def _fraction(decimals: int) -> str:
    return "." + "0" * decimals if decimals else ""


@lru_cache(maxsize=4096)
def _written(shown: Decimal, pattern: str, cldr: str, grouped: bool) -> str:
    from babel.numbers import parse_pattern

    text = parse_pattern(pattern).apply(
        shown, cldr, group_separator=grouped, numbering_system="latn"
    )
    return _signed(text, shown, cldr)


def _signed(text: str, shown: Decimal, cldr: str) -> str:
    """Babel writes "-" where the locale has another minus."""
    from babel.numbers import get_minus_sign_symbol

    minus = get_minus_sign_symbol(cldr, numbering_system="latn")
    return text.replace("-", minus, 1) if shown < 0 and minus not in text else text
