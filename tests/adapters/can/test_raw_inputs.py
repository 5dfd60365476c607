"""Inputs `bus:MESSAGE.SIGNAL` under a flag and buses without a DBC."""

from pathlib import Path

import pytest

from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.core.errors import HabitacleError
from tests.adapters.can.profile_rows import log_rows, of, write_log
from tests.fakes.can import HEAD, write_profile

RANGE = """
[[derived]]
path = "Vehicle.Acceleration.Longitudinal"
op = "sum"
inputs = ["main:MOTION.Accel"]
"""
LATERAL = RANGE.replace("Longitudinal", "Lateral")
FLAG = 'valid_if = { signal = "Valid", equals = 1 }\n'


def plan_of(folder: Path, body: str, *, head: str = HEAD) -> Plan:
    return load_plan(load_profile(write_profile(folder, body, head)), None)


def test_a_flag_decides_about_a_raw_input(tmp_path: Path) -> None:
    log = write_log(tmp_path, "1.0 can0 100#0000016400000000", "1.1 can0 100#0000006400000000")
    rows = of(log_rows(plan_of(tmp_path, RANGE + FLAG), log), "Acceleration.Longitudinal")
    assert [(row.value, row.reason.value) for row in rows] == [(1.0, ""), (None, "valid_flag")]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (RANGE + FLAG + LATERAL, "Lateral: input 'main:MOTION.Accel' has two different 'valid_if'"),
        (RANGE + FLAG.replace("Valid", "None"), "signal 'None' is not in message 'MOTION'"),
        (
            RANGE.replace("main:MOTION.Accel", "Vehicle.Acceleration.Lateral") + FLAG,
            "'valid_if' needs an input bus:MESSAGE.SIGNAL",
        ),
    ],
)
def test_flags_that_do_not_fit_are_refused(tmp_path: Path, body: str, fault: str) -> None:
    with pytest.raises(HabitacleError, match=fault):
        plan_of(tmp_path, body)


def test_a_bus_may_have_no_dbc_but_must_say_so(tmp_path: Path) -> None:
    second = '[[bus]]\nname = "obd"\n'
    with pytest.raises(HabitacleError, match=r"\[\[bus\]\] obd: 'dbc' is missing"):
        plan_of(tmp_path, RANGE, head=HEAD + second)
    plan = plan_of(tmp_path, RANGE, head=HEAD + second + "dbc = []\n")
    assert [bus.name for bus in plan.buses] == ["main", "obd"]
