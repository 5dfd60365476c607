"""The brightness of the display: each theme has its own level."""

from collections.abc import Callable
from typing import Protocol

from app.core.observe import Change
from app.features.profile.service import PreferenceService


class Backlight(Protocol):
    """The light behind the display."""

    @property
    def available(self) -> bool:
        """Whether this product may set it; a display may also set its own."""

    def set_level(self, percent: int) -> None:
        """Shine at *percent* of the full brightness; the darkest is still readable."""


class BrightnessService:
    """Keeps the backlight at the level of the theme in use; *is_night* tells which that is.

    `apply` is called when the theme changed. `changed` fires when `level` or `available` may have.
    """

    def __init__(
        self, preferences: PreferenceService, backlight: Backlight, is_night: Callable[[], bool]
    ) -> None:
        self.changed = Change()
        self._preferences = preferences
        self._backlight = backlight
        self._is_night = is_night
        self._applied: int | None = None
        preferences.changed.connect(self.apply)
        self.apply()

    @property
    def available(self) -> bool:
        """Whether the brightness can be set here."""
        return self._backlight.available

    @property
    def level(self) -> int:
        """Percent, of the theme in use."""
        kept = self._preferences.current
        return kept.brightness_night if self._is_night() else kept.brightness_day

    def set_level(self, percent: int) -> None:
        """Choose the level of the theme in use; HabitacleError outside 0 to 100."""
        self._preferences.set_brightness(percent, night=self._is_night())

    def apply(self) -> None:
        """Bring the backlight to the level in force."""
        level = self.level
        if level == self._applied:
            return
        self._applied = level
        if self._backlight.available:
            self._backlight.set_level(level)
        self.changed.emit()
