"""Writes messages as DBC text that a strict parser takes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.adapters.can.dbc_parser import RawMessage, RawSignal
from app.adapters.can.dbc_statements import KEYWORDS

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NODE = "Vector__XXX"
_SHORT_FLOAT_BITS = 32


def is_identifier(name: str) -> bool:
    """Whether every DBC parser takes *name*."""
    return _IDENTIFIER.fullmatch(name) is not None and name not in KEYWORDS


def clean_text(messages: Sequence[RawMessage]) -> tuple[str, Mapping[str, str]]:
    """DBC text of *messages*, and the original of each name that it had to replace."""
    names = _Names(messages)
    lines = ['VERSION ""', "BS_:", "BU_:"]
    tail = ['BA_DEF_ BO_ "GenMsgCycleTime" INT 0 0;']
    for message in messages:
        lines.append(f"BO_ {message.dbc_id} {names.plain(message.name)}: {message.length} {_NODE}")
        for signal in message.signals.values():
            lines.append(_signal_line(signal, names))
            tail += _signal_statements(message, signal, names)
        if message.cycle_ms is not None:
            tail.append(f'BA_ "GenMsgCycleTime" BO_ {message.dbc_id} {message.cycle_ms};')
    return "\n".join([*lines, *tail, ""]), names.replaced


class _Names:
    """Replacements of names that are no identifiers."""

    def __init__(self, messages: Iterable[RawMessage]) -> None:
        self._used = {m.name for m in messages} | {s for m in messages for s in m.signals}
        self._aliases: dict[str, str] = {}
        self.replaced: dict[str, str] = {}

    def plain(self, name: str) -> str:
        if is_identifier(name):
            return name
        if name not in self._aliases:
            alias = f"name_{len(self._aliases)}"
            while alias in self._used:
                alias += "_"
            self._aliases[name] = alias
            self.replaced[alias] = name
        return self._aliases[name]


def _signal_line(signal: RawSignal, names: _Names) -> str:
    place = signal.place
    low, high = signal.bounds
    mark = f" {signal.mark}" if signal.mark else ""
    return (
        f" SG_ {names.plain(signal.name)}{mark} : {place.start}|{place.length}@{int(not place.big)}"
        f"{'-' if place.signed else '+'} ({place.scale!r},{place.offset!r})"
        f" [{low!r}|{high!r}] {_quoted(signal.unit)} {_NODE}"
    )


def _signal_statements(message: RawMessage, signal: RawSignal, names: _Names) -> Iterator[str]:
    key = f"{message.dbc_id} {names.plain(signal.name)}"
    if signal.selector is not None and signal.ranges:
        ranges = ", ".join(f"{low}-{high}" for low, high in signal.ranges)
        yield f"SG_MUL_VAL_ {key} {names.plain(signal.selector)} {ranges};"
    if signal.place.floating:
        yield f"SIG_VALTYPE_ {key} : {1 if signal.place.length == _SHORT_FLOAT_BITS else 2};"
    if signal.choices:
        pairs = " ".join(f"{code} {_quoted(text)}" for code, text in signal.choices.items())
        yield f"VAL_ {key} {pairs} ;"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'
