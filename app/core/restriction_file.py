"""Reading and checking a restriction rules file (`assets/restrictions/<market>.json`)."""

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from app.core.errors import HabitacleError
from app.core.restriction_rules import (
    CAPABILITIES,
    FULLY_RESTRICTED,
    MODES,
    Band,
    Limits,
    Mode,
    ModeRow,
    Rules,
)
from app.core.restrictions import Timing

_SCHEMA = 1


def parse_rules(text: str) -> Rules:
    """The rules in JSON *text*; HabitacleError names the first fault."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise HabitacleError(f"The restriction rules are not JSON: {error}.") from None
    try:
        rules = _build(data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise HabitacleError(f"The restriction rules are incomplete: {error!r}.") from None
    _check_flags(rules)
    return rules


def _build(data: Mapping[str, Any]) -> Rules:
    _require(data["schema"] == _SCHEMA, f"schema is not {_SCHEMA}")
    limits, timing, flags = data["limits"], data["timing"], data["flags"]
    return Rules(
        market=_text(data["market"]),
        version=_text(data["version"]),
        has_park_default=_boolean(data["has_park_default"]),
        timing=_timing(timing),
        parked=_flag_set(flags["parked"]),
        idling=_flag_set(flags["idling"]),
        unknown=_flag_set(flags["unknown"]),
        moving=_bands(data["moving"]),
        limits=Limits(
            string_length=_count(limits["max_restricted_string_length"]),
            string_length_cjk=_count(limits["max_restricted_string_length_cjk"]),
            cumulative_content_items=_count(limits["max_cumulative_content_items"]),
            content_depth=_count(limits["max_content_depth"]),
            list_items=_count(limits["max_list_items"]),
        ),
        modes={name: _mode_row(name, row) for name, row in data["modes"].items()},
    )


def _timing(data: Mapping[str, Any]) -> Timing:
    timing = Timing(
        stale_ms=_count(data["stale_ms"]),
        rest_delay_ms=_count(data["rest_delay_ms"]),
        enter_mps=_number(data["enter_mps"]),
        leave_mps=_number(data["leave_mps"]),
    )
    _require(0 <= timing.leave_mps < timing.enter_mps, "leave_mps is not below enter_mps")
    return timing


def _bands(data: Sequence[Mapping[str, Any]]) -> tuple[Band, ...]:
    _require(len(data) > 0, "there is no moving band")
    bands = tuple(
        Band(
            _number(band["min_mps"]),
            None if band["max_mps"] is None else _number(band["max_mps"]),
            _flag_set(band["flags"]),
        )
        for band in data
    )
    _require(bands[0].min_mps == 0, "the first moving band does not start at 0")
    _require(bands[-1].max_mps is None, "the last moving band has an end")
    for low, high in pairwise(bands):
        joined = low.max_mps == high.min_mps
        _require(joined, f"moving bands leave a gap or overlap at {high.min_mps} m/s")
    for band in bands:
        empty = band.max_mps is not None and band.max_mps <= band.min_mps
        _require(not empty, f"the moving band at {band.min_mps} m/s is empty")
    return bands


def _mode_row(name: str, data: Mapping[str, Any]) -> ModeRow:
    _require(name in CAPABILITIES, f"capability {name!r} is unknown")
    row = ModeRow(Mode(data["parked"]), Mode(data["idling"]), Mode(data["moving"]))
    order = [MODES.index(mode) for mode in (row.parked, row.idling, row.moving)]
    _require(order == sorted(order), f"{name!r} is looser in a more restricted state")
    return row


def _check_flags(rules: Rules) -> None:
    _require(_within(rules.parked, rules.idling), "idling lacks a flag of parked")
    for band in rules.moving:
        where = f"the moving band at {band.min_mps} m/s"
        _require(_within(rules.idling, band.flags), f"{where} lacks a flag of idling")
        _require(_within(band.flags, rules.unknown), f"unknown lacks a flag of {where}")


def _within(flags: int, superset: int) -> bool:
    return flags & ~superset == 0


def _flag_set(value: Any) -> int:
    flags = _count(value)
    _require(flags <= FULLY_RESTRICTED, f"flags {flags} exceed {FULLY_RESTRICTED}")
    return flags


def _count(value: Any) -> int:
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    _require(good, f"{value!r} is not a count")
    return int(value)


def _number(value: Any) -> float:
    good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    _require(good, f"{value!r} is not a number")
    return float(value)


def _text(value: Any) -> str:
    _require(isinstance(value, str) and value != "", f"{value!r} is not a text")
    return str(value)


def _boolean(value: Any) -> bool:
    _require(isinstance(value, bool), f"{value!r} is not true or false")
    return bool(value)


def _require(condition: bool, fault: str) -> None:
    if not condition:
        raise HabitacleError(f"The restriction rules are refused: {fault}.")
