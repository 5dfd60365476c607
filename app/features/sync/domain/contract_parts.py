"""Words of the contract: a channel, and a message on it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.json_schema import Validate

_LEVEL = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What may stand for a `{name}` of an address: a device id, a partner, a nonce."""


class Direction(StrEnum):
    """Up: the car sends. Down: the car receives."""

    UP = "up"
    DOWN = "down"


class Scope(StrEnum):
    """Whose topic it is: a car's, that of a car without identity, or nobody's (HTTPS)."""

    DEVICE = "device"
    CLAIM = "claim"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class MessageRule:
    """One type: how it is wrapped, checked, and how long and how urgently it lives.

    `envelope` None: the body has a form of its own and `versions` judge all of it; else they judge
    its `data`. `expiry_s` None: it lives until it is confirmed. `max_string`: the longest string
    where one needs more than the usual. `answer`: name of the schema of a response's `data`.
    """

    kind: str
    title: str
    envelope: Validate | None
    versions: Mapping[int, Validate]
    prio: int | None
    expiry_s: int | None
    expiry_note: str
    max_bytes: int
    max_string: int | None
    acting: bool
    receipt: bool
    coalesce: bool
    answer: str | None


@dataclass(frozen=True, slots=True)
class Channel:
    """One address with its messages. A `{name}` level stands for one id."""

    name: str
    address: str
    levels: tuple[str, ...]
    scope: Scope
    direction: Direction
    purpose: str | None
    recipient: str | None
    basis: str | None
    precision: str | None
    max_bytes: int
    retain: bool
    messages: Mapping[str, MessageRule]

    def matches(self, levels: tuple[str, ...]) -> bool:
        """Whether a topic of these levels, as many as ours, is one of this channel."""
        return all(
            _LEVEL.fullmatch(actual) if wanted.startswith("{") else wanted == actual
            for wanted, actual in zip(self.levels, levels, strict=True)
        )

    @property
    def relative(self) -> str:
        """The address without what it shares with all topics of the car."""
        return self.address.removeprefix("v1/{device}/")

    @property
    def acting(self) -> bool:
        """Whether something on it acts: then refusals are told by `up/cmdack`."""
        return any(rule.acting for rule in self.messages.values())

    @property
    def only(self) -> MessageRule | None:
        """Its message where it has but one: such a body need not name its type."""
        return next(iter(self.messages.values())) if len(self.messages) == 1 else None
