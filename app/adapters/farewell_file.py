"""The journal of a leave under way: a small file beside the databases, which may be erased."""

import json
import logging
from pathlib import Path

from app.adapters.files import replace_durably, sync_folder
from app.core.errors import HabitacleError
from app.features.sync.domain.leave import Kind, Leave, Step

NAME = "leave.json"
_LOG = logging.getLogger(__name__)


class FarewellFile:
    """Implements the farewell's `Journal` in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def load(self) -> Leave | None:
        """The leave under way; one that cannot be read is begun again, and destroys no identity."""
        try:
            found = json.loads(self._path.read_text("utf-8"))
            return Leave(Kind(found["kind"]), Step(found["step"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            _LOG.error("the note of a leave cannot be read: %s", type(error).__name__)
            return Leave(Kind.ERASE)

    def save(self, leave: Leave) -> None:
        """Keep it; HabitacleError when the disk refuses."""
        body = {"kind": leave.kind.value, "step": leave.step.value}
        try:
            replace_durably(self._path, json.dumps(body).encode())
        except OSError as error:
            raise HabitacleError(f"{self._path} cannot be written: {error.strerror}.") from error

    def clear(self) -> None:
        """It is finished."""
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)


def note_leave(folder: Path) -> None:
    """An erasure of the folder *folder*: the next start takes leave, if none is under way."""
    journal = FarewellFile(folder)
    if journal.load() is None:
        journal.save(Leave(Kind.ERASE))
