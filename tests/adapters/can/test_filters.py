from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.can.filters import (
    CAN_EFF_FLAG,
    CAN_EFF_MASK,
    CAN_ERR_FLAG,
    CAN_RAW_FILTER_MAX,
    CAN_RTR_FLAG,
    REMOTE_FRAMES,
    exact_filter,
    group_filter,
    kernel_filters,
    merged,
    passes,
)
from app.adapters.can.plan import DiagPlan, EcuPlan, IsoTpPlan, Plan
from tests.adapters.can.car import GEAR, MOTION, STATE, TYRES

standard = st.tuples(st.integers(0, 0x7FF), st.just(False))
extended = st.tuples(st.integers(0, CAN_EFF_MASK), st.just(True))


def raw(can_id: int, is_extended: bool) -> int:
    return can_id | CAN_EFF_FLAG if is_extended else can_id


def test_exactly_the_subscribed_messages_pass(small_plan: Plan) -> None:
    filters = kernel_filters(small_plan, "main")
    passing = [can_id for can_id in range(0x800) if passes(filters, can_id)]
    assert passing == [MOTION, GEAR, TYRES, STATE]
    assert not passes(filters, MOTION | CAN_EFF_FLAG)
    assert passes(filters, 0x555 | CAN_RTR_FLAG)
    assert kernel_filters(small_plan, "other") == [REMOTE_FRAMES]


def test_exact_filters_are_found_by_the_kernels_table() -> None:
    """Masks that net/can/af_can.c looks for: all of the identifier, 29-bit flag, remote flag."""
    assert exact_filter(0x123, extended=False) == (0x123, 0xC00007FF)
    assert exact_filter(0x18DAF110, extended=True) == (0x98DAF110, 0xDFFFFFFF)


def test_parameter_groups_pass_from_any_sender() -> None:
    assert group_filter(0x18FEF100) == (0x80FEF100, 0xC3FFFF00)
    engine = [group_filter(0x0CF00400)]
    assert passes(engine, 0x18F004A5 | CAN_EFF_FLAG)
    assert not passes(engine, 0x18F005A5 | CAN_EFF_FLAG)
    request = [group_filter(0x18EA0000)]
    assert passes(request, 0x0CEA21F9 | CAN_EFF_FLAG)
    assert not passes(request, 0x0CEB21F9 | CAN_EFF_FLAG)


def test_a_j1939_bus_gets_groups_and_their_pieces(small_plan: Plan) -> None:
    bus = replace(small_plan.buses[0], j1939=True)
    message = replace(small_plan.messages[0], can_id=0x0CF00400, extended=True, pgn=True)
    filters = kernel_filters(replace(small_plan, buses=(bus,), messages=(message,)), "main")
    for can_id in (0x18F00427, 0x1CECFF00, 0x1CEBFF00, 0x18EC2103):
        assert passes(filters, can_id | CAN_EFF_FLAG)
    assert not passes(filters, 0x18FEF100 | CAN_EFF_FLAG)


def test_diagnostics_and_long_payloads_pass(small_plan: Plan) -> None:
    physical = 0x18DA10F1 | CAN_EFF_FLAG
    plan = replace(
        small_plan,
        isotp=(IsoTpPlan("cells", "main", (0x650, 0x18DAF1DB | CAN_EFF_FLAG), 1),),
        diag=DiagPlan("main", "diag", (EcuPlan("engine", 0x7E8),), (0x7DF, physical), {}, True),
    )
    filters = kernel_filters(plan, "main")
    for key in (0x650, 0x18DAF1DB | CAN_EFF_FLAG, 0x7E8, 0x7DF, physical, MOTION):
        assert passes(filters, key)
    assert not passes(filters, 0x7E9)
    assert not passes(kernel_filters(plan, "other"), 0x7E8)


@settings(deadline=None)
@given(st.sets(standard | extended, max_size=200), st.integers(2, 60))
def test_merging_lets_every_subscribed_frame_through(
    subscribed: set[tuple[int, bool]], limit: int
) -> None:
    filters = merged((exact_filter(i, extended=e) for i, e in subscribed), limit)
    assert len(filters) <= limit
    assert all(passes(filters, raw(*item)) for item in subscribed)


def test_more_than_the_kernel_takes() -> None:
    subscribed = range(0x100, 0x100 + 2 * 600, 2)
    filters = merged(exact_filter(can_id, extended=False) for can_id in subscribed)
    assert len(filters) <= CAN_RAW_FILTER_MAX
    assert all(passes(filters, can_id) for can_id in subscribed)
    strangers = [i for i in range(0x800) if i not in subscribed and passes(filters, i)]
    assert len(strangers) < 300
    assert not any(passes(filters, can_id | CAN_EFF_FLAG) for can_id in subscribed)


def test_neighbours_merge_without_letting_others_in() -> None:
    filters = merged((exact_filter(i, extended=False) for i in range(0x200, 0x300)), 128)
    assert len(filters) == 128
    assert [i for i in range(0x800) if passes(filters, i)] == list(range(0x200, 0x300))


def test_error_frames_are_not_asked_for_here(small_plan: Plan) -> None:
    """The kernel hands them over by CAN_RAW_ERR_FILTER; no filter names their flag."""
    assert all(not mask & CAN_ERR_FLAG for _, mask in kernel_filters(small_plan, "main"))
