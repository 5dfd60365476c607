"""Mends DBC text: what fits is kept, what cannot be used is left out with a warning.

Comments, value names and attributes can be wrong without any harm to messages and signals.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.adapters.can.dbc_parser import (
    EXTENDED_BIT,
    RawMessage,
    RawSignal,
    parse_message,
    parse_signal,
    selector_of,
)
from app.adapters.can.dbc_statements import Statement, statements
from app.adapters.can.dbc_writer import is_identifier

LARGEST_STANDARD = 0x7FF
LARGEST_EXTENDED = 0x1FFFFFFF
NO_MESSAGE_ID = 0xC0000000
"""Holds signals that belong to no message."""
NO_MESSAGE = "VECTOR__INDEPENDENT_SIG_MSG"
LONGEST_NUMBER = 10
WIDEST_RANGE = 0x10000
"""Multiplexer values that one statement may name; each becomes an entry of a table."""

FLOAT_BITS = frozenset({16, 32, 64})
FLOAT_TYPES = frozenset({1, 2})
CYCLE_TIME = "GenMsgCycleTime"
_LONG_NAMES = {"BO_": "SystemMessageLongSymbol", "SG_": "SystemSignalLongSymbol"}

_PAIR = r'([-+]?\d{1,20})\s*"((?:\\"|[^"])*+)"'
_PAIRS = re.compile(_PAIR)
_CHOICES = re.compile(rf"VAL_\s+(\d{{1,10}})\s+(\S+)\s+((?:{_PAIR}\s*)*+)(?:;|$)")
_OF_VARIABLE = re.compile(r"VAL_\s+[A-Za-z_]")
_TYPE = re.compile(r"SIG_VALTYPE_\s+(\d{1,10})\s+([^\s:]+)\s*:?\s*(\d)\s*(?:;|$)")
_RANGES = re.compile(r"SG_MUL_VAL_\s+(\d{1,10})\s+(\S+)\s+(\S+)\s+([\d\s,-]+)(?:;|$)")
_RANGE = re.compile(r"(\d{1,10})\s*-\s*(\d{1,10})")
_COMMENT = re.compile(
    r'CM_\s*(?:(BO_|SG_|BU_|EV_)\s+(\S+)\s+(?:([^\s"]+)\s*)?)?"(?:\\"|[^"])*+"\s*;'
)
_ATTRIBUTE = re.compile(
    r'BA_\s*"([^"]*)"\s*(?:(BO_|SG_|BU_|EV_)\s+(\S+)\s+)?(?:([^\s"]+)\s+)?([-+.\deE]+|"[^"]*")\s*;'
)
_DEFAULT = re.compile(rf'BA_DEF_DEF_\s*"{CYCLE_TIME}"\s*"?([\d.]+)"?\s*;')


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong in a line, and what became of it."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """Usable messages in file order, and the faults in order of lines."""

    messages: tuple[RawMessage, ...]
    faults: tuple[Fault, ...]


def repair(text: str) -> Repaired:
    """Read and mend *text*; whatever it holds, there is no error."""
    work = _Repair()
    work.read(list(statements(text)))
    faults = sorted(work.faults, key=lambda fault: fault.line)
    return Repaired(tuple(work.messages.values()), tuple(faults))


class _Repair:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.messages: dict[int, RawMessage] = {}
        self._nodes: set[str] = set()
        self._default_cycle: int | None = None
        self._references: dict[str, Callable[[Statement], None]] = {
            "VAL_": self._choices,
            "SIG_VALTYPE_": self._type,
            "SG_MUL_VAL_": self._ranges,
            "CM_": self._comment,
            "BA_": self._attribute,
            "BA_DEF_DEF_": self._default,
        }

    def read(self, items: list[Statement]) -> None:
        for keyword in ("BS_", "BU_"):
            if not any(item.keyword == keyword for item in items):
                self._fault(1, f"{keyword} is missing, added")
        self._read_messages(items)
        for item in items:
            handler = self._references.get(item.keyword)
            if handler is not None:
                handler(item)
        for message in self.messages.values():
            if message.cycle_ms is None:
                message.cycle_ms = self._default_cycle
            message.cycle_ms = message.cycle_ms or None
            self._mend_multiplexing(message)

    def _fault(self, line: int, text: str) -> None:
        self.faults.append(Fault(line, text))

    def _read_messages(self, items: list[Statement]) -> None:
        current: RawMessage | None = None
        for item in items:
            if item.keyword == "BO_":
                current = self._message(item)
            elif item.keyword == "SG_":
                if current is not None:
                    self._signal(current, item)
            elif item.keyword == "BU_":
                self._nodes.update(item.text.partition(":")[2].split())
            elif not item.keyword:
                self._fault(item.line, "text that is no statement, left out")

    def _message(self, item: Statement) -> RawMessage | None:
        message = parse_message(item.text, item.line)
        if message is None:
            self._fault(item.line, "message cannot be read, left out with its signals")
            return None
        if message.dbc_id == NO_MESSAGE_ID or message.name == NO_MESSAGE:
            self._fault(item.line, f"{message.name} is no message of a bus, left out")
            return None
        where = f"message {message.name}"
        if message.dbc_id & ~EXTENDED_BIT > LARGEST_EXTENDED:
            self._fault(item.line, f"{where}: identifier {message.dbc_id} is too large, left out")
            return None
        if (known := _dbc_id(message.dbc_id)) != message.dbc_id:
            self._fault(item.line, f"{where}: identifier 0x{message.dbc_id:X} taken as extended")
            message.dbc_id = known
        if known in self.messages:
            first = self.messages[known]
            self._fault(
                item.line,
                f"{where}: identifier of {first.name} in line {first.line} again, left out",
            )
            return None
        self._check_name(item.line, where, message.name)
        self.messages[known] = message
        return message

    def _signal(self, message: RawMessage, item: Statement) -> None:
        signal = parse_signal(item.text, item.line)
        if signal is None:
            self._fault(item.line, f"signal of message {message.name} cannot be read, left out")
            return
        where = f"signal {message.name}.{signal.name}"
        if signal.name in message.signals:
            self._fault(item.line, f"{where} is there twice, left out")
            return
        if signal.mark == "m":
            self._fault(item.line, f"{where}: multiplexer mark 'm' without a value read as 'M'")
            signal.mark = "M"
        if signal.mark.endswith("M"):
            message.multiplexers.append(signal.name)
        if signal.place.last_byte >= message.length:
            self._fault(item.line, f"{where} lies outside its message, left out")
        elif signal.place.scale == 0:
            self._fault(item.line, f"{where} has scale 0, left out")
        else:
            self._check_name(item.line, where, signal.name)
            message.signals[signal.name] = signal

    def _check_name(self, line: int, where: str, name: str) -> None:
        if not is_identifier(name):
            self._fault(line, f"{where}: the name is no identifier, kept")

    def _mend_multiplexing(self, message: RawMessage) -> None:
        """Drop multiplexed signals of which nothing says when they come, until all have it."""
        while True:
            lost = [
                signal
                for signal in message.signals.values()
                if signal.mark not in {"", "M"}
                and signal.name != message.only_selector
                and selector_of(message, signal) not in message.signals
            ]
            for signal in lost:
                del message.signals[signal.name]
                self._fault(
                    signal.line,
                    f"signal {message.name}.{signal.name} has no multiplexer, left out",
                )
            if not lost:
                return

    def _target(self, item: Statement, dbc_id: str, name: str) -> RawSignal | None:
        message = self.messages.get(_dbc_id(int(dbc_id)))
        signal = None if message is None else message.signals.get(name)
        if signal is None:
            self._fault(item.line, f"{item.keyword} about unknown signal {dbc_id} {name}, left out")
        return signal

    def _unreadable(self, item: Statement) -> None:
        self._fault(item.line, f"{item.keyword} cannot be read, left out")

    def _choices(self, item: Statement) -> None:
        if _OF_VARIABLE.match(item.text):
            return
        found = _CHOICES.match(item.text)
        if found is None:
            self._unreadable(item)
        elif signal := self._target(item, found[1], found[2]):
            pairs = _PAIRS.findall(found[3])
            if pairs:
                signal.choices = {int(code): text.replace('\\"', '"') for code, text in pairs}

    def _type(self, item: Statement) -> None:
        found = _TYPE.match(item.text)
        if found is None:
            self._unreadable(item)
            return
        signal = self._target(item, found[1], found[2])
        if signal is None or int(found[3]) not in FLOAT_TYPES:
            return
        if signal.place.length in FLOAT_BITS:
            signal.place = replace(signal.place, floating=True)
            return
        self._fault(item.line, f"{signal.name}: no float has {signal.place.length} bits, left out")
        del self.messages[_dbc_id(int(found[1]))].signals[signal.name]

    def _ranges(self, item: Statement) -> None:
        found = _RANGES.match(item.text)
        if found is None:
            self._unreadable(item)
            return
        signal = self._target(item, found[1], found[2])
        if signal is None or self._target(item, found[1], found[3]) is None:
            return
        ranges = [(int(low), int(high)) for low, high in _RANGE.findall(found[4])]
        if sum(high - low for low, high in ranges) >= WIDEST_RANGE:
            self._fault(item.line, f"{signal.name}: too many multiplexer values, left out")
            return
        signal.selector, signal.ranges = found[3], ranges

    def _comment(self, item: Statement) -> None:
        found = _COMMENT.match(item.text)
        if found is None:
            self._unreadable(item)
        elif found[1]:
            self._known(item, found[1], found[2], found[3])

    def _attribute(self, item: Statement) -> None:
        found = _ATTRIBUTE.match(item.text)
        if found is None:
            self._unreadable(item)
            return
        attribute, kind, target, name, value = found.groups()
        if not kind or not self._known(item, kind, target, name):
            return
        value = value.strip('"')
        if kind not in _LONG_NAMES:
            return
        message = self.messages[_dbc_id(int(target))]
        if kind == "BO_" and attribute == CYCLE_TIME:
            message.cycle_ms = _milliseconds(value)
        elif kind == "BO_" and attribute == _LONG_NAMES[kind]:
            message.long_name = value
        elif kind == "SG_" and attribute == _LONG_NAMES[kind]:
            message.signals[name].long_name = value

    def _default(self, item: Statement) -> None:
        if found := _DEFAULT.match(item.text):
            self._default_cycle = _milliseconds(found[1])

    def _known(self, item: Statement, kind: str, target: str, name: str | None) -> bool:
        """Whether the object is there; warns if it is not."""
        if kind == "EV_" or (kind == "BU_" and target in self._nodes):
            return True
        message = self.messages.get(_dbc_id(int(target))) if _is_number(target) else None
        if kind == "BO_" and message is not None:
            return True
        if kind == "SG_" and message is not None and name in message.signals:
            return True
        what = " ".join(part for part in (kind, target, name) if part)
        self._fault(item.line, f"{item.keyword} about unknown {what}, left out")
        return False


def _dbc_id(number: int) -> int:
    """Identifier with bit 31 where it does not fit 11 bits."""
    return number if number <= LARGEST_STANDARD else number | EXTENDED_BIT


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_NUMBER


def _milliseconds(text: str) -> int | None:
    try:
        return round(float(text))
    except (ValueError, OverflowError):
        return None
