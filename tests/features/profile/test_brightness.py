"""Each theme remembers its own brightness, and the display follows."""

import pytest

from app.core.errors import HabitacleError
from app.features.profile.brightness import BrightnessService
from app.features.profile.domain import Preferences, preferences_of
from app.features.profile.service import PreferenceService
from tests.fakes.hmi import FakeBacklight, MemoryPreferences


class Desk:
    def __init__(self, *, available: bool = True) -> None:
        self.night = True
        self.store = MemoryPreferences()
        self.backlight = FakeBacklight()
        self.backlight.available = available
        preferences = PreferenceService(self.store, lambda _: False)
        self.service = BrightnessService(preferences, self.backlight, lambda: self.night)

    def become(self, *, night: bool) -> None:
        self.night = night
        self.service.apply()


def test_each_theme_has_its_own_level() -> None:
    desk = Desk()
    assert desk.backlight.percent == Preferences().brightness_night
    desk.service.set_level(25)
    desk.become(night=False)
    desk.service.set_level(95)
    assert desk.backlight.percent == 95
    desk.become(night=True)
    assert (desk.backlight.percent, desk.service.level) == (25, 25)
    assert (desk.store.kept.brightness_day, desk.store.kept.brightness_night) == (95, 25)


def test_a_display_without_a_backlight_is_left_alone() -> None:
    desk = Desk(available=False)
    desk.service.set_level(10)
    assert not desk.service.available
    assert desk.backlight.percent is None


def test_only_a_change_of_the_level_is_told() -> None:
    desk = Desk()
    told: list[int] = []
    desk.service.changed.connect(lambda: told.append(desk.service.level))
    desk.service.apply()
    desk.service.set_level(30)
    desk.service.set_level(30)
    assert told == [30]


@pytest.mark.parametrize("level", [-1, 101])
def test_a_level_outside_the_scale_is_refused(level: int) -> None:
    desk = Desk()
    with pytest.raises(HabitacleError, match="0 to 100"):
        desk.service.set_level(level)
    assert desk.backlight.percent == Preferences().brightness_night


@pytest.mark.parametrize("level", [True, 40.0, "40", 101])
def test_a_stored_level_that_is_no_percentage_is_refused(level: object) -> None:
    with pytest.raises(HabitacleError):
        preferences_of({"brightness_night": level})
