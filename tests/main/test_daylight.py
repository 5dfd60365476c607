"""Light, low beam and sun reach the palette in this order, each only when it may count."""

from datetime import UTC, datetime

import pytest

from app.core.signals import Reason, Sample, Validity, Value, unsupported
from app.main.daylight import LATITUDE, LIGHT, LONGITUDE, LOW_BEAM, Daylight
from app.main.paths import ASSETS
from app.ui.palette import Palette
from app.ui.tokens import parse_tokens
from tests.fakes.car import ManualClock

pytestmark = pytest.mark.usefixtures("qapp")
PARIS = {LATITUDE: 48.8566, LONGITUDE: 2.3522}
NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)
EVENING = datetime(2026, 11, 22, 18, tzinfo=UTC)


class Desk:
    def __init__(self, *, automatic: bool = True, wall: datetime = NOON) -> None:
        self.clock = ManualClock(wall=wall)
        tokens = parse_tokens((ASSETS / "theme/tokens.json").read_text(encoding="utf-8"))
        self.palette = Palette(tokens, self.clock)
        self.samples: dict[str, Sample] = {}
        self.daylight = Daylight(
            self.palette,
            lambda path: self.samples.get(path, unsupported(path)),
            self.clock,
            headlamp_automatic=automatic,
        )

    def say(self, values: dict[str, Value]) -> None:
        fresh = {
            path: Sample(path, Validity.VALID, value=value, t_valid_ns=self.clock.ns)
            for path, value in values.items()
        }
        self.samples |= fresh
        self.daylight.take(fresh)

    def lose(self, path: str) -> None:
        lost = Sample(path, Validity.STALE, Reason.TIMEOUT)
        self.samples[path] = lost
        self.daylight.take({path: lost})

    def night_after(self, seconds: float) -> bool:
        self.clock.advance(seconds)
        self.palette.set_mode("auto")
        return self.palette.is_night()


def test_the_sun_decides_by_time_and_position() -> None:
    desk = Desk()
    assert desk.night_after(1)
    desk.say(dict(PARIS))
    assert not desk.night_after(1)
    desk.clock.wall = EVENING
    desk.daylight.look_at_sun()
    assert desk.night_after(3)


@pytest.mark.parametrize("missing", ["time", LATITUDE, LONGITUDE])
def test_without_time_or_position_there_is_no_sun(missing: str) -> None:
    desk = Desk()
    desk.clock.trusted = missing != "time"
    desk.say({path: degrees for path, degrees in PARIS.items() if path != missing})
    desk.daylight.look_at_sun()
    assert desk.night_after(20)


def test_a_lost_position_ends_the_sun_and_keeps_the_theme() -> None:
    desk = Desk()
    desk.say(dict(PARIS))
    desk.lose(LATITUDE)
    desk.clock.wall = EVENING
    desk.daylight.look_at_sun()
    assert not desk.night_after(60)


def test_the_beam_goes_before_the_sun_where_the_car_switches_it() -> None:
    desk = Desk()
    desk.say({**PARIS, LOW_BEAM: True})
    assert desk.night_after(3)


def test_a_beam_switched_by_hand_says_nothing() -> None:
    desk = Desk(automatic=False)
    desk.say({**PARIS, LOW_BEAM: True})
    assert not desk.night_after(3)


def test_the_light_sensor_goes_before_everything() -> None:
    desk = Desk()
    desk.say({**PARIS, LOW_BEAM: True})
    assert desk.night_after(3)
    desk.say({LIGHT: 80.0})
    assert not desk.night_after(11)
    desk.lose(LIGHT)
    assert not desk.night_after(10.5)
    assert desk.night_after(2.5)
