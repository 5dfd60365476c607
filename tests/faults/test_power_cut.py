"""Power cuts and failing disks, replayed (the full form: `python -m tests.faults.power_cut`)."""

import pytest

from tests.faults.faultio import can_build
from tests.faults.power_cut import replay, survive

pytestmark = pytest.mark.skipif(bool(can_build()), reason=can_build())


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_a_power_cut_at_any_moment_loses_nothing_promised(sealed: bool) -> None:
    report = replay(30, 7, sealed=sealed)
    assert report.faults == []
    assert report.states == 30
    assert report.promised > 100, "a run that promises nothing shows nothing"


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_a_disk_that_fails_or_fills_up_is_told_and_loses_nothing(sealed: bool) -> None:
    report = survive(20, 7, sealed=sealed)
    assert report.faults == []
    assert report.states == 20
    assert report.refused > 20, "a disk that never failed shows nothing"


def test_a_store_that_does_not_sync_each_commit_is_found_out() -> None:
    report = replay(20, 7, sealed=False, form="careless")
    assert any("not accepted" in each for each in report.faults)
