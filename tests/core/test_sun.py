from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.sun import elevation_deg

PARIS = (48.8566, 2.3522)
TROMSO = (69.65, 18.96)


@pytest.mark.parametrize(
    ("place", "when", "expected"),
    [
        (PARIS, datetime(2026, 6, 21, 12, tzinfo=UTC), 64.6),
        (PARIS, datetime(2026, 11, 22, 18, tzinfo=UTC), -18.6),
        (TROMSO, datetime(2026, 12, 21, 11, tzinfo=UTC), -3.1),
        (TROMSO, datetime(2026, 6, 21, 22, tzinfo=UTC), 3.5),
    ],
)
def test_the_sun_stands_where_the_specification_says(
    place: tuple[float, float], when: datetime, expected: float
) -> None:
    assert elevation_deg(*place, when) == pytest.approx(expected, abs=0.5)


def test_at_the_equinox_the_sun_passes_overhead_at_the_equator() -> None:
    noon = datetime(2026, 3, 20, 12, tzinfo=UTC)
    highest = max(elevation_deg(0, 0, noon + timedelta(minutes=m)) for m in range(-20, 21))
    assert highest == pytest.approx(90, abs=0.5)


def test_the_poles_see_the_declination() -> None:
    summer = datetime(2026, 6, 21, 8, 25, tzinfo=UTC)
    assert elevation_deg(90, 0, summer) == pytest.approx(23.44, abs=0.01)
    assert elevation_deg(-90, 0, summer) == pytest.approx(-23.44, abs=0.01)


def test_the_zone_of_the_time_does_not_matter() -> None:
    utc = datetime(2026, 6, 21, 12, tzinfo=UTC)
    east = utc.astimezone(ZoneInfo("Asia/Tokyo"))
    assert elevation_deg(*PARIS, east) == elevation_deg(*PARIS, utc)
