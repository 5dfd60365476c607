"""Plural forms of whole numbers (CLDR 47, integer categories only).

Neither Qt's `lrelease` nor Babel's default table agrees with CLDR for every language, so this
table is ours. Form order is zero, one, two, few, many, other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PluralRule:
    """`categories` name the forms; `formula` is gettext's, `qm` the bytes Qt evaluates."""

    categories: tuple[str, ...]
    formula: str
    qm: bytes

    @property
    def header(self) -> str:
        """The value of the PO header `Plural-Forms`."""
        return f"nplurals={len(self.categories)}; plural=({self.formula});"


def _rule(categories: str, formula: str, qm: str) -> PluralRule:
    return PluralRule(tuple(categories.split()), formula, bytes.fromhex(qm))


_TWO_FORMS = (
    *("bg", "da", "de", "el", "en", "es", "et", "fi"),
    *("hu", "it", "nl", "pt", "sv", "nb", "tr"),
)
_ONE_OTHER = _rule("one other", "n!=1", "01 01")
_FEW = "n%10>=2&&n%10<=4&&(n%100<12||n%100>14)"
_CS = _rule("one few other", "n==1?0:n>=2&&n<=4?1:2", "01 01 ff 04 02 04")
_SLAVIC = f"n%10==1&&n%100!=11?0:{_FEW}?1:2"
_SLAVIC_QM = "11 01 fd 29 0b ff 14 02 04 fd 2c 0c 0e"

RULES: Mapping[str, PluralRule] = {
    **dict.fromkeys(_TWO_FORMS, _ONE_OTHER),
    "fr": _rule("one other", "n>1", "04 00 01"),
    "cs": _CS,
    "sk": _CS,
    "pl": _rule("one few many", f"n==1?0:{_FEW}?1:2", "01 01 ff 14 02 04 fd 2c 0c 0e"),
    "hr": _rule("one few other", _SLAVIC, _SLAVIC_QM),
    "uk": _rule("one few many", _SLAVIC, _SLAVIC_QM),
    "lt": _rule(
        "one few other",
        "n%10==1&&(n%100<11||n%100>19)?0:n%10>=2&&(n%100<11||n%100>19)?1:2",
        "11 01 fd 29 0b ff 14 02 09 fd 2c 0c 13",
    ),
    "lv": _rule(
        "zero one other",
        "n%10==0||(n%100>=11&&n%100<=19)?0:n%10==1&&n%100!=11?1:2",
        "11 00 fe 24 0b 13 ff 11 01 fd 29 0b",
    ),
    "ro": _rule(
        "one few other",
        "n==1?0:n==0||(n%100>=1&&n%100<=19)?1:2",
        "01 01 ff 01 00 fe 24 01 13 fd 09 01",
    ),
    "sl": _rule(
        "one two few other",
        "n%100==1?0:n%100==2?1:n%100==3||n%100==4?2:3",
        "21 01 ff 21 02 ff 24 03 04",
    ),
    "ga": _rule(
        "one two few many other",
        "n==1?0:n==2?1:n>=3&&n<=6?2:n>=7&&n<=10?3:4",
        "01 01 ff 01 02 ff 04 03 06 ff 04 07 0a",
    ),
    "mt": _rule(
        "one two few many other",
        "n==1?0:n==2?1:n==0||(n%100>=3&&n%100<=10)?2:n%100>=11&&n%100<=19?3:4",
        "01 01 ff 01 02 ff 01 00 fe 24 03 0a ff 24 0b 13",
    ),
    "ar": _rule(
        "zero one two few many other",
        "n==0?0:n==1?1:n==2?2:n%100>=3&&n%100<=10?3:n%100>=11?4:5",
        "01 00 ff 01 01 ff 01 02 ff 24 03 0a ff 14 00 09 fd 2c 00 0a",
    ),
    "he": _rule("one two other", "n==1?0:n==2?1:2", "01 01 ff 01 02"),
}
"""By language code; `ar` and `he` are tested although not shipped."""


def rule_of(language: str) -> PluralRule:
    """The rule of a language; the pseudo-locales count like the languages they imitate."""
    return RULES[language.split("-", 1)[0]] if language != "ar-XB" else RULES["en"]


def evaluator(rule: PluralRule) -> Callable[[int], int]:
    """The index of the form for a whole number, by the gettext formula."""
    from gettext import c2py

    return c2py(rule.formula)


def exact_categories(rule: PluralRule) -> frozenset[int]:
    """Forms that fit exactly one number of 0-1000: only they may drop `%n`."""
    form_of = evaluator(rule)
    counts = [0] * len(rule.categories)
    for n in range(1001):
        counts[form_of(n)] += 1
    return frozenset(index for index, count in enumerate(counts) if count == 1)
