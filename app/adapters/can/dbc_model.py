"""What is known of a DBC file after reading: messages and signals as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.adapters.can.layout import Field


@dataclass(frozen=True, slots=True)
class DbcSignal:
    """One signal; `selector` and `selector_values` say when a multiplexed one is present."""

    name: str
    field: Field
    unit: str | None
    minimum: float | None
    maximum: float | None
    choices: Mapping[int, str]
    is_selector: bool = False
    selector: str | None = None
    selector_values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DbcMessage:
    """One message; `length` in bytes, `cycle_ms` from GenMsgCycleTime."""

    name: str
    can_id: int
    extended: bool
    length: int
    cycle_ms: int | None
    signals: Mapping[str, DbcSignal]
