"""Nothing but allowed requests and flow control leaves the socket, and only to known ECUs."""

import pytest

from app.adapters.diagnostics.guard import Guard
from app.core.diagnostics import refusal
from app.core.errors import HabitacleError
from tests.fakes.ecu import BODY, ENGINE, WIDE, FakeDiagBus

GUARD = Guard([ENGINE, BODY, WIDE])


def passes(can_id: int, text: str) -> bool:
    return GUARD.refusal(can_id, bytes.fromhex(text)) is None


def test_every_service_in_a_single_frame_is_judged_as_the_allow_list_does() -> None:
    for service in range(256):
        for second in range(256):
            payload = bytes([service, second])
            frame = b"\x02" + payload + b"\xaa" * 5
            refused = GUARD.refusal(ENGINE.request, frame) is not None
            assert refused is (refusal(payload) is not None)


@pytest.mark.parametrize("kind", [1, 2, *range(4, 16)])
def test_no_other_kind_of_frame_leaves(kind: int) -> None:
    for low in range(16):
        frame = bytes([kind << 4 | low, 0x03, 0, 0, 0, 0, 0, 0])
        assert GUARD.refusal(ENGINE.request, frame) is not None


@pytest.mark.parametrize(
    ("can_id", "frame", "allowed"),
    [
        (0x7E0, "01 03 AA AA AA AA AA AA", True),
        (0x7DF, "01 03 AA AA AA AA AA AA", True),
        (0x712, "03 19 02 08", True),
        (0x18DA28F1, "03 19 02 08", True),
        (0x7E8, "01 03", False),
        (0x7E1, "01 03", False),
        (0x123, "01 03", False),
        (0x7E0, "30 00 00", True),
        (0x7E0, "31 00 00", True),
        (0x7E0, "32 00 00 AA", True),
        (0x7E0, "33 00 00", False),
        (0x7E0, "30 00", False),
        (0x7DF, "30 00 00", False),
        (0x7E0, "00 03", False),
        (0x7E0, "02 03", False),
        (0x7E0, "01 04", False),
        (0x7E0, "04 14 FF FF FF", False),
        (0x7E0, "", False),
        (0x7E0, "01 03 AA AA AA AA AA AA AA", False),
        (0x7E0, "08 01 0C 0D 05 42 46 5C", False),
    ],
)
def test_frames(can_id: int, frame: str, allowed: bool) -> None:
    assert passes(can_id, frame) is allowed


def test_a_refused_frame_reaches_neither_the_bus_nor_the_listener() -> None:
    bus = FakeDiagBus(ENGINE)
    with pytest.raises(HabitacleError, match="service 14 is not on the allow-list"):
        bus.send(ENGINE.request, bytes.fromhex("04 14 FF FF FF"))
    assert bus.requests == []
    assert bus.heard == []
    bus.send(ENGINE.request, bytes.fromhex("01 03"))
    assert bus.heard == [(ENGINE.request, b"\x01\x03")]
