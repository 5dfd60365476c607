"""`Fmt`: what QML writes numbers, dates, times and units with."""

import re
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.i18n.accents import accented
from app.i18n.formats import UNKNOWN, Formats, Number, TimeUnit
from app.i18n.languages import SOURCE, Language, load_languages, load_units
from app.i18n.translate import place
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]")
_FSI, _PDI = "\u2068", "\u2069"


@QmlElement
@QmlSingleton
class Fmt(Provided):
    """Formats of the language in force; every slot gives a dash for null, undefined and NaN.

    The last argument of a slot is `Fmt.revision`, unused here: a binding that reads it runs again
    when the language changes. Moments are Unix milliseconds, shown in *zone*, by
    default the system's. *translations* is the folder of that name; the first language is English.
    """

    revisionChanged = Signal()

    def __init__(self, translations: Path, zone: tzinfo | None = None) -> None:
        super().__init__()
        self._units = load_units(translations)
        self._zone = zone
        self._revision = 0
        self.languages = load_languages(translations)
        self.formats = Formats(self.languages.by_code[SOURCE], self._units)

    def use(self, language: Language) -> None:
        """Write as *language* does from now on."""
        self.formats = Formats(language, self._units)
        self._revision += 1
        self.revisionChanged.emit()

    @Property(int, notify=revisionChanged)
    def revision(self) -> int:
        """Rises by one with each change of language."""
        return self._revision

    @Slot("QVariant", int, int, result=str)
    def number(self, v: Any, decimals: int, _rev: int) -> str:
        """*v* with exactly *decimals* digits."""
        return self._own(self.formats.number(_number(v), decimals))

    @Slot("QVariant", str, int, int, result=str)
    def quantity(self, v: Any, unit: str, decimals: int, _rev: int) -> str:
        """*v*, no-break space, symbol of *unit*."""
        return self._own(self.formats.quantity(_number(v), unit, decimals))

    @Slot(str, int, result=str)
    def unitText(self, unit: str, _rev: int) -> str:
        """The symbol of *unit* alone."""
        return self._own(self.formats.unit(unit))

    @Slot("QVariant", int, result=str)
    def percent(self, v: Any, _rev: int) -> str:
        """*v* in 0..100 as whole per cent."""
        return self._own(self.formats.percent(_number(v)))

    @Slot("QVariant", int, result=str)
    def bytes(self, n: Any, _rev: int) -> str:
        """A size: 512 B, 1.2 kB."""
        return self._own(self.formats.bytes(_number(n)))

    @Slot("QVariant", str, int, result=str)
    def money(self, amount: Any, currency: str, _rev: int) -> str:
        """*amount* in whole units of an ISO 4217 *currency*."""
        return self._own(self.formats.money(_number(amount), currency))

    @Slot("QVariant", int, result=str)
    def time(self, epoch_ms: Any, _rev: int) -> str:
        """Time of day, 24 hours."""
        moment = self._moment(epoch_ms)
        return UNKNOWN if moment is None else self._own(self.formats.time(moment))

    @Slot("QVariant", int, result=str)
    def date(self, epoch_ms: Any, _rev: int) -> str:
        """The day, medium length."""
        moment = self._moment(epoch_ms)
        return UNKNOWN if moment is None else self._own(self.formats.date(moment))

    @Slot("QVariant", int, result=str)
    def dateTime(self, epoch_ms: Any, _rev: int) -> str:
        """Day and time."""
        moment = self._moment(epoch_ms)
        return UNKNOWN if moment is None else self._own(self.formats.date_time(moment))

    @Slot("QVariant", int, result=str)
    def duration(self, seconds: Any, _rev: int) -> str:
        """45 s, 5 min, 1 h 30 min."""
        return self._own(self.formats.duration(_number(seconds)))

    @Slot("QVariant", str, int, result=str)
    def relative(self, amount: Any, unit: TimeUnit, _rev: int) -> str:
        """In 13 days, 2 hours ago: *amount* of second, minute, hour, day or week from now."""
        return self._own(self.formats.relative(_number(amount), unit))

    @Slot(str, "QVariantList", result=str)
    def fill(self, template: str, values: list[Any]) -> str:
        """`%1`-`%9` of a translated *template* replaced in one pass.

        Foreign direction cannot leak: bidi controls in a value are dropped, and a value is
        isolated if it runs right to left or the layout does.
        """
        return place(template, tuple(map(self._value, values)))

    def _value(self, value: Any) -> str:
        if not isinstance(value, str):
            number = _number(value)
            digits = 0 if number is None else max(0, -_exponent(number))
            return self._own(self.formats.number(number, digits))
        text = _BIDI_CONTROLS.sub("", value)
        if self.formats.language.rtl or _RIGHT_TO_LEFT.search(text):
            return _FSI + text + _PDI
        return text

    def _moment(self, epoch_ms: Any) -> datetime | None:
        number = _number(epoch_ms)
        if number is None:
            return None
        try:
            return datetime.fromtimestamp(float(number) / 1000, UTC).astimezone(self._zone)
        except (ValueError, OverflowError, OSError):
            return None

    def _own(self, text: str) -> str:
        return accented(text) if self.formats.language.code == "en-XA" else text


def _number(value: Any) -> Number:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return None


def _exponent(number: Number) -> int:
    exponent = Decimal(str(number)).normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
