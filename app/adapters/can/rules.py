"""What a vehicle profile says, before any DBC is read (specification section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.core.signals import Reason, SignalDef, Value
from app.core.validity import JumpRule

RawRange = tuple[int, int, Reason]
"""Lowest and highest unsigned bit pattern, and what it means."""


@dataclass(frozen=True, slots=True)
class BusRule:
    """One bus: its DBC files (found), labels in logs, and the silence that counts as dead."""

    name: str
    dbc: tuple[Path, ...]
    channels: tuple[str, ...]
    silence_ms: int


@dataclass(frozen=True, slots=True)
class ChecksumRule:
    """`[[message]] checksum`, with the signal still by name."""

    type: str
    signal: str
    poly: int = 0
    init: int = 0
    xorout: int = 0
    prefix: tuple[int, ...] = ()
    suffix: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CounterRule:
    """`[[message]] counter`, with the signal still by name."""

    signal: str
    modulo: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class MessageRule:
    """`[[message]]`: found by `name`, or by `can_id` (and `extended`)."""

    bus: str
    name: str | None = None
    can_id: int | None = None
    extended: bool = False
    period_ms: int | None = None
    timeout_ms: int | None = None
    event: bool = False
    exact: bool = True
    min_length: int | None = None
    every: bool = False
    checksum: ChecksumRule | None = None
    counter: CounterRule | None = None


@dataclass(frozen=True, slots=True)
class SignalRule:
    """`[[signal]]`: one VSS path from `message`.`signal` of a bus."""

    path: str
    bus: str
    message: str
    signal: str
    valid_if: tuple[str, int] | None = None
    codes: tuple[RawRange, ...] = ()
    absolute: bool = False
    factor: float = 1
    offset: float = 0
    map: Mapping[int, Value] | None = None
    unit: str | None = None
    unit_from: tuple[str, Mapping[int, str]] | None = None
    mux: tuple[str, int] | None = None
    minimum: float | None = None
    maximum: float | None = None
    dbc_range: bool = False
    period_ms: int | None = None
    timeout_ms: int | None = None
    priority: int = 1


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a `case`: the value if every path has the value asked for."""

    conditions: tuple[tuple[str, Value], ...]
    value: Value


@dataclass(frozen=True, slots=True)
class DerivedRule:
    """`[[derived]]`: a path computed from other paths or from `bus:MESSAGE.SIGNAL`."""

    path: str
    op: str
    inputs: tuple[str, ...]
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A checked vehicle profile; the names of messages and signals are checked by the compiler."""

    file: Path
    id: str
    version: str
    powertrain: str
    driver_side: str
    has_park: bool
    vin_ids: tuple[int, ...]
    buses: tuple[BusRule, ...]
    messages: tuple[MessageRule, ...]
    signals: tuple[SignalRule, ...]
    derived: tuple[DerivedRule, ...]
    catalogue: Mapping[str, SignalDef] = field(repr=False)
    jumps: Mapping[str, JumpRule] = field(repr=False)
    sha256: str = ""
    time_gap: str = "none"
    height_mm: int | None = None
    width_mm: int | None = None
    headlamp_automatic: bool = False

    @property
    def supported_paths(self) -> frozenset[str]:
        """Full VSS paths that this car can give."""
        return frozenset([r.path for r in self.signals] + [r.path for r in self.derived])
