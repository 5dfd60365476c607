"""Modes of a profile that bind every purpose, and what else must survive a restart beside consents.

Consent specification, section 5.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

REMINDED_MAX = 64
"""Reminders remembered; those of older consents have ended long before."""


@dataclass(frozen=True, slots=True)
class ModeState:
    """What was chosen; a fresh profile has nothing on.

    `location`: position may be read while a function that needs it is used. `guest`, `minor`: what
    the profile is. `guardian`: purposes a guardian approved with the admin PIN. `reminded`: ids of
    records of whose end the driver was reminded. `clock_mark`: the highest trusted time, aware UTC.
    """

    privacy: bool = False
    location: bool = False
    guest: bool = False
    minor: bool = False
    guardian: frozenset[str] = frozenset()
    reminded: tuple[str, ...] = ()
    clock_mark: datetime | None = None

    @property
    def private(self) -> bool:
        """Whether nothing personal may leave or be stored."""
        return self.privacy or self.guest


UNREADABLE = ModeState(privacy=True)
"""What holds when the choice cannot be read: the strictest, and the driver sees its badge."""


def written(state: ModeState) -> str:
    """As it is kept."""
    mark = None if state.clock_mark is None else state.clock_mark.isoformat()
    body = {
        **{name: getattr(state, name) for name in ("privacy", "location", "guest", "minor")},
        "guardian": sorted(state.guardian),
        "reminded": list(state.reminded),
        "clock_mark": mark,
    }
    return json.dumps(body, separators=(",", ":"))


def read(text: str | None) -> ModeState:
    """What was kept: a fresh profile's where nothing is, `UNREADABLE` where it is no such text."""
    if text is None:
        return ModeState()
    try:
        return _state(json.loads(text))
    except (ValueError, KeyError, TypeError):
        return UNREADABLE


def _state(body: Mapping[str, Any]) -> ModeState:
    flags = {name: body[name] for name in ("privacy", "location", "guest", "minor")}
    if not all(isinstance(value, bool) for value in flags.values()):
        raise TypeError("a mode is on or off")
    mark = None if body["clock_mark"] is None else datetime.fromisoformat(body["clock_mark"])
    if mark is not None and mark.tzinfo is None:
        raise ValueError("a time without a zone")
    return ModeState(
        **flags,
        guardian=frozenset(map(str, body["guardian"])),
        reminded=tuple(map(str, body["reminded"])),
        clock_mark=mark,
    )
