"""The compiled form of a profile and its DBC files, and its cache.

A plan holds integers, numbers and names only. Reading one from the cache imports neither
cantools nor can.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.adapters.can.cache import keep
from app.adapters.can.checks import ChecksumPlan, CounterPlan
from app.adapters.can.jsonform import from_json, to_json
from app.adapters.can.layout import Field
from app.adapters.can.rules import Case, Profile, RawRange
from app.core.signals import SignalDef, Value
from app.core.validity import JumpRule

COMPILER_VERSION = 5

_log = logging.getLogger(__name__)

Chain = tuple[tuple[int, int], ...]
"""Number of a multiplexer and its value, from the outermost inwards."""


@dataclass(frozen=True, slots=True)
class SignalPlan:
    """How one signal of a decoded row becomes a value in the catalogue's unit.

    `value` and the first member of `valid_if`, `unit_from` and `raw` are places in the row.
    `source` numbers the mappings in profile order; `need_bytes` is the shortest payload with it;
    `signal` is its name in the DBC. `period_ms` is the declared time between two values.
    """

    path: str
    source: int
    value: int
    raw: int | None
    codes: tuple[RawRange, ...]
    valid_if: tuple[int, int] | None
    dbc_range: tuple[float | None, float | None]
    absolute: bool
    linear: tuple[float, float]
    map: Mapping[int, Value] | None
    unit: tuple[float, float]
    unit_from: tuple[int, Mapping[int, tuple[float, float]]] | None
    range: tuple[float | None, float | None]
    period_ms: int | None
    timeout_ms: int | None
    priority: int
    need_bytes: int
    signal: str = ""


@dataclass(frozen=True, slots=True)
class VariantPlan:
    """What is decoded together: the plain part of a message, or what some multiplexers select."""

    mux: Chain
    outputs: tuple[tuple[str, Field], ...]
    signals: tuple[SignalPlan, ...]


@dataclass(frozen=True, slots=True)
class SelectorPlan:
    """One multiplexer; `known` are its values that the DBC defines, None if it defines none."""

    field: Field
    known: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class MessagePlan:
    """One subscribed message; `selectors` are the multiplexers that its variants name.

    `period_ms` is the declared time between two frames; None if sent on events, or unknown. With
    `pgn` a frame belongs to it by its J1939 parameter group: from one of `sources` if there are
    any, and from none of `foreign`, whose messages the DBC defines apart.
    """

    bus: str
    name: str
    can_id: int
    extended: bool
    length: int
    min_length: int
    exact: bool
    every: bool
    period_ms: int | None
    learn: bool
    checksum: ChecksumPlan | None
    counter: CounterPlan | None
    selectors: tuple[SelectorPlan, ...]
    variants: tuple[VariantPlan, ...]
    pgn: bool = False
    sources: tuple[int, ...] = ()
    foreign: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class InputPlan:
    """A path and the conversion of its value to the unit of the derived signal."""

    path: str
    unit: tuple[float, float]


@dataclass(frozen=True, slots=True)
class DerivedPlan:
    """One derived signal; plans are ordered so that inputs come first.

    `weights` are the row of the matrix that `rotate` multiplies its inputs with.
    """

    path: str
    op: str
    inputs: tuple[InputPlan, ...]
    cases: tuple[Case, ...]
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class BusPlan:
    """One bus; `channels` are its labels in log files."""

    name: str
    channels: tuple[str, ...]
    silence_ms: int
    fd: bool = False
    j1939: bool = False


@dataclass(frozen=True, slots=True)
class IsoTpPlan:
    """Payloads from the identifiers `ids` (29-bit ones with bit 31) are frames of bus `name`."""

    name: str
    bus: str
    ids: tuple[int, ...]
    lead_bytes: int


@dataclass(frozen=True, slots=True)
class EcuPlan:
    """One control unit and the identifier of its answers."""

    name: str
    response: int


@dataclass(frozen=True, slots=True)
class DiagPlan:
    """Diagnostics on `bus`: its messages stand under the bus `name`.

    `answers` says how the answer begins (service, PID or DID) that holds a message. Identifiers
    of 29 bits have bit 31. With `tester`, requests that others send make a signal.
    """

    bus: str
    name: str
    ecus: tuple[EcuPlan, ...]
    requests: tuple[int, ...]
    answers: Mapping[str, tuple[int, ...]]
    tester: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the feed needs. Paths that hold `:` are inputs of derived signals, not shown."""

    profile_id: str
    version: str
    vin_ids: tuple[int, ...]
    order: tuple[str, ...]
    buses: tuple[BusPlan, ...]
    messages: tuple[MessagePlan, ...]
    derived: tuple[DerivedPlan, ...]
    definitions: Mapping[str, SignalDef]
    jumps: Mapping[str, JumpRule]
    isotp: tuple[IsoTpPlan, ...] = ()
    diag: DiagPlan | None = None


def load_plan(profile: Profile, cache_dir: Path | None) -> Plan:
    """The plan of *profile*, from *cache_dir* when it is there and sound.

    HabitacleError when the DBC files do not fit the profile. A damaged cache file is rebuilt with
    a warning; a cache that cannot be written is only a warning, too.
    """
    if cache_dir is None:
        return _compile(profile)
    file = cache_dir / f"plan-{profile.id}.json"
    plan = _read(file, profile.sha256)
    if plan is None:
        plan = _compile(profile)
        document = {"version": COMPILER_VERSION, "sha256": profile.sha256, "plan": to_json(plan)}
        keep(file, document)
    return plan


def _compile(profile: Profile) -> Plan:
    from app.adapters.can.compiler import compile_plan

    return compile_plan(profile)


def _read(file: Path, sha256: str) -> Plan | None:
    try:
        document = json.loads(file.read_bytes())
        if document["version"] != COMPILER_VERSION or document["sha256"] != sha256:
            return None
        plan: Plan = from_json(Plan, document["plan"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        _log.warning("plan cache %s is damaged and will be rebuilt: %s", file, error)
        return None
    return plan
