"""Privacy mode, location, guest and minor: in force at once, kept over restarts."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from app.core.observe import Change
from app.features.consent.domain.modes import REMINDED_MAX, ModeState

_log = logging.getLogger(__name__)
_MARK_STEP = timedelta(hours=1)


class ModeStore(Protocol):
    """Where the modes survive; futures resolve after the commit, on any thread."""

    def load(self) -> "Future[ModeState]":
        """What was kept."""

    def save(self, state: ModeState) -> "Future[None]":
        """Replace what is kept."""


class Modes:
    """The modes of the profile; `changed` fires when one moved.

    Setters belong to the thread that *post* leads back to; reading is safe from any thread.
    Until `ready` nobody knows whether privacy mode is on: then nothing personal leaves.
    """

    def __init__(self, store: ModeStore, post: Callable[[Callable[[], None]], None]) -> None:
        self.changed = Change()
        self.ready = False
        self._store = store
        self._post = post
        self._state = ModeState()
        self._early: dict[str, Any] = {}
        self._unsaved = False

    @property
    def state(self) -> ModeState:
        """Everything at once, from one moment."""
        return self._state

    @property
    def privacy(self) -> bool:
        """Whether privacy mode is on: only the driver ends it."""
        return self._state.privacy

    @property
    def location(self) -> str:
        """`off`, or `while_using`: read while a function that needs it is used."""
        return "while_using" if self._state.location else "off"

    @property
    def guest(self) -> bool:
        """Whether a guest drives: nothing of theirs is kept."""
        return self._state.guest

    @property
    def minor(self) -> bool:
        """Whether the profile is a minor's."""
        return self._state.minor

    def load(self) -> None:
        """Read what is stored; what was chosen meanwhile stays."""
        self._store.load().add_done_callback(
            lambda done: self._post(partial(self._loaded, done)),
        )

    def set_privacy(self, on: bool) -> None:
        """Privacy mode on or off, in every state of the car."""
        self._set(privacy=on)

    def set_location(self, on: bool) -> None:
        """Off: no position reaches any service."""
        self._set(location=on)

    def set_guest(self, on: bool) -> None:
        """A guest drives, or no longer; whoever calls wipes what the guest left."""
        self._set(guest=on)

    def set_minor(self, on: bool) -> None:
        """The profile is a minor's; every approval of a guardian is given anew."""
        self._set(minor=on, guardian=frozenset())

    def approve(self, purpose: str, approved: bool) -> None:
        """A guardian allows *purpose* to a minor; the caller has checked the admin PIN."""
        known = self._state.guardian
        self._set(guardian=known | {purpose} if approved else known - {purpose})

    def reminded(self, record_id: str) -> bool:
        """Whether the driver was reminded of the end of that consent."""
        return record_id in self._state.reminded

    def note_reminder(self, record_id: str) -> None:
        """The driver was reminded: there is one reminder a consent."""
        if not self.reminded(record_id):
            kept = (*self._state.reminded, record_id)
            self._set(reminded=kept[-REMINDED_MAX:])

    def note_clock(self, mark: datetime | None) -> None:
        """Keep the highest trusted time, now and then."""
        known = self._state.clock_mark
        if mark is not None and (known is None or mark >= known + _MARK_STEP):
            self._set(clock_mark=mark)

    def retry(self) -> None:
        """Save again what could not be saved; call it now and then."""
        if self._unsaved:
            self._save()

    def _set(self, **changes: Any) -> None:
        before, self._state = self._state, replace(self._state, **changes)
        if not self.ready:
            self._early.update(changes)
        elif self._state != before:
            self._save()
        if self._state != before:
            self.changed.emit()

    def _save(self) -> None:
        self._unsaved = False
        saving = self._store.save(self._state)
        saving.add_done_callback(lambda done: self._post(partial(self._saved, done)))

    def _saved(self, done: "Future[None]") -> None:
        error = done.exception()
        if error is not None:
            _log.error("A mode is in force but could not be saved: %s", type(error).__name__)
            self._unsaved = True

    def _loaded(self, done: "Future[ModeState]") -> None:
        error = done.exception()
        if error is not None:
            _log.error("The modes cannot be read, so nothing leaves: %s", type(error).__name__)
            return
        self._state = replace(done.result(), **self._early)
        self.ready = True
        if self._early:
            self._early.clear()
            self._save()
        self.changed.emit()
