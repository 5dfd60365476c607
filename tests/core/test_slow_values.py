from datetime import UTC, datetime, timedelta

import pytest

from app.core.signals import Reason, Sample, Validity
from app.core.slow_values import SlowValue, keepable, restorable

SECOND = 1_000_000_000
NOW = datetime(2026, 11, 24, 17, 42, tzinfo=UTC)
DAY_S = 86_400
RANGE = "Vehicle.Powertrain.Range"


def test_values_are_kept_with_the_time_they_came() -> None:
    samples = [
        Sample(RANGE, Validity.VALID, value=312_000, unit="m", t_valid_ns=90 * SECOND),
        Sample("Vehicle.A", Validity.STALE, Reason.TIMEOUT, t_valid_ns=40 * SECOND, last_valid=7.5),
        Sample("Vehicle.B", Validity.INVALID, Reason.SNA, t_valid_ns=10 * SECOND, last_valid=True),
        Sample("Vehicle.C", Validity.UNKNOWN, Reason.NEVER_RECEIVED),
    ]
    assert keepable(samples, 100 * SECOND, NOW) == [
        SlowValue(RANGE, 312_000, "m", NOW - timedelta(seconds=10)),
        SlowValue("Vehicle.A", 7.5, None, NOW - timedelta(seconds=60)),
        SlowValue("Vehicle.B", True, None, NOW - timedelta(seconds=90)),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "Vehicle.CurrentLocation.Latitude",
        "Vehicle.VehicleIdentification.VIN",
        "Vehicle.Powertrain.TractionBattery.Charging.EvseId",
    ],
)
def test_what_tells_place_or_car_is_never_kept(path: str) -> None:
    assert keepable([Sample(path, Validity.VALID, value="x", t_valid_ns=0)], 0, NOW) == []


@pytest.mark.parametrize(
    ("age_s", "comes_back"),
    [(0, True), (7200, True), (DAY_S - 1, True), (DAY_S, False), (-1, False)],
)
def test_old_and_future_values_stay_unknown(age_s: int, comes_back: bool) -> None:
    value = SlowValue(RANGE, 312_000, "m", NOW - timedelta(seconds=age_s))
    back = restorable([value], 5 * SECOND, NOW, DAY_S)
    assert back == ([(RANGE, 312_000, (5 - age_s) * SECOND)] if comes_back else [])
