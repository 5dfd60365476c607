from pathlib import Path

import pytest

from app.adapters.can.checks import (
    ChecksumPlan,
    CounterPlan,
    crc8,
    crc16,
    crc_table,
    make_check,
)
from app.adapters.can.dbc import load_dbc
from app.adapters.can.layout import Field
from app.adapters.can.logs.reader import LogReader

LAST = Field(big=False, start=56, length=8)
FIRST = Field(big=False, start=0, length=8)


@pytest.mark.parametrize(("poly", "expected"), [(0x1D, 0x4B), (0x2F, 0xDF)])
def test_crc8_check_values(poly: int, expected: int) -> None:
    assert crc8(b"123456789", crc_table(poly), 0xFF, 0xFF) == expected


def test_toyota_checksums_of_a_recorded_drive(rav4_log: Path, rav4_dbc: Path) -> None:
    checks = {
        m.can_id: make_check(
            ChecksumPlan("toyota", m.signals["CHECKSUM"].field), m.can_id, m.length, None
        )
        for m in load_dbc(rav4_dbc)
        if "CHECKSUM" in m.signals
    }
    verdicts = [checks[r.can_id](r.data) for r in LogReader(rav4_log) if r.can_id in checks]
    assert (len(verdicts), all(verdicts)) == (2113, True)


def test_toyota_checksum_of_the_speed_frame() -> None:
    check = make_check(ChecksumPlan("toyota", LAST), 0xB4, 8, None)
    assert check(bytes.fromhex("000000001D0B7A5E"))
    assert not check(bytes.fromhex("000000001D0B7B5E"))


def test_sum8_and_xor8() -> None:
    body = bytes((1, 2, 0xFF))
    total, parity = sum(body) & 0xFF, 1 ^ 2 ^ 0xFF
    assert make_check(ChecksumPlan("sum8", FIRST), 1, 4, None)(bytes((total,)) + body)
    assert make_check(ChecksumPlan("xor8", FIRST), 1, 4, None)(bytes((parity,)) + body)
    assert not make_check(ChecksumPlan("xor8", FIRST), 1, 4, None)(b"\0" + body)


def test_crc8_with_prefix_and_suffix_by_counter() -> None:
    counter = CounterPlan(Field(big=False, start=8, length=2), 4)
    plan = ChecksumPlan("crc8", FIRST, 0x1D, 0xFF, 0xFF, prefix=(0xA8,), suffix=(9, 8, 7, 6))
    check = make_check(plan, 0xA8, 3, counter)
    body = bytes((0b10, 0x55))
    right = crc8(b"\xa8" + body + b"\x07", crc_table(0x1D), 0xFF, 0xFF)
    assert check(bytes((right,)) + body)
    assert not check(bytes((right,)) + bytes((0b01, 0x55)))


def test_crc8_with_a_fixed_suffix() -> None:
    plan = ChecksumPlan("crc8", FIRST, 0x2F, 0xFF, 0xFF, suffix=(0x11, 0x22))
    body = b"\x01\x02"
    right = crc8(body + b"\x11\x22", crc_table(0x2F), 0xFF, 0xFF)
    assert make_check(plan, 1, 3, None)(bytes((right,)) + body)


@pytest.mark.parametrize(
    ("init", "xorout", "expected"),
    [(0xFFFF, 0, 0x29B1), (0, 0, 0x31C3), (0xFFFF, 0xFFFF, 0xD64E), (0x1D0F, 0, 0xE5CC)],
)
def test_crc16_check_values(init: int, xorout: int, expected: int) -> None:
    """CCITT-FALSE, XMODEM, GENIBUS and AUG-CCITT of the catalogue of CRC algorithms."""
    assert crc16(b"123456789", crc_table(0x1021, 16), init, xorout) == expected


@pytest.mark.parametrize("big", [True, False])
@pytest.mark.parametrize("first", [0, 3, 7])
def test_crc16_in_two_bytes_anywhere(big: bool, first: int) -> None:
    body, prefix = bytes(range(1, 8)), (0x12, 0x34)
    right = crc16(bytes(prefix) + body, crc_table(0x1021, 16), 0xFFFF, 0)
    stated = right.to_bytes(2, "big" if big else "little")
    field = Field(big=big, start=8 * first + (7 if big else 0), length=16)
    check = make_check(ChecksumPlan("crc16", field, 0x1021, 0xFFFF, 0, prefix), 0x300, 9, None)
    payload = body[:first] + stated + body[first:]
    assert check(payload)
    for place in range(9):
        assert not check(payload[:place] + bytes((payload[place] ^ 1,)) + payload[place + 1 :])


def test_crc16_with_a_suffix_by_counter() -> None:
    counter = CounterPlan(Field(big=False, start=16, length=2), 4)
    field = Field(big=True, start=7, length=16)
    plan = ChecksumPlan("crc16", field, 0x1021, 0xFFFF, 0, suffix=(9, 8, 7, 6))
    check = make_check(plan, 0x300, 4, counter)
    right = crc16(bytes((2, 0x55, 7)), crc_table(0x1021, 16), 0xFFFF, 0).to_bytes(2, "big")
    assert check(right + bytes((2, 0x55)))
    assert not check(right + bytes((1, 0x55)))
