"""Preferences in one small JSON file."""

import json
import logging
from dataclasses import asdict
from pathlib import Path

from app.adapters.files import replace_durably
from app.core.errors import HabitacleError
from app.features.profile.domain import Preferences, preferences_of

_log = logging.getLogger(__name__)


class PreferenceFile:
    """Reads and atomically replaces the file at *path*.

    A missing file means defaults; a damaged one too, with one line in the log. A file that cannot
    be written is logged: the choice then holds until the next start.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Preferences:
        """The saved preferences, or defaults."""
        try:
            return preferences_of(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Preferences()
        except (OSError, ValueError, HabitacleError) as error:
            _log.warning("Preferences in %s cannot be used, defaults hold: %s", self._path, error)
            return Preferences()

    def save(self, preferences: Preferences) -> None:
        """Replace the file; after a power cut it is the old or the new one, never a mixture."""
        text = json.dumps(asdict(preferences), ensure_ascii=False, indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_durably(self._path, text.encode())
        except OSError as error:
            _log.warning("Preferences cannot be saved to %s: %s", self._path, error)
