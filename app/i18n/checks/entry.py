"""Rules over one catalogue entry. They need only the entry and its language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.i18n.plurals import PluralRule, exact_categories
from app.i18n.po import Entry

PLACE = re.compile(r"%[1-9n]|\{\w+\}")
_MARKUP = re.compile(r"<|&(?:\w+|#\d+|#x[0-9a-fA-F]+);")
_END = {".": ".", "。": ".", "?": "?", "؟": "?", "!": "!", ":": ":", "…": "…", ",": ","}
_FRENCH_MARK = re.compile(r"(?<![\u00a0\u202f!?])[;!?:]")
_FRENCH_QUOTE = re.compile(r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»")
_INVISIBLE = re.compile("[\u200b\ufeff\x00-\x09\x0b-\x1f\x7f-\x9f]")
_COLON_INSIDE = re.compile(r"\d:\d|://|%\d:%\d")


class Breach(NamedTuple):
    """A rule and what breaks it."""

    rule: str
    text: str


Check = Callable[[Entry, str, PluralRule], Iterator[Breach]]


def places(entry: Entry, _language: str, rule: PluralRule) -> Iterator[Breach]:
    """C01: every form keeps the places of the source; `%n` may go where the form is one number."""
    wanted = Counter(PLACE.findall(entry.key.msgid))
    may_drop = exact_categories(rule) if entry.plural is not None else frozenset()
    for index, form in enumerate(entry.forms):
        got = Counter(PLACE.findall(form))
        if got != wanted and not (index in may_drop and got + Counter({"%n": 1}) == wanted):
            yield Breach("C01", f"{form!r} does not keep the places of {entry.key.msgid!r}")


def form_count(entry: Entry, _language: str, rule: PluralRule) -> Iterator[Breach]:
    """C02: as many plural forms as the language has."""
    expected = 1 if entry.plural is None else len(rule.categories)
    if len(entry.forms) != expected:
        yield Breach("C02", f"{len(entry.forms)} forms, the language has {expected}")


def blank(entry: Entry, _language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C05: no empty or blank form."""
    if not all(form.strip() for form in entry.forms):
        yield Breach("C05", f"{entry.key.msgid!r} has an empty form")


def fuzzy(entry: Entry, _language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C07: the source changed since."""
    if entry.fuzzy:
        yield Breach("C07", f"{entry.key.msgid!r} is marked fuzzy")


def edges(entry: Entry, _language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C08: blanks and line ends at both ends as in the source."""
    for form in entry.forms:
        if form.strip() and _edges(form) != _edges(entry.key.msgid):
            yield Breach("C08", f"{form!r} starts or ends with other blanks than the source")


def punctuation(entry: Entry, language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C09: a sentence ends as the source ends."""
    for form in entry.forms:
        if _ending(form, language) != _ending(entry.key.msgid, "en"):
            yield Breach("C09", f"{form!r} ends otherwise than {entry.key.msgid!r}")


def markup(entry: Entry, _language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C10: no markup or entity the source lacks."""
    allowed = set(_MARKUP.findall(entry.key.msgid))
    for form in entry.forms:
        if set(_MARKUP.findall(form)) - allowed:
            yield Breach("C10", f"{form!r} holds markup")


def characters(entry: Entry, _language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C15: composed characters, no control or invisible ones."""
    for form in entry.forms:
        bad = any(
            c in "\u200b\ufeff" or (unicodedata.category(c) == "Cc" and c != "\n") for c in form
        )
        if bad or not unicodedata.is_normalized("NFC", form):
            yield Breach("C15", f"{form!r} is not NFC or holds a control character")


def ellipsis(entry: Entry, _language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C17: … is one character."""
    yield from (Breach("C17", f"{form!r} has three dots") for form in entry.forms if "..." in form)


def french_spaces(entry: Entry, language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C19: a no-break space before : ; ! ? and inside « »."""
    for form in entry.forms if language == "fr" else ():
        text = _COLON_INSIDE.sub("", form)
        if _FRENCH_MARK.search(text) or _FRENCH_QUOTE.search(text):
            yield Breach("C19", f"{form!r} lacks a no-break space")


def english_plural(entry: Entry, language: str, _rule: PluralRule) -> Iterator[Breach]:
    """C31: "(s)" is for sources only."""
    if language == "en" and any("(s)" in form for form in entry.forms):
        yield Breach("C31", f"{entry.key.msgid!r} shows (s)")


HARMFUL: tuple[Check, ...] = (form_count, blank, fuzzy, places, markup)
"""What keeps an entry out of the running product; English is shown instead."""

ALL: tuple[Check, ...] = (
    *HARMFUL,
    edges,
    punctuation,
    characters,
    ellipsis,
    french_spaces,
    english_plural,
)


def ships(entry: Entry, rule: PluralRule) -> bool:
    """Whether the running product may show *entry*."""
    if entry.obsolete:
        return False
    return not any(True for check in HARMFUL for _ in check(entry, "", rule))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _ending(text: str, language: str) -> str:
    last = "…" if text.rstrip().endswith("...") else text.rstrip()[-1:]
    if language == "el" and last in ";\u037e":
        return "?"
    return _END.get(last, "")
