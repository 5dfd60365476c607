"""What a vehicle profile says, before any DBC is read (specification section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.adapters.can.diag_model import DiagRule, IsoTpRule, TransmitRule, request_paths
from app.adapters.can.tables import fault
from app.core.errors import HabitacleError
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
    fd: bool = False
    j1939: bool = False
    line: int | None = None

    @property
    def place(self) -> str:
        """How errors name this table."""
        return f"[[bus]] {self.name}"


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
    """`[[message]]`: found by `name`, or by `can_id` (and `extended`).

    `sources` are the J1939 source addresses it is taken from; any when empty.
    """

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
    sources: tuple[int, ...] = ()
    line: int | None = None

    @property
    def place(self) -> str:
        """How errors name this table."""
        return f"[[message]] {self.name or f'0x{self.can_id:X}'}"


@dataclass(frozen=True, slots=True)
class SignalRule:
    """`[[signal]]`: one VSS path from `message`.`signal` of a bus.

    With `j1939` the codes of SAE J1939-71 for the signal's length count besides `codes`. `mux`
    are multiplexers and the values that they must have.
    """

    path: str
    bus: str
    message: str
    signal: str
    valid_if: tuple[str, int] | None = None
    codes: tuple[RawRange, ...] = ()
    j1939: bool = False
    absolute: bool = False
    factor: float = 1
    offset: float = 0
    map: Mapping[int, Value] | None = None
    unit: str | None = None
    unit_from: tuple[str, Mapping[int, str]] | None = None
    mux: tuple[tuple[str, int], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    dbc_range: bool = False
    period_ms: int | None = None
    timeout_ms: int | None = None
    priority: int = 1
    line: int | None = None

    @property
    def place(self) -> str:
        """How errors name this table."""
        return f"[[derived]] input '{self.path}'" if ":" in self.path else f"[[signal]] {self.path}"


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
    weights: tuple[float, ...] = ()
    valid_if: tuple[str, int] | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """How errors name this table."""
        return f"[[derived]] {self.path}"


Rule = BusRule | MessageRule | SignalRule | DerivedRule


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
    isotp: tuple[IsoTpRule, ...] = ()
    diag: DiagRule | None = None
    transmits: tuple[TransmitRule, ...] = ()

    @property
    def supported_paths(self) -> frozenset[str]:
        """Full VSS paths that this car can give."""
        mapped = [r.path for r in self.signals] + [r.path for r in self.derived]
        return frozenset([*mapped, *request_paths(self.diag, mapped)])

    def fault(self, rule: Rule, reason: str) -> HabitacleError:
        """An error at *rule*'s table, ready to raise."""
        return fault(self.file, rule.line, rule.place, reason)
