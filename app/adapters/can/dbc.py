"""DBC files as plain data; the only user of cantools."""

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.adapters.can.dbc_file import read_dbc_text
from app.adapters.can.dbc_model import DbcMessage, DbcSignal
from app.adapters.can.dbc_parser import RawMessage, dbc_messages
from app.adapters.can.dbc_repair import Repaired, repair
from app.adapters.can.dbc_writer import clean_text
from app.adapters.can.layout import Field
from app.core.errors import HabitacleError

__all__ = [
    "DbcMessage",
    "DbcSignal",
    "cantools_messages",
    "load_dbc",
    "read_dbc_text",
]

_log = logging.getLogger(__name__)
_PLACE = re.compile(r"at line \d+, column \d+")


def load_dbc(path: Path) -> list[DbcMessage]:
    """Messages of *path* in file order; HabitacleError when it cannot be read or holds none.

    What had to be mended or left out is logged as a warning with its line.
    """
    repaired = repair(read_dbc_text(path))
    for fault in repaired.faults:
        _log.warning("%s, line %d: %s", path.name, fault.line, fault.text)
    if not repaired.messages:
        raise HabitacleError(f"DBC file {path} cannot be read: it holds no message.")
    try:
        return cantools_messages(repaired)
    except Exception as error:  # noqa: BLE001  the parser's errors have no common base
        _log.warning("%s: read without cantools, which says: %s", path.name, _reason(error))
        return dbc_messages(repaired.messages)


def cantools_messages(repaired: Repaired) -> list[DbcMessage]:
    """The messages of *repaired* as cantools reads them; its exceptions when it refuses."""
    import cantools

    text, replaced = clean_text(repaired.messages)
    database: Any = cantools.database.load_string(
        text, database_format="dbc", strict=False, sort_signals=None
    )
    return [
        _message(raw, own, replaced)
        for raw, own in zip(database.messages, repaired.messages, strict=True)
    ]


def _reason(error: Exception) -> str:
    """The parser's complaint without the text it quotes: that may be binary."""
    if _PLACE.search(str(error)):
        return "syntax error"
    first = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    return "".join(sign for sign in first if sign.isprintable()).rstrip(".")


def _message(raw: Any, own: RawMessage, replaced: Mapping[str, str]) -> DbcMessage:
    def original(name: str) -> str:
        signal = own.signals[replaced.get(name, name)]
        return signal.long_name or signal.name

    signals = (_signal(item, original) for item in raw.signals)
    return DbcMessage(
        name=own.long_name or own.name,
        can_id=raw.frame_id,
        extended=bool(raw.is_extended_frame),
        length=raw.length,
        cycle_ms=raw.cycle_time or None,
        signals={item.name: item for item in signals},
    )


def _signal(raw: Any, original: Callable[[str], str]) -> DbcSignal:
    selector = raw.multiplexer_signal
    return DbcSignal(
        name=original(raw.name),
        field=Field(
            big=raw.byte_order == "big_endian",
            start=raw.start,
            length=raw.length,
            signed=bool(raw.is_signed),
            floating=bool(raw.is_float),
            scale=raw.scale,
            offset=raw.offset,
        ),
        unit=raw.unit or None,
        minimum=raw.minimum,
        maximum=raw.maximum,
        choices={int(k): str(v) for k, v in (raw.choices or {}).items()},
        is_selector=bool(raw.is_multiplexer),
        selector=None if selector is None else original(selector),
        selector_values=tuple(sorted(raw.multiplexer_ids or ())),
    )
