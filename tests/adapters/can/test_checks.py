from pathlib import Path

import pytest

from app.adapters.can.checks import ChecksumPlan, CounterPlan, crc8, crc8_table, make_check
from app.adapters.can.dbc import load_dbc
from app.adapters.can.layout import Field
from app.adapters.can.logs.reader import LogReader

LAST = Field(big=False, start=56, length=8)
FIRST = Field(big=False, start=0, length=8)


@pytest.mark.parametrize(("poly", "expected"), [(0x1D, 0x4B), (0x2F, 0xDF)])
def test_crc8_check_values(poly: int, expected: int) -> None:
    assert crc8(b"123456789", crc8_table(poly), 0xFF, 0xFF) == expected


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
    right = crc8(b"\xa8" + body + b"\x07", crc8_table(0x1D), 0xFF, 0xFF)
    assert check(bytes((right,)) + body)
    assert not check(bytes((right,)) + bytes((0b01, 0x55)))


def test_crc8_with_a_fixed_suffix() -> None:
    plan = ChecksumPlan("crc8", FIRST, 0x2F, 0xFF, 0xFF, suffix=(0x11, 0x22))
    body = b"\x01\x02"
    right = crc8(body + b"\x11\x22", crc8_table(0x2F), 0xFF, 0xFF)
    assert make_check(plan, 1, 3, None)(bytes((right,)) + body)
