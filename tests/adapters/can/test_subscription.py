from collections.abc import Callable
from pathlib import Path

from app.adapters.can.filters import kernel_filters, passes
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.subscription import POSITION, without
from app.main.config import vehicle_dir

GNSS_IDS = (0x6D0, 0x6D1)
SPEED_ID = 0x0B0


def paths(plan: Plan) -> set[str]:
    return {s.path for m in plan.messages for v in m.variants for s in v.signals}


def own_plan() -> Plan:
    return load_plan(load_profile(vehicle_dir("habitacle-ev")), None)


def test_nothing_of_the_position_is_left() -> None:
    plan = own_plan()
    reduced = without(plan, POSITION)
    gone = {path for path in plan.definitions if path.startswith(POSITION)}
    assert gone
    assert paths(plan) - paths(reduced) == gone & paths(plan)
    assert plan.definitions.keys() - reduced.definitions.keys() == gone
    assert not gone & {*reduced.order, *reduced.jumps}


def test_its_frames_do_not_pass_the_kernel_any_more() -> None:
    plan = own_plan()
    reduced = without(plan, POSITION)
    for can_id in GNSS_IDS:
        assert passes(kernel_filters(plan, "body"), can_id)
        assert not passes(kernel_filters(reduced, "body"), can_id)
    assert passes(kernel_filters(reduced, "powertrain"), SPEED_ID)


def test_what_is_derived_from_it_goes_and_takes_its_inputs_along(
    shared_data: Callable[[str], Path],
) -> None:
    dbc = shared_data("can/css_obd2_gps_drive/canmod-gps.dbc")
    plan = load_plan(load_profile(vehicle_dir("obd2-car"), [dbc]), None)
    reduced = without(plan, "Vehicle.Acceleration.")
    left = {rule.path for rule in reduced.derived}
    lost = {rule.path for rule in plan.derived} - left
    assert lost
    assert all(path.startswith("Vehicle.Acceleration.") for path in lost)
    wanted = {item.path for rule in reduced.derived for item in rule.inputs}
    assert {path for path in reduced.definitions if ":" in path} <= wanted
    assert without(plan, "Vehicle.Nothing.") == plan
