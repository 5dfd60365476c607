"""Reads the words of a screen back into the English they were translated from."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from app.i18n.accents import accented
from app.i18n.qm import Message, read_qm

_PLACE = re.compile(r"%([1-9n])")
_NUMBER = re.compile(r"\d(?:[\d.,' \u2019]*\d)?")
_UNSEEN = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_PLAIN = str.maketrans("\u00a0\u202f\u2009", "   ", _UNSEEN)
_ONE = {"0", "1", "%n"}
"""Counts for which a language may use a text that does not name them."""
Values = Mapping[str, str]


class Spoken(NamedTuple):
    """A text in English, and the message it was made from with its places, "" if from none."""

    english: str
    source: str


@dataclass(frozen=True)
class Form:
    """One text of a message; its places `%1`-`%9` and `%n` stand for anything."""

    text: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches what it becomes, with one group a place."""
        seen: set[str] = set()
        parts = _PLACE.split(self.text)
        for at in range(1, len(parts), 2):
            name = parts[at]
            parts[at] = f"(?P=p{name})" if name in seen else f"(?P<p{name}>.+?)"
            seen.add(name)
        parts[::2] = map(re.escape, parts[::2])
        return re.compile("".join(parts), re.DOTALL)

    @cached_property
    def weight(self) -> int:
        """How many characters are its own."""
        return len(_PLACE.sub("", self.text))

    def read(self, text: str) -> Values | None:
        """What stands in its places if *text* was made from it, else None."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        return {name[1:]: value for name, value in match.groupdict().items()}


@dataclass(frozen=True)
class Pair:
    """A message: its source, its texts in English and in the language of the screen."""

    source: str
    english: tuple[Form, ...]
    spoken: tuple[Form, ...]

    def in_english(self, spoken: Form, values: Values) -> str:
        """The English text beside *spoken*, places not filled."""
        first = values["n"] == "1" if "n" in values else spoken == self.spoken[0]
        return self.english[0 if first else -1].text


@dataclass
class _Index:
    """Finds the messages that a text may have been made from, the likeliest first."""

    whole: dict[str, list[tuple[Pair, Form]]] = field(default_factory=dict)
    placed: list[tuple[Pair, Form]] = field(default_factory=list)

    def add(self, pair: Pair, forms: Iterable[Form]) -> None:
        for form in forms:
            if _PLACE.search(form.text) is None:
                self.whole.setdefault(form.text, []).append((pair, form))
            elif form.weight:
                self.placed.append((pair, form))

    def sort(self) -> None:
        self.placed.sort(key=lambda entry: -entry[1].weight)

    def readings(self, text: str) -> Iterator[tuple[Pair, Form, Values]]:
        for pair, form in self.whole.get(text, ()):
            yield pair, form, {}
        for pair, form in self.placed:
            values = form.read(text)
            if values is not None:
                yield pair, form, values


class English:
    """The way back from a language on the screen to English.

    *catalogues* as Qt reads them, English first; *decimal* is the mark between whole and part in
    the numbers on the screen.
    """

    def __init__(self, catalogues: Sequence[bytes], decimal: str) -> None:
        self._decimal = decimal
        self._english, self._spoken = _Index(), _Index()
        for pair in _pairs([list(read_qm(data)) for data in catalogues]):
            self._english.add(pair, {Form(plain(pair.source)), *pair.english})
            self._spoken.add(pair, pair.spoken)
        self._english.sort()
        self._spoken.sort()
        self._known: dict[str, Spoken] = {}

    def of(self, shown: str) -> Spoken:
        """What *shown*, a text of the screen, is in English; itself if no message gives it."""
        text = plain(shown)
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def means(self, wanted: str, shown: str) -> bool:
        """Whether *shown* is how the screen says the English *wanted*.

        A place left in *wanted* (`%1`) stands for anything; numbers match by their value.
        """
        return self._means(plain(wanted), plain(shown))

    def _read(self, text: str) -> Spoken:
        # What the catalogue lacks is shown in English.
        readings = chain(self._spoken.readings(text), self._english.readings(text))
        for pair, form, values in readings:
            english = {name: self.of(value).english for name, value in values.items()}
            return Spoken(_filled(pair.in_english(form, values), english), pair.source)
        return Spoken(text, "")

    def _means(self, wanted: str, shown: str) -> bool:
        if self._alike(wanted, shown):
            return True
        return any(
            any(_fits(values, form, shown, self._means) for form in pair.spoken)
            or any(_fits(values, form, shown, self._alike) for form in pair.english)
            for pair, _, values in self._english.readings(wanted)
        )

    def _alike(self, wanted: str, shown: str) -> bool:
        if wanted == shown:
            return True
        if _PLACE.search(wanted) and Form(wanted).read(shown) is not None:
            return True
        ours, theirs = _numbered(wanted, "."), _numbered(shown, self._decimal)
        return theirs in {ours, accented(ours)}


def _fits(values: Values, form: Form, shown: str, means: Callable[[str, str], bool]) -> bool:
    """Whether *shown* was made from *form*, each of its places filled with what *values* means."""
    found = form.read(shown)
    if found is None or ("n" in values and "n" not in found and values["n"] not in _ONE):
        return False
    return all(
        _PLACE.fullmatch(values[name]) or means(values[name], value)
        for name, value in found.items()
        if name in values
    )


def plain(text: str) -> str:
    """*text* without marks of direction, every space a usual one."""
    return text.translate(_PLAIN).strip()


def _filled(template: str, values: Values) -> str:
    def value(place: re.Match[str]) -> str:
        return values.get(place[1], place[0])

    return _PLACE.sub(value, template)


def _numbered(text: str, decimal: str) -> str:
    """*text* with each number written as in Python."""

    def rewritten(match: re.Match[str]) -> str:
        kept = (c for c in match[0] if c.isdecimal() or c == decimal)
        return "".join("." if c == decimal else str(int(c)) for c in kept)

    return _NUMBER.sub(rewritten, text)


def _pairs(catalogues: list[list[Message]]) -> Iterator[Pair]:
    """Every message once; the last catalogue that has it is the one the screen shows."""
    pairs: dict[tuple[str, str, str], Pair] = {}
    for place, messages in enumerate(catalogues):
        for message in messages:
            key = (message.context, message.source, message.disambiguation)
            forms = tuple(Form(plain(form)) for form in message.forms)
            english = forms if place == 0 else (Form(plain(message.source)),)
            before = pairs.get(key)
            pairs[key] = Pair(message.source, before.english if before else english, forms)
    yield from pairs.values()
