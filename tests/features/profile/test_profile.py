from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.features.profile.domain import Preferences, preferences_of
from app.features.profile.service import PreferenceService


class Store:
    def __init__(self, kept: Preferences) -> None:
        self.kept = kept
        self.saves = 0

    def load(self) -> Preferences:
        return self.kept

    def save(self, preferences: Preferences) -> None:
        self.kept = preferences
        self.saves += 1


@pytest.mark.parametrize(
    "values",
    [
        {"theme": "dusk"},
        {"language": "fr_FR"},
        {"language": "<b>"},
        {"driver_name": "x" * 25},
        {"driver_name": "a\nb"},
        {"driver_name": "\u202eClaire"},
        {"driver_name": "a\u2066b"},
    ],
)
def test_what_is_not_well_formed_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(HabitacleError):
        Preferences(**values)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, Preferences()),
        ({"theme": "day", "from_the_future": 7}, Preferences(theme="day")),
        ({"language": "nb"}, Preferences(language="nb")),
        ({"driver_name": "Zoë"}, Preferences(driver_name="Zoë")),
        ({"reduced_motion": True}, Preferences(reduced_motion=True)),
        ({"large_text": True}, Preferences(large_text=True)),
    ],
)
def test_stored_data_is_read(data: dict[str, Any], expected: Preferences) -> None:
    assert preferences_of(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        {"theme": 3},
        {"language": None},
        {"theme": "dusk"},
        {"reduced_motion": "true"},
        {"reduced_motion": 1},
        {"large_text": None},
    ],
)
def test_stored_data_of_the_wrong_kind_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(HabitacleError):
        preferences_of(data)


def test_a_change_is_saved_and_told_once() -> None:
    store = Store(Preferences(driver_name="Claire"))
    service = PreferenceService(store, lambda _: True)
    heard: list[Preferences] = []
    service.changed.connect(lambda: heard.append(service.current))
    service.set_theme("day")
    service.set_theme("day")
    assert service.set_language("fr")
    expected = Preferences("day", "fr", "Claire")
    assert heard == [Preferences("day", "", "Claire"), expected]
    assert (store.kept, store.saves) == (expected, 2)


def test_while_set_up_is_locked_the_theme_may_change_and_the_language_may_not() -> None:
    store = Store(Preferences())
    service = PreferenceService(store, lambda _: False)
    service.set_theme("night")
    assert service.set_language("fr") is False
    assert store.kept == Preferences(theme="night")


@pytest.mark.parametrize("on", [True, False])
def test_text_size_and_motion_may_change_at_any_time(on: bool) -> None:
    store = Store(Preferences(reduced_motion=not on, large_text=not on))
    service = PreferenceService(store, lambda _: False)
    service.set_reduced_motion(on)
    service.set_large_text(on)
    service.set_large_text(on)
    assert (store.kept, store.saves) == (Preferences(reduced_motion=on, large_text=on), 2)


def test_a_refused_value_changes_nothing() -> None:
    store = Store(Preferences())
    service = PreferenceService(store, lambda _: True)
    with pytest.raises(HabitacleError):
        service.set_theme("dusk")
    assert (service.current, store.saves) == (Preferences(), 0)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Claire  Martin ", "Claire Martin"),
        ("Zoe\N{COMBINING DIAERESIS}", "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}"),
        ("<b>Zo</b>", "<b>Zo</b>"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_name_is_kept_as_it_is_read(typed: str, name: str) -> None:
    store = Store(Preferences(driver_name="before"))
    service = PreferenceService(store, lambda _: True)
    assert service.set_driver_name(typed)
    assert store.kept.driver_name == service.current.driver_name == name


@pytest.mark.parametrize("typed", ["x" * 25, "a\nb", "a\u200eb", "a\u2066b", "\x1b[31m", "a\ud800"])
def test_a_name_nobody_could_read_is_refused(typed: str) -> None:
    store = Store(Preferences(driver_name="before"))
    service = PreferenceService(store, lambda _: True)
    with pytest.raises(HabitacleError):
        service.set_driver_name(typed)
    assert (store.kept.driver_name, store.saves) == ("before", 0)


@pytest.mark.parametrize("locked", ["setup", "text_entry"])
def test_a_name_needs_set_up_and_typing(locked: str) -> None:
    store = Store(Preferences())
    service = PreferenceService(store, lambda capability: capability != locked)
    assert service.set_driver_name("Claire") is False
    assert store.saves == 0


def test_the_first_profile_is_number_one_and_others_may_come() -> None:
    assert PreferenceService(Store(Preferences()), bool).number == 1
    assert PreferenceService(Store(Preferences()), bool, 2).number == 2
