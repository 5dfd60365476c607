"""Preferences in force, kept across starts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from app.core.observe import Change
from app.features.profile.domain import Preferences, name_of

FIRST = 1


class PreferenceStore(Protocol):
    """Where preferences rest."""

    def load(self) -> Preferences:
        """What was saved last; defaults when there is nothing usable."""

    def save(self, preferences: Preferences) -> None:
        """Keep *preferences*, whole or not at all."""


class PreferenceService:
    """Holds `current`; every accepted change is saved, then told through `changed`.

    They belong to one driver: `number` says which of the car's profiles it is, from 1.

    *may* answers whether the driving state allows a capability now; the language and the driver's
    name may change only then. What makes the screen easier to look at (theme, text size, motion)
    may at any time.
    """

    def __init__(
        self, store: PreferenceStore, may: Callable[[str], bool], number: int = FIRST
    ) -> None:
        self._store = store
        self._may = may
        self.number = number
        self.changed = Change()
        self.current = store.load()

    def set_theme(self, theme: str) -> None:
        """Follow *theme* (auto, day, night); HabitacleError for anything else."""
        self._keep(replace(self.current, theme=theme))

    def set_reduced_motion(self, reduced: bool) -> None:
        """Whether pages and controls change without movement."""
        self._keep(replace(self.current, reduced_motion=reduced))

    def set_large_text(self, large: bool) -> None:
        """Whether text is larger."""
        self._keep(replace(self.current, large_text=large))

    def set_brightness(self, percent: int, *, night: bool) -> None:
        """Level of the display by night or by day; HabitacleError outside 0 to 100."""
        current = self.current
        self._keep(
            replace(current, brightness_night=percent)
            if night
            else replace(current, brightness_day=percent)
        )

    def set_language(self, language: str) -> bool:
        """Prefer *language*; False while set-up is locked, HabitacleError if it is no tag."""
        if not self._may("setup"):
            return False
        self._keep(replace(self.current, language=language))
        return True

    def set_driver_name(self, typed: str) -> bool:
        """Call the driver as *typed*, "" for no name; False while set-up or typing is locked.

        HabitacleError for a name that is too long or has characters nobody sees.
        """
        if not (self._may("setup") and self._may("text_entry")):
            return False
        self._keep(replace(self.current, driver_name=name_of(typed)))
        return True

    def _keep(self, preferences: Preferences) -> None:
        if preferences == self.current:
            return
        self.current = preferences
        self._store.save(preferences)
        self.changed.emit()
