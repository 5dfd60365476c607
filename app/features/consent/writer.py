"""Brings decisions to the disk, in an order that is always legal."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.core.message import Outgoing
from app.features.consent.book import ConsentBook
from app.features.consent.domain.notice import Rendered
from app.features.consent.domain.record import Key, Record
from app.features.consent.domain.states import PERMITTING, State
from app.features.consent.drafts import Body
from app.features.consent.ports import Ports

_log = logging.getLogger(__name__)
Ending = tuple[Body, Outgoing | None]
"""The record of an end, and what its recipient is told, if there is one."""


@dataclass(frozen=True, slots=True)
class WriterHooks:
    """Who is told.

    `moved`: something of a key was written or not. `free`: the next record of it may follow.
    `complain`: an attempt failed, by a code.
    """

    moved: Callable[[Key], None]
    free: Callable[[Key], None]
    complain: Callable[[Key, str], None]


class Writer:
    """Belongs to the service's thread. `answers`: the last record of each answer on its way."""

    def __init__(self, book: ConsentBook, ports: Ports, hooks: WriterHooks) -> None:
        self.answers: dict[Key, Body] = {}
        self._book = book
        self._ports = ports
        self._hooks = hooks
        self._unwritten: dict[Key, Ending] = {}
        self._ending: set[Key] = set()
        """Ended by somebody, but not yet on the disk: no other record may come between."""
        self._noting: set[Key] = set()
        """A question or a lapse is being written: an answer waits for it."""

    def holds(self, key: Key) -> bool:
        """Whether a record is on its way that every other must follow."""
        return key in self._ending or key in self._noting

    def answer(self, key: Key, drafts: list[Body], text: Rendered) -> None:
        """Write an answer with the *text* it answers."""
        self.answers[key] = drafts[-1]
        self._then(self._ports.store.append(drafts, text), partial(self._answered, key))

    def note(self, key: Key, drafts: list[Body], text: Rendered | None) -> None:
        """Write records that no tap made."""
        self._noting.add(key)
        self._then(self._ports.store.append(drafts, text), partial(self._noted, key))

    def end(self, key: Key, draft: Callable[[Record], Ending], state: State) -> bool:
        """End what is in force of *key* at once; whether anything was. `retry` writes it."""
        body = self.answers.get(key)
        base = self._book.newest(key) if body is None else Record(body)
        under_way = body is None and self.holds(key)
        if base is None or base.state not in PERMITTING or under_way:
            return False
        self.answers.pop(key, None)
        self._book.end(key, state)
        self._ending.add(key)
        self._unwritten[key] = draft(base)
        return True

    def retry(self) -> None:
        """Write the endings that are in force and not on the disk."""
        store = self._ports.store
        for key, ending in tuple(self._unwritten.items()):
            del self._unwritten[key]
            body, told = ending
            future = store.append([body], None) if told is None else store.withdraw(body, told)
            self._then(future, partial(self._ended, key, ending))

    def failed(self, key: Key, error: BaseException) -> None:
        """An answer could not be written: it was not given."""
        _log.error("A consent could not be written: %s", error)
        self._hooks.complain(key, "not_written")
        self._hooks.moved(key)

    def _answered(self, key: Key, done: "Future[list[Record]]") -> None:
        self.answers.pop(key, None)
        error = done.exception()
        if error is not None:
            self.failed(key, error)
            return
        self._put(done)
        self._hooks.moved(key)

    def _noted(self, key: Key, done: "Future[list[Record]]") -> None:
        self._noting.discard(key)
        error = done.exception()
        if error is not None:
            _log.error("A consent could not be written: %s", error)
        else:
            self._put(done)
        self._hooks.free(key)
        self._hooks.moved(key)

    def _ended(self, key: Key, again: Ending, done: "Future[list[Record]]") -> None:
        error = done.exception()
        if error is not None:
            _log.error("A withdrawal is in force but could not be written: %s", error)
            self._unwritten[key] = again
            self._book.paused = True
            self._hooks.complain(key, "withdrawal_not_written")
        else:
            self._ending.discard(key)
            self._put(done)
            self._book.paused = bool(self._unwritten)
            self._hooks.free(key)
        self._hooks.moved(key)

    def _put(self, done: "Future[list[Record]]") -> None:
        for record in done.result():
            self._book.put(record)

    def _then(self, future: "Future[Any]", handle: Callable[[Any], None]) -> None:
        future.add_done_callback(lambda done: self._ports.post(partial(handle, done)))
