"""What the HMI's screen tells over its developers' port, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from app.core.signals import Reason, Validity, Value

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Item:
    """Something on the screen that assistive technology knows: what can be pressed, and more.

    `name` is in English whatever the screen speaks, `spoken` as it stands there; `source` is the
    message's own text with its places (`%1`, `%n`), "" for a name that is no message. `role` is a
    name of `QAccessible.Role` ("Button"), `rect` x, y, width, height in the window's item units,
    `checked` None for what has no such state. `covered`: a modal is above it. `visible`: some of
    it is inside the window and not scrolled away.
    """

    name: str
    spoken: str
    source: str
    role: str
    description: str
    value: str
    rect: Rect
    enabled: bool
    focused: bool
    checked: bool | None
    locked: bool
    pressable: bool
    covered: bool
    visible: bool

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """From an answer."""
        return cls(**{**told, "rect": _rect(told["rect"])})


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can be read now; `english`, `shown` and `source` as an item's names."""

    english: str
    shown: str
    source: str
    rect: Rect

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """From an answer."""
        return cls(**{**told, "rect": _rect(told["rect"])})


@dataclass(frozen=True, slots=True)
class Found:
    """Whether a text can be read now, and each place where it stands, as shown there."""

    readable: bool
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisplayState:
    """The display the HMI believes in: device pixels, inches, device pixels a dp, layout class."""

    width: int
    height: int
    inches: float
    scale: float
    layout: str


@dataclass(frozen=True, slots=True)
class ScreenState:
    """Where the HMI is. `route` is a page or "page/part", as `Hands.open` takes it.

    `driving`: parked, idling, moving or unknown. `theme`: day or night, as shown; `theme_choice`
    also auto. `modal` is the English name of what covers the screen, `focus` that of the item with
    the focus, "" if there is none. `complete`: what loads after the first frame is there. `wall`
    is aware UTC. `link` and `pending` as the status bar knows them, `car` the state of the car's
    buses in one word.
    """

    page: str
    route: str
    driving: str
    language: str
    theme: str
    theme_choice: str
    large_text: bool
    reduced_motion: bool
    display: DisplayState
    complete: bool
    modal: str
    focus: str
    wall: datetime
    wall_trusted: bool
    link: str
    pending: int
    car: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """From an answer."""
        display = DisplayState(**told["display"])
        return cls(**{**told, "display": display, "wall": datetime.fromisoformat(told["wall"])})


@dataclass(frozen=True, slots=True)
class SignalState:
    """One vehicle signal as the HMI knows it; `value` is None unless `validity` is VALID.

    `last_valid` is the newest valid value of a slow signal, `age_ms` the age of the newest valid
    value, None if there never was one.
    """

    path: str
    value: Value | None
    unit: str | None
    validity: Validity
    reason: Reason
    age_ms: int | None
    last_valid: Value | None

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """From an answer."""
        return cls(
            told["path"],
            _value(told["value"]),
            told["unit"],
            Validity(told["validity"]),
            Reason(told["reason"]),
            told["age_ms"],
            _value(told["last_valid"]),
        )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the screen, for a recorder; `t` is seconds, `time.monotonic()`.

    `kind`: tap (`name` and `source` in English, `role`, `index` among equal names, `hold_ms`),
    key (`name` is a key as `Hands.key` takes it), page (`name` is a route), language (a code),
    lost (the HMI has ended). `by_hands`: it was done through this port.
    """

    kind: str
    name: str
    t: float
    source: str = ""
    role: str = ""
    index: int = 0
    hold_ms: int = 0
    by_hands: bool = False

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """From what was told unasked."""
        return cls(told["event"], **{key: told[key] for key in told if key != "event"})


def _rect(numbers: list[float]) -> Rect:
    x, y, width, height = numbers
    return (x, y, width, height)


def _value(told: Any) -> Value | None:
    return tuple(told) if isinstance(told, list) else told


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One publish as the HMI's ledger has it; `sha256` is the hash of the payload that left."""

    time: datetime
    purpose: str
    recipient: str
    topic: str
    bytes: int
    sha256: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """From an answer."""
        return cls(**{**told, "time": datetime.fromisoformat(told["time"])})
