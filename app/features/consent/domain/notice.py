"""What a person is asked: versioned texts, and the hash of what was really shown."""

import json
from dataclasses import dataclass

from app.core.canonical import canonical_json, sha256_hex
from app.core.errors import HabitacleError

Rendered = tuple[tuple[str, str], ...]
"""Visible strings in display order, each with its role, buttons included."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The text of one purpose in one language.

    `summary` is layer 1 (what, to whom, until when), `without` what stops working, `data` the
    list of what is sent. `{recipient}` and `{until}` stand for the name and the last day.
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

    @property
    def major(self) -> str:
        """A consent holds for one major version of its notice."""
        return self.version.partition(".")[0]

    def filled(self, recipient: str, until: str) -> "Notice":
        """The text as shown, for one recipient and last day."""

        def fill(text: str) -> str:
            return text.replace("{recipient}", recipient).replace("{until}", until)

        return Notice(
            *(self.id, self.version, self.purpose, self.lang),
            fill(self.title),
            fill(self.summary),
            fill(self.without),
            tuple(map(fill, self.data)),
            fill(self.refuse),
            fill(self.accept),
        )

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


def text_json(rendered: Rendered) -> bytes:
    """Canonical JSON `[[role, text], ...]` of what was shown."""
    return canonical_json(rendered)


def text_sha256(rendered: Rendered) -> str:
    """Hash by which a shown text is kept and named."""
    return sha256_hex(text_json(rendered))


def parse_notice(text: str) -> Notice:
    """A notice file. HabitacleError when a part is missing, empty or not text."""
    keys = ("id", "version", "purpose", "lang", "title", "summary", "without", "refuse", "accept")
    try:
        raw = json.loads(text)
        parts = {key: raw[key] for key in keys}
        data = tuple(raw["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise HabitacleError(f"A notice is not valid: {type(error).__name__} {error}.") from error
    for value in (*parts.values(), *data):
        if not isinstance(value, str) or not value.strip():
            raise HabitacleError(f"Notice {parts['id']} has an empty part or one that is no text.")
    return Notice(**parts, data=data)
