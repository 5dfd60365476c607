"""The restriction rules of one market: a validated file and what it says in a driving state.

Flags carry the names and values of Android's `CarUxRestrictions`; modes are the product's own
words for how much of a capability is left.
"""

from collections.abc import Mapping
from enum import IntFlag, StrEnum
from typing import NamedTuple

from app.core.restrictions import DrivingState, Timing


class Flag(IntFlag):
    """What the screen must not offer."""

    NO_DIALPAD = 1
    NO_FILTERING = 2
    LIMIT_STRING_LENGTH = 4
    NO_KEYBOARD = 8
    NO_VIDEO = 16
    LIMIT_CONTENT = 32
    NO_SETUP = 64
    NO_TEXT_MESSAGE = 128
    NO_VOICE_TRANSCRIPTION = 256


FULLY_RESTRICTED = 511


class Mode(StrEnum):
    """How much of a capability is left, loosest first."""

    FULL = "full"
    LIMITED = "limited"
    CARD = "card"
    ICON = "icon"
    LOCKED = "locked"
    HIDDEN = "hidden"


MODES = tuple(Mode)

CAPABILITIES = (
    "live_data",
    "session",
    "maintenance",
    "score",
    "offers",
    "search",
    "map",
    "pay",
    "setup",
    "legal",
    "text_entry",
    "withdraw",
    "ota",
)


class Band(NamedTuple):
    """Flags of a half-open speed band [min, max) in m/s; max None has no end."""

    min_mps: float
    max_mps: float | None
    flags: int


class Limits(NamedTuple):
    """Limits in force while LIMIT_STRING_LENGTH or LIMIT_CONTENT is set."""

    string_length: int
    string_length_cjk: int
    cumulative_content_items: int
    content_depth: int
    list_items: int


class ModeRow(NamedTuple):
    """One capability's modes; `moving` also holds while the state is unknown."""

    parked: Mode
    idling: Mode
    moving: Mode


LOCKED_ROW = ModeRow(Mode.LOCKED, Mode.LOCKED, Mode.LOCKED)


class Rules(NamedTuple):
    """A valid rules file. Capabilities missing from `modes` are locked."""

    market: str
    version: str
    has_park_default: bool
    timing: Timing
    parked: int
    idling: int
    unknown: int
    moving: tuple[Band, ...]
    limits: Limits
    modes: Mapping[str, ModeRow]

    def flags(self, state: DrivingState, speed_mps: float | None) -> int:
        """Flags in *state*; *speed_mps* picks the band while moving, None means unknown."""
        if state is DrivingState.PARKED:
            return self.parked
        if state is DrivingState.IDLING:
            return self.idling
        if state is DrivingState.UNKNOWN or speed_mps is None:
            return self.unknown
        return next(b.flags for b in reversed(self.moving) if speed_mps >= b.min_mps)

    def mode(self, capability: str, state: DrivingState) -> Mode:
        """Mode of *capability* in *state*."""
        row = self.modes.get(capability, LOCKED_ROW)
        if state is DrivingState.PARKED:
            return row.parked
        return row.idling if state is DrivingState.IDLING else row.moving


class Restriction(NamedTuple):
    """What the screen reads: flags, limits (-1 = none) and one mode a capability.

    `reason` is "", "moving", "not_parked", "unknown" or "no_rules".
    """

    flags: int
    string_length: int
    cumulative_content_items: int
    content_depth: int
    list_items: int
    modes: Mapping[str, Mode]
    reason: str


def restriction(rules: Rules | None, state: DrivingState, speed_mps: float | None) -> Restriction:
    """What holds in *state*; without valid rules everything is locked, parked too."""
    if rules is None:
        locked = dict.fromkeys(CAPABILITIES, Mode.LOCKED)
        return Restriction(FULLY_RESTRICTED, 0, 0, 0, 0, locked, "no_rules")
    flags = rules.flags(state, speed_mps)
    text, content = flags & Flag.LIMIT_STRING_LENGTH, flags & Flag.LIMIT_CONTENT
    limits = rules.limits
    return Restriction(
        flags=flags,
        string_length=limits.string_length if text else -1,
        cumulative_content_items=limits.cumulative_content_items if content else -1,
        content_depth=limits.content_depth if content else -1,
        list_items=limits.list_items if content else -1,
        modes={c: rules.mode(c, state) for c in CAPABILITIES},
        reason=_REASONS[state],
    )


_REASONS = {
    DrivingState.PARKED: "",
    DrivingState.IDLING: "not_parked",
    DrivingState.MOVING: "moving",
    DrivingState.UNKNOWN: "unknown",
}
