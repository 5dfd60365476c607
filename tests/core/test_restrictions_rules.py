"""The rules file: what it grants, and every fault that refuses it."""

import copy
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import HabitacleError
from app.core.restriction_file import parse_rules
from app.core.restriction_rules import CAPABILITIES, MODES, Mode, restriction
from app.core.restrictions import DrivingState

TEXT = Path("assets/restrictions/eu.json").read_text(encoding="utf-8")
RULES = parse_rules(TEXT)
EXPECTED = {
    "live_data": "full full full",
    "session": "full full limited",
    "maintenance": "full limited card",
    "score": "full limited hidden",
    "offers": "full limited hidden",
    "search": "full limited limited",
    "map": "full limited limited",
    "pay": "full limited locked",
    "setup": "full locked locked",
    "legal": "full locked locked",
    "text_entry": "full locked locked",
    "withdraw": "full full limited",
    "ota": "full icon icon",
}


@pytest.mark.parametrize("capability", EXPECTED)
def test_modes_of_the_european_file(capability: str) -> None:
    parked, idling, moving = EXPECTED[capability].split()
    assert RULES.mode(capability, DrivingState.PARKED) == parked
    assert RULES.mode(capability, DrivingState.IDLING) == idling
    assert RULES.mode(capability, DrivingState.MOVING) == moving
    assert RULES.mode(capability, DrivingState.UNKNOWN) == moving


def test_the_file_names_every_capability() -> None:
    assert set(RULES.modes) == set(CAPABILITIES) == set(EXPECTED)


def test_flags_and_limits_of_the_european_file() -> None:
    parked = restriction(RULES, DrivingState.PARKED, 0.0)
    idling = restriction(RULES, DrivingState.IDLING, 0.0)
    moving = restriction(RULES, DrivingState.MOVING, 20.0)
    unknown = restriction(RULES, DrivingState.UNKNOWN, None)
    assert [parked.flags, idling.flags, moving.flags, unknown.flags] == [0, 127, 511, 511]
    assert (parked.string_length, parked.content_depth, parked.list_items) == (-1, -1, -1)
    assert (idling.string_length, idling.content_depth, idling.list_items) == (120, 3, 6)
    assert moving.cumulative_content_items == 21
    reasons = [r.reason for r in (parked, idling, moving, unknown)]
    assert reasons == ["", "not_parked", "moving", "unknown"]


@pytest.mark.parametrize("state", DrivingState)
def test_without_rules_everything_is_locked(state: DrivingState) -> None:
    locked = restriction(None, state, 0.0)
    assert locked.flags == 511
    assert set(locked.modes.values()) == {Mode.LOCKED}
    assert set(locked.modes) == set(CAPABILITIES)
    assert locked.reason == "no_rules"


def test_speed_picks_the_band() -> None:
    data = json.loads(TEXT)
    data["moving"][0]["flags"] = 127
    rules = parse_rules(json.dumps(data))
    flags = [rules.flags(DrivingState.MOVING, v) for v in (0.0, 4.99, 5.0, 40.0)]
    assert flags == [127, 127, 511, 511]
    assert rules.flags(DrivingState.MOVING, None) == 511


def test_a_missing_mode_row_is_locked() -> None:
    data = json.loads(TEXT)
    del data["modes"]["pay"]
    rules = parse_rules(json.dumps(data))
    assert all(rules.mode("pay", state) is Mode.LOCKED for state in DrivingState)


def _set(*path: Any, value: Any) -> Callable[[Any], None]:
    def edit(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return edit


def _drop(*path: Any) -> Callable[[Any], None]:
    def edit(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return edit


FAULTS = {
    "schema": _set("schema", value=2),
    "gap": _set("moving", 1, "min_mps", value=6),
    "overlap": _set("moving", 1, "min_mps", value=4),
    "first band": _set("moving", 0, "min_mps", value=1),
    "last band": _set("moving", 1, "max_mps", value=90),
    "empty band": _set(
        "moving",
        value=[
            {"min_mps": 0, "max_mps": 0, "flags": 511},
            {"min_mps": 0, "max_mps": None, "flags": 511},
        ],
    ),
    "inner band without an end": _set("moving", 0, "max_mps", value=None),
    "no band": _set("moving", value=[]),
    "flags above 511": _set("flags", "unknown", value=1023),
    "negative flags": _set("flags", "parked", value=-1),
    "boolean flags": _set("flags", "parked", value=False),
    "idling lacks parked": _set("flags", "parked", value=256),
    "moving lacks idling": _set("moving", 0, "flags", value=63),
    "unknown lacks moving": _set("flags", "unknown", value=255),
    "looser while moving": _set("modes", "pay", "moving", value="full"),
    "looser while idling": _set("modes", "session", "parked", value="hidden"),
    "unknown mode": _set("modes", "pay", "moving", value="maybe"),
    "unknown capability": _set("modes", "pya", value={"parked": "full"}),
    "mode without a state": _drop("modes", "pay", "idling"),
    "no limit": _drop("limits", "max_list_items"),
    "no timing": _drop("timing"),
    "hysteresis upside down": _set("timing", "leave_mps", value=0.3),
    "text for a number": _set("timing", "enter_mps", value="0.25"),
    "no market": _set("market", value=""),
    "has_park is a word": _set("has_park_default", value="yes"),
    "modes is a list": _set("modes", value=[]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_refuses_the_whole_file(fault: str) -> None:
    data = copy.deepcopy(json.loads(TEXT))
    FAULTS[fault](data)
    with pytest.raises(HabitacleError, match="restriction rules"):
        parse_rules(json.dumps(data))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"schema": 1}', "3"])
def test_text_that_is_no_rules_file(text: str) -> None:
    with pytest.raises(HabitacleError):
        parse_rules(text)


@given(
    st.fixed_dictionaries(
        {state: st.integers(0, 511) for state in ("parked", "idling", "unknown")}
    ),
    st.tuples(st.integers(0, 511), st.integers(0, 511)),
    st.tuples(*[st.sampled_from(MODES)] * 3),
)
def test_whatever_is_accepted_never_loosens(
    flags: dict[str, int], bands: tuple[int, int], row: tuple[Mode, Mode, Mode]
) -> None:
    data = json.loads(TEXT)
    data["flags"] = flags
    data["moving"][0]["flags"], data["moving"][1]["flags"] = bands
    data["modes"]["pay"] = dict(zip(("parked", "idling", "moving"), row, strict=True))
    try:
        rules = parse_rules(json.dumps(data))
    except HabitacleError:
        chain = [flags["parked"], flags["idling"], bands[0], bands[1], flags["unknown"]]
        nested = (
            chain[0] & ~chain[1] == 0
            and all(chain[1] & ~b == 0 and b & ~chain[4] == 0 for b in bands)
            and [MODES.index(m) for m in row] == sorted(MODES.index(m) for m in row)
        )
        assert not nested
        return
    order = [DrivingState.PARKED, DrivingState.IDLING, DrivingState.MOVING, DrivingState.UNKNOWN]
    seen = [rules.flags(state, 10.0) for state in order]
    assert all(a & ~b == 0 for a, b in pairwise(seen))
