"""What a person is asked: versioned texts in three layers, and the hash of what was shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.canonical import canonical_json, sha256_hex
from app.core.errors import HabitacleError

Rendered = tuple[tuple[str, str], ...]
"""Visible strings in display order, each with its role, buttons included."""

_PARTS = (
    *("id", "version", "purpose", "lang", "title", "summary", "without", "refuse", "accept"),
    *("why", "choose"),
)


@dataclass(frozen=True, slots=True)
class FullFacts:
    """What the full notice says beside its text, in words of the language.

    `recipient`, `address`, `contact` name the controller; `retention`, `countries` and
    `authority` are written for people. `local`: the data stays in the car; `outside`: it may
    leave the European Economic Area; `ends`: the driver can end it.
    """

    recipient: str
    address: str
    contact: str
    lawful_basis: str
    retention: str
    countries: str
    authority: str
    local: bool = False
    outside: bool = False
    ends: bool = True


@dataclass(frozen=True, slots=True)
class CommonNotice:
    """What all notices of a language share: sections (role, heading, text) and group buttons."""

    lang: str
    version: str
    sections: tuple[tuple[str, str, str], ...]
    refuse_all: str
    accept_all: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The text of one purpose in one language.

    `summary` is layer 1 (what, to whom, until when), `without` what stops working, `data` the
    list of what is sent, `why` what it is for, `logic` how a profile is made (empty where none
    is). `{recipient}` and `{until}` stand for the name and the last day.
    """

    id: str
    version: str
    purpose: str
    lang: str
    title: str
    summary: str
    without: str
    data: tuple[str, ...]
    refuse: str
    accept: str
    why: str = ""
    logic: str = ""
    choose: str = ""

    @property
    def major(self) -> str:
        """A consent holds for one major version of its notice."""
        return self.version.partition(".")[0]

    def filled(self, recipient: str, until: str) -> "Notice":
        """The text as shown, for one recipient and last day."""

        def fill(text: str) -> str:
            return _fill(text, {"recipient": recipient, "until": until})

        return replace(
            self,
            title=fill(self.title),
            summary=fill(self.summary),
            without=fill(self.without),
            data=tuple(map(fill, self.data)),
            refuse=fill(self.refuse),
            accept=fill(self.accept),
            why=fill(self.why),
            logic=fill(self.logic),
            choose=fill(self.choose),
        )

    def brief(self) -> Rendered:
        """Layer 1: what, to whom, until when, and the three ways on."""
        return (
            ("title", self.title),
            ("summary", self.summary),
            ("refuse", self.refuse),
            ("accept", self.accept),
            ("choose", self.choose),
        )

    def sheet(self) -> Rendered:
        """Layer 2: one purpose with its reason and its data."""
        return (
            ("title", self.title),
            ("summary", self.summary),
            ("why", self.why),
            *(("data", item) for item in self.data),
            ("without", self.without),
            ("refuse", self.refuse),
            ("accept", self.accept),
        )

    def full(self, common: CommonNotice, facts: FullFacts) -> Rendered:
        """Layer 3: every section that holds, as pairs of (`heading`, …) and (its role, …)."""
        words = {
            "recipient": facts.recipient,
            "address": facts.address,
            "contact": facts.contact,
            "lawful_basis": facts.lawful_basis,
            "retention": facts.retention,
            "countries": facts.countries,
            "authority": facts.authority,
            "data": "; ".join(self.data),
            "why": self.why,
            "logic": self.logic,
            "without": self.without,
        }
        rendered: list[tuple[str, str]] = [("title", self.title), ("summary", self.summary)]
        for role, heading, text in common.sections:
            if self._says(role, facts):
                rendered += [("heading", heading), (role, _fill(text, words))]
        return tuple(rendered)

    def rendered(self) -> Rendered:
        """Every visible string, in the order in which the card shows them."""
        return (
            ("title", self.title),
            ("summary", self.summary),
            *(("data", item) for item in self.data),
            ("without", self.without),
            ("refuse", self.refuse),
            ("accept", self.accept),
        )

    def _says(self, role: str, facts: FullFacts) -> bool:
        holds = {
            "who": not facts.local,
            "local": facts.local,
            "data": not facts.local,
            "data_local": facts.local,
            "logic": bool(self.logic),
            "where": not facts.local and not facts.outside,
            "outside": not facts.local and facts.outside,
            "end": facts.ends,
        }
        return holds.get(role, True)


def text_json(rendered: Rendered) -> bytes:
    """Canonical JSON `[[role, text], ...]` of what was shown."""
    return canonical_json(rendered)


def text_sha256(rendered: Rendered) -> str:
    """Hash by which a shown text is kept and named."""
    return sha256_hex(text_json(rendered))


def parse_notice(text: str) -> Notice:
    """A notice file. HabitacleError when a part is missing, empty or not text."""
    try:
        raw = json.loads(text)
        parts = {key: raw[key] for key in _PARTS}
        data = tuple(raw["data"])
        if "logic" in raw:
            parts["logic"] = raw["logic"]
    except (ValueError, KeyError, TypeError) as error:
        raise HabitacleError(f"A notice is not valid: {type(error).__name__} {error}.") from error
    for value in (*parts.values(), *data):
        _check_text(value, str(parts["id"]))
    return Notice(**parts, data=data)


def parse_common(text: str) -> CommonNotice:
    """The file of what all notices share. HabitacleError when a part is missing or no text."""
    try:
        raw = json.loads(text)
        sections = tuple((role, heading, words) for role, heading, words in raw["sections"])
        parts = {key: raw[key] for key in ("lang", "version", "refuse_all", "accept_all")}
    except (ValueError, KeyError, TypeError) as error:
        raise HabitacleError(
            f"The common notice is not valid: {type(error).__name__} {error}."
        ) from error
    for value in (*parts.values(), *(each for section in sections for each in section)):
        _check_text(value, "common")
    return CommonNotice(**parts, sections=sections)


def _check_text(value: Any, where: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise HabitacleError(f"Notice {where} has an empty part or one that is no text.")


def _fill(text: str, words: Mapping[str, str]) -> str:
    """*text* with each `{name}` of *words* replaced; what is put in is not looked at again."""
    pieces = text.split("{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        name, brace, rest = piece.partition("}")
        known = bool(brace) and name in words
        filled.append(words[name] + rest if known else "{" + piece)
    return "".join(filled)
