"""The data folder, checked before a window opens."""

import os
from pathlib import Path

from app.core.errors import HabitacleError


def usable(folder: Path) -> Path:
    """*folder*, made if need be; HabitacleError with one sentence where it cannot be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HabitacleError(
            f"The data folder {folder} cannot be made: {error.strerror}."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise HabitacleError(f"The data folder {folder} cannot be written.")
    return folder
