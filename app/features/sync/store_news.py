"""Tells the driver once what happened to the store, and remembers that it was told."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from app.core.observe import Change
from app.features.sync.domain.news import News, Repaired, repair_news, storage_news

_log = logging.getLogger(__name__)


class StoreNews:
    """Belongs to the GUI thread; *told* records durably that repairs were told.

    A storage level is told when it is reached: dismissed, it comes again only after it was left.
    """

    def __init__(self) -> None:
        self.changed = Change()
        self._repaired: Sequence[Repaired] = ()
        self._told: Callable[[], Future[None]] | None = None
        self._level = "ok"
        self._level_told = False

    def opened(self, repaired: Sequence[Repaired], told: Callable[[], "Future[None]"]) -> None:
        """The store is open, with *repaired* not told yet."""
        self._repaired, self._told = tuple(repaired), told
        self.changed.emit()

    def storage(self, level: str) -> None:
        """The storage is ok, low or full now."""
        if level == self._level:
            return
        self._level, self._level_told = level, False
        self.changed.emit()

    @property
    def current(self) -> News | None:
        """What to tell now, if anything."""
        level = None if self._level_told else storage_news(self._level)
        return repair_news(self._repaired) or level

    def dismiss(self) -> None:
        """The driver has read `current`."""
        if self._repaired:
            self._repaired = ()
            if self._told is not None:
                self._told().add_done_callback(_note)
        else:
            self._level_told = True
        self.changed.emit()


def _note(done: "Future[None]") -> None:
    error = done.exception()
    if error is not None:
        # The store still has it, so it is told again after the next start.
        _log.error("It could not be recorded that the driver knows of the repair: %s", error)
