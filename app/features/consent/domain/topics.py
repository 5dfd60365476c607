"""The gateway's table: which topic may carry what, for exactly one purpose and recipient."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import HabitacleError
from app.features.consent.domain.purposes import Basis

_NAME = re.compile(r"[A-Za-z0-9-]{1,32}")
_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (),
}


class Refused(Exception):  # noqa: N818  a verdict, not a fault
    """A message the table does not allow; `str()` is the reason's code."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One leaf of the data: category (None: says nothing of car or person), kind, bounds.

    Kind `null` is an object that may be missing as a whole.
    """

    category: str | None
    kind: str
    required: bool
    nullable: bool
    max_length: int
    allowed: tuple[str, ...]

    def accepts(self, value: Any) -> bool:
        """Whether *value* is of this kind and within bounds."""
        if value is None:
            return self.nullable
        if isinstance(value, bool) is not (self.kind == "boolean"):
            return False
        if not isinstance(value, _KINDS[self.kind]):
            return False
        if not isinstance(value, str):
            return True
        return len(value) <= self.max_length and (not self.allowed or value in self.allowed)


@dataclass(frozen=True, slots=True)
class TopicRule:
    """One pattern; a `{name}` level stands for one id. `direct`: the data is the whole payload."""

    levels: tuple[str, ...]
    types: tuple[str, ...]
    purpose: str
    recipient: str
    basis: Basis
    precision: str
    max_bytes: int
    direct: bool
    fields: Mapping[str, FieldRule]

    def match(self, topic: str) -> dict[str, str] | None:
        """The ids in *topic* by name, or None when the pattern is another."""
        levels = topic.split("/")
        if len(levels) != len(self.levels):
            return None
        found = {}
        for expected, actual in zip(self.levels, levels, strict=True):
            if expected.startswith("{"):
                if not _NAME.fullmatch(actual):
                    return None
                found[expected[1:-1]] = actual
            elif expected != actual:
                return None
        return found

    def party(self, rule: str, found: Mapping[str, str]) -> str:
        """A purpose or recipient rule with its id filled in from the topic."""
        return found[rule[1:-1]] if rule.startswith("{") else rule

    def categories(self, data: Any) -> tuple[str, ...]:
        """Categories in *data*, in the table's order; Refused when a field is not allowed."""
        if not isinstance(data, dict):
            raise Refused("data_not_object")
        seen = set()
        for path, value in _leaves(data, ""):
            rule = self.fields.get(path) or self.fields.get(_any_key(path))
            if rule is None:
                raise Refused("unknown_field")
            if not rule.accepts(value):
                raise Refused("bad_field")
            seen.add(path)
        found: dict[str, None] = {}
        for path, rule in self.fields.items():
            if path not in seen:
                if rule.required:
                    raise Refused("missing_field")
            elif rule.category:
                found[rule.category] = None
        return tuple(found)


def find(rules: tuple[TopicRule, ...], topic: str, kind: str) -> tuple[TopicRule, dict[str, str]]:
    """The one rule for messages *kind* on *topic*; Refused when there is none or more than one."""
    matches = [(rule, found) for rule in rules if (found := rule.match(topic)) is not None]
    if not matches:
        raise Refused("unknown_topic")
    hits = [(rule, found) for rule, found in matches if kind in rule.types]
    if not hits:
        raise Refused("unknown_type")
    if len(hits) > 1 or len({rule.levels for rule, _ in matches}) > 1:
        raise Refused("ambiguous_topic")
    return hits[0]


def parse_topics(text: str) -> tuple[TopicRule, ...]:
    """The table of `topics.json`. HabitacleError when it is incomplete."""
    try:
        return tuple(_rule(item) for item in json.loads(text)["topics"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HabitacleError(
            f"The topic table is not valid: {type(error).__name__} {error}."
        ) from error


def _rule(raw: dict[str, Any]) -> TopicRule:
    return TopicRule(
        levels=tuple(str(raw["topic"]).split("/")),
        types=tuple(map(str, raw["types"])),
        purpose=str(raw["purpose"]),
        recipient=str(raw["recipient"]),
        basis=Basis(raw["basis"]),
        precision=str(raw["precision"]),
        max_bytes=int(raw["max_bytes"]),
        direct=bool(raw.get("direct", False)),
        fields={str(path): _field(field) for path, field in raw["fields"].items()},
    )


def _field(raw: dict[str, Any]) -> FieldRule:
    kind = str(raw["kind"])
    if kind not in _KINDS:
        raise ValueError(f"unknown kind {kind}")
    return FieldRule(
        category=raw.get("category"),
        kind=kind,
        required=bool(raw.get("required", False)),
        nullable=bool(raw.get("nullable", False)),
        max_length=int(raw.get("max_length", 64)),
        allowed=tuple(map(str, raw.get("allowed", ()))),
    )


def _any_key(path: str) -> str:
    """The name of the rule for a map whose keys are data: `down.demo` is `down.*`."""
    return f"{path.rpartition('.')[0]}.*"


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, f"{path}[]")
    else:
        yield path, value
