"""Taking leave of the backend, on a thread of its own; resumed at every start until it is done."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.adapters.farewell_file import FarewellFile
from app.adapters.store.outbox import Outbox
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.features.sync.domain.leave import Kind
from app.features.sync.farewell import Farewell, FarewellPorts

_LOG = logging.getLogger(__name__)
_PATIENCE_S = 30.0
_AGAIN_S = 30.0


@dataclass(frozen=True, slots=True)
class LinkHandle:
    """What a leave does with the link: see `FarewellPorts`; `start` begins it anew if need be."""

    up: Callable[[], bool]
    stop: Callable[[], None]
    start: Callable[[], None]
    forget: Callable[[], None]
    hand_back: Callable[[], None]


class Leaving:
    """Keeps its note in *folder*; *closing* ends a run early, the next start goes on with it."""

    def __init__(
        self,
        folder: Path,
        outbox: Outbox,
        clock: Clock,
        link: LinkHandle,
        closing: threading.Event,
    ) -> None:
        self._journal = FarewellFile(folder)
        self._outbox = outbox
        self._link = link
        self._closing = closing
        self._thread: threading.Thread | None = None
        self._farewell = Farewell(
            FarewellPorts(
                journal=self._journal,
                clock=clock,
                up=link.up,
                waiting=self._waiting,
                stop=link.stop,
                forget=link.forget,
                hand_back=link.hand_back,
                pause=closing.wait,
            )
        )

    def ask(self, kind: Kind) -> None:
        """Take leave from now on; HabitacleError when it could not be remembered."""
        self._farewell.ask(kind)
        self.resume()

    def resume(self) -> None:
        """Go on with a leave that is not finished, if there is one."""
        running = self._thread is not None and self._thread.is_alive()
        if not running and self._journal.load() is not None:
            self._thread = threading.Thread(target=self._run, name="leave", daemon=True)
            self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait for a run that *closing* ends."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._closing.is_set():
            done = False
            try:
                done = self._farewell.run(_PATIENCE_S).done
                self._link.start()
            except HabitacleError as error:
                _LOG.error("the leave of the backend is tried again later: %s", error)
            if done or self._closing.wait(_AGAIN_S):
                return

    def _waiting(self) -> int:
        counts = self._outbox.counts().result()
        return counts.waiting - counts.bulk
