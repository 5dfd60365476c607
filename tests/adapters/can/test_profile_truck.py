"""The J1939 profile, with frames by hand: no recorded lorry is public."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters.can.plan import Plan
from tests.adapters.can.profile_rows import log_rows, of, shipped_plan, write_log


@pytest.fixture
def plan(shared_data: Callable[[str], Path]) -> Plan:
    dbc = shared_data("can/css_truck_j1939/CSS-Electronics-SAE-J1939-DEMO.dbc")
    return shipped_plan("j1939-truck", dbc)


def test_any_source_address_and_the_codes(plan: Plan, tmp_path: Path) -> None:
    log = write_log(
        tmp_path,
        "1000.00 can0 0CF00400#FFFFFF2003FFFFFF",
        "1000.01 can0 18FEF100#FF8040FFFFFFFFFF",
        "1000.02 can0 0CF00400#FFFFFFFFFFFFFFFF",
        "1000.03 can0 18FEF117#FF00FEFFFFFFFFFF",
        "1000.04 can0 0CF00400#FFFFFF00FBFFFFFF",
        "1000.05 can0 0CF00400#FFFFFFC05DFFFFFF",
        "1000.06 can0 0CF00300#FFFFFFC05DFFFFFF",
    )
    rows = log_rows(plan, log, tail_s=1)
    engine = of(rows, "Powertrain.CombustionEngine.Speed")
    assert [(r.value, r.validity.value, r.reason.value) for r in engine] == [
        (100.0, "valid", ""),
        (None, "invalid", "sna"),
        (None, "invalid", "sna"),
        (3000.0, "valid", ""),
        (None, "stale", "timeout"),
    ]
    speed = of(rows, "Speed")
    assert [(r.value, r.validity.value, r.reason.value) for r in speed] == [
        (64.5, "valid", ""),
        (None, "invalid", "error"),
        (None, "stale", "timeout"),
    ]
    assert engine[0].unit == "rpm"
    assert speed[0].unit == "km/h"
