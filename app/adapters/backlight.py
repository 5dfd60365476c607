"""The display's backlight by the kernel's class `backlight` (Documentation/ABI/stable)."""

import logging
import os
from pathlib import Path

_log = logging.getLogger(__name__)
_CLASS = Path("/sys/class/backlight")
_DARKEST_PERCENT = 2
_PERCENT = 100


class SysfsBacklight:
    """The only device below *folder* that may be written to.

    With none, with several (nobody says which is this display's) or one that refuses, `available`
    is False and nothing is set: the display then sets its own brightness.
    """

    def __init__(self, folder: Path = _CLASS) -> None:
        self._level: Path | None = None
        self._most = 0
        try:
            devices = sorted(folder.iterdir())
        except OSError:
            return
        if len(devices) != 1:
            if devices:
                _log.warning("%d backlights below %s; none is set.", len(devices), folder)
            return
        self._adopt(devices[0])

    @property
    def available(self) -> bool:
        """Whether there is a backlight to set."""
        return self._level is not None

    def set_level(self, percent: int) -> None:
        """Shine at *percent*, 0 to 100; 0 is the darkest level that is still readable."""
        if self._level is None:
            return
        share = max(percent, _DARKEST_PERCENT) / _PERCENT
        try:
            self._level.write_text(str(max(1, round(self._most * share))), encoding="ascii")
        except OSError as error:
            _log.warning("The backlight %s cannot be set: %s", self._level.parent, error.strerror)
            self._level = None

    def _adopt(self, device: Path) -> None:
        level = device / "brightness"
        try:
            self._most = int((device / "max_brightness").read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            _log.warning("The backlight %s cannot be used: %s", device, error)
            return
        if self._most > 0 and os.access(level, os.W_OK):
            self._level = level
