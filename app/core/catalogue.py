"""The signal catalogue: which vehicle signals exist, their units and plausible ranges."""

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from app.core.errors import HabitacleError
from app.core.signals import SignalClass, SignalDef
from app.core.validity import JumpRule

PREFIX = "Vehicle."
SCHEMA = "catalogue/1"
INTEGERS = frozenset({"uint8", "int8", "uint16", "int16", "uint32", "int32"})
NUMBERS = INTEGERS | {"float", "double"}
TYPES = NUMBERS | {"boolean", "string", "string[]"}

_CHOICE = re.compile(r"\{([^{}]+)\}")
_KEYS = {"type", "unit", "range", "cls", "decimals", "zero_valid", "allowed", "also", "jump"}
_JUMP_KEYS = {"per_s", "step", "within_s", "falling", "cosine_of"}


def parse_catalogue(text: str) -> dict[str, SignalDef]:
    """Definitions by full VSS path of a `catalogue/1` document.

    Raises HabitacleError that names the entry and the fault.
    """
    return {
        path: _definition(path, entry) for key, entry in _entries(text) for path in expand_path(key)
    }


def parse_jump_rules(text: str) -> dict[str, JumpRule]:
    """Implausible-step rules by full VSS path, of the same document."""
    return {
        path: _jump(path, entry["jump"])
        for key, entry in _entries(text)
        if "jump" in entry
        for path in expand_path(key)
    }


def expand_path(key: str) -> list[str]:
    """Full paths of a key with `{A,B}` choices, in the order written."""
    pieces = _CHOICE.split(key)
    options = [p.split(",") if i % 2 else [p] for i, p in enumerate(pieces)]
    return [PREFIX + "".join(parts) for parts in itertools.product(*options)]


def _entries(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise HabitacleError(f"The signal catalogue is not TOML: {error}.") from error
    if document.get("schema") != SCHEMA or not isinstance(document.get("signal"), dict):
        raise HabitacleError(f"The signal catalogue is not of schema {SCHEMA}.")
    seen: set[str] = set()
    for key, entry in document["signal"].items():
        if not isinstance(entry, dict) or (unknown := set(entry) - _KEYS):
            fault = f"unknown key {min(unknown)}" if isinstance(entry, dict) else "no table"
            raise HabitacleError(f"Signal catalogue, {key}: {fault}.")
        if double := seen.intersection(expand_path(key)):
            raise HabitacleError(f"Signal catalogue, {key}: {min(double)} is defined twice.")
        seen.update(expand_path(key))
        yield key, entry


def _definition(path: str, entry: Mapping[str, Any]) -> SignalDef:
    if entry.get("type") not in TYPES:
        raise HabitacleError(f"Signal catalogue, {path}: no type {entry.get('type')}.")
    try:
        cls = SignalClass(entry.get("cls", ""))
    except ValueError as error:
        raise HabitacleError(f"Signal catalogue, {path}: cls is not I, S or F.") from error
    low, high = entry.get("range", (None, None))
    return SignalDef(
        path=path,
        type=entry["type"],
        unit=entry.get("unit"),
        minimum=low,
        maximum=high,
        cls=cls,
        decimals=entry.get("decimals", 0),
        zero_valid=entry.get("zero_valid", True),
        allowed=tuple(entry.get("allowed", ())),
        also=tuple(entry.get("also", ())),
    )


def _jump(path: str, rule: Mapping[str, Any]) -> JumpRule:
    if unknown := set(rule) - _JUMP_KEYS:
        raise HabitacleError(f"Signal catalogue, {path}: unknown jump key {min(unknown)}.")
    within = rule.get("within_s")
    return JumpRule(
        per_s=rule.get("per_s"),
        step=rule.get("step"),
        within_ns=None if within is None else int(within * 1_000_000_000),
        falling=rule.get("falling", True),
        cosine_of=rule.get("cosine_of"),
    )
