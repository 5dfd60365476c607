"""The product's own reading of DBC messages: BO_, SG_, SG_MUL_VAL_, VAL_, SIG_VALTYPE_.

It stands in when cantools refuses a file, and its statement forms are what the repair works on.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import isfinite

from app.adapters.can.dbc_model import DbcMessage, DbcSignal
from app.adapters.can.layout import Field

EXTENDED_BIT = 0x80000000
_NUM = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_STRING = r'"((?:\\"|[^"])*+)"'
_MESSAGE = re.compile(r"BO_\s+(\d{1,10})\s+([^\s:]+)\s*:\s*(\d{1,5})(?!\S)")
_SIGNAL = re.compile(
    r"SG_\s+([^\s:]+)(?:\s+(M|m(?:\d{1,10}M?)?))?\s*:\s*(\d{1,6})\s*\|\s*(\d{1,6})\s*@\s*([01])\s*([-+])"
    rf"\s*\(\s*({_NUM})\s*,\s*({_NUM})\s*\)\s*\[\s*({_NUM})\s*\|\s*({_NUM})\s*\]\s*{_STRING}"
)


@dataclass(slots=True)
class RawSignal:
    """One SG_ line and what other statements say of it; names as in the file."""

    line: int
    name: str
    mark: str
    """Multiplexer mark: empty, `M`, `m3`, or `m3M` for one that is both."""
    place: Field
    bounds: tuple[float, float]
    unit: str
    choices: dict[int, str] = field(default_factory=dict)
    long_name: str = ""
    selector: str | None = None
    """Multiplexer named by SG_MUL_VAL_, with `ranges` of its values, both ends included."""
    ranges: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class RawMessage:
    """One BO_ line with its signals by name; bit 31 of `dbc_id` marks 29-bit identifiers."""

    line: int
    name: str
    dbc_id: int
    length: int
    signals: dict[str, RawSignal] = field(default_factory=dict)
    multiplexers: list[str] = field(default_factory=list)
    """All that the file names, also those that could not be used."""
    long_name: str = ""
    cycle_ms: int | None = None

    @property
    def only_selector(self) -> str | None:
        """The multiplexer when there is exactly one, as simple multiplexing has it."""
        return self.multiplexers[0] if len(self.multiplexers) == 1 else None


def parse_message(text: str, line: int) -> RawMessage | None:
    """The message of a BO_ statement; None when it cannot be read."""
    found = _MESSAGE.match(text)
    if found is None:
        return None
    return RawMessage(line, found[2], int(found[1]), int(found[3]))


def parse_signal(text: str, line: int) -> RawSignal | None:
    """The signal of a SG_ statement; None when it cannot be read."""
    found = _SIGNAL.match(text)
    if found is None or not int(found[4]):
        return None
    name, mark, start, length, order, sign, scale, offset, low, high, unit = found.groups()
    place = Field(
        big=order == "0",
        start=int(start),
        length=int(length),
        signed=sign == "-",
        scale=number(scale),
        offset=number(offset),
    )
    bounds = number(low), number(high)
    if not all(map(isfinite, (place.scale, place.offset, *bounds))):
        return None
    return RawSignal(line, name, mark or "", place, bounds, unit.replace('\\"', '"'))


def number(text: str) -> float:
    """Integer where the text has one, else floating point."""
    try:
        return int(text)
    except ValueError:
        return float(text)


def dbc_messages(messages: Iterable[RawMessage]) -> list[DbcMessage]:
    """*messages* in their final form, as cantools would give them."""
    return [
        DbcMessage(
            name=message.long_name or message.name,
            can_id=message.dbc_id & ~EXTENDED_BIT,
            extended=bool(message.dbc_id & EXTENDED_BIT),
            length=message.length,
            cycle_ms=message.cycle_ms,
            signals={s.name: s for s in (_signal(message, r) for r in message.signals.values())},
        )
        for message in messages
    ]


def selector_of(message: RawMessage, signal: RawSignal) -> str | None:
    """Name of the multiplexer that *signal* depends on; None when it always comes."""
    only = message.only_selector
    if not signal.mark or only == signal.name:
        return None
    return signal.selector if only is None else only


def _signal(message: RawMessage, raw: RawSignal) -> DbcSignal:
    selector = selector_of(message, raw)
    none = all(isinstance(bound, int) and bound == 0 for bound in raw.bounds)
    minimum, maximum = (None, None) if none else raw.bounds
    values: set[int] = set()
    if selector is not None:
        if message.only_selector is not None:
            values.add(int(raw.mark[1:]))
        if raw.selector == selector:
            values.update(v for low, high in raw.ranges for v in range(low, high + 1))
        selector = message.signals[selector].long_name or selector
    return DbcSignal(
        name=raw.long_name or raw.name,
        field=_whole(raw.place),
        unit=raw.unit or None,
        minimum=minimum,
        maximum=maximum,
        choices=raw.choices,
        is_selector=raw.mark.endswith("M"),
        selector=selector,
        selector_values=tuple(sorted(values)),
    )


def _whole(place: Field) -> Field:
    """Scale and offset as integers when both are whole, so that values stay integers."""
    whole = float(place.scale).is_integer() and float(place.offset).is_integer()
    if place.floating or not whole:
        return place
    return replace(place, scale=int(place.scale), offset=int(place.offset))
