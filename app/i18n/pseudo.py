"""Pseudo-locales: en-XA shows unwrapped and over-long text, ar-XB what does not mirror."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from math import ceil

from app.i18n.accents import accented
from app.i18n.limits import Limits
from app.i18n.po import Entry
from app.i18n.ruler import Ruler

_PLACE = re.compile(r"(%[1-9n]|\{\w+\})")
_WORD = re.compile(r"\S+")
_WORDS = "one two three four five six seven eight nine ten"
_FACTORS = ((10, 2.5), (20, 2.0), (30, 1.85), (50, 1.65), (70, 1.55))
_LONG = 1.5
_RLM, _RLO, _PDF = "\u200f", "\u202e", "\u202c"

Fits = Callable[[str], bool]


def en_xa(source: str, fits: Fits = lambda _text: True) -> str:
    """*source* accented, padded to the length translations reach, in brackets.

    *fits* tells whether a text keeps the message's own limit; the longest that does is taken,
    without brackets if even they are too much.
    """
    parts = _PLACE.split(source)
    body = "".join(part if _PLACE.fullmatch(part) else accented(part) for part in parts)
    padding = accented(" " + " ".join([_WORDS] * (len(source) // len(_WORDS) + 2)))
    for length in range(_target(source) - len(source) - 2, -1, -1):
        text = f"[{body}{padding[:length]}]"
        if fits(text):
            return text
    return body


def ar_xb(source: str) -> str:
    """*source* with each word shown right to left."""
    parts = _PLACE.split(source)
    return "".join(p if _PLACE.fullmatch(p) else _WORD.sub(_turned, p) for p in parts)


def _turned(match: re.Match[str]) -> str:
    return _RLM + _RLO + match[0] + _PDF + _RLM


def _target(source: str) -> int:
    factor = next((f for limit, f in _FACTORS if len(source) <= limit), _LONG)
    return ceil(factor * len(source))


def pseudo_entries(language: str, entries: Iterable[Entry], ruler: Ruler) -> list[Entry]:
    """The entries of a pseudo-locale, made from those of the English catalogue."""

    def form_of(text: str, limits: Limits) -> str:
        if language != "en-XA":
            return ar_xb(text)
        return en_xa(text, lambda longer: not limits.breach(longer, ruler))

    return [
        replace(e, forms=tuple(form_of(form, Limits.of(e.comments)) for form in e.forms))
        for e in entries
    ]
