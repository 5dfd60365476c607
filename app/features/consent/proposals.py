"""Which questions from outside wait for the driver."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from app.core.clock import Clock
from app.core.observe import Change
from app.features.consent.book import ConsentBook
from app.features.consent.domain.permitted import may_ask
from app.features.consent.domain.proposals import Proposal

_LOG = logging.getLogger(__name__)


class ProposalStore(Protocol):
    """Where proposals survive; futures resolve on any thread."""

    def load(self) -> "Future[list[Proposal]]":
        """All of them."""

    def remove(self, ids: Iterable[str]) -> "Future[None]":
        """These are decided or over."""


class Proposals:
    """Marks on questions, which the driver answers as any other; `changed` when one came or went.

    Belongs to the thread that *post* leads to, but for `askable`.
    """

    def __init__(
        self,
        book: ConsentBook,
        store: ProposalStore,
        clock: Clock,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self.changed = Change()
        self._book = book
        self._store = store
        self._clock = clock
        self._post = post
        self._waiting: list[Proposal] = []

    def askable(self, purpose: str, recipient: str) -> str:
        """Why this question may not be put by anybody from outside; empty if it may. Any thread.

        Only recipients that the product knows are asked about; an answer is not asked for again
        before its cool-down is over.
        """
        registry = self._book.registry
        key = (purpose, recipient)
        asked = {(known.id, party.id) for known, party in registry.askable() if not known.local}
        if key not in asked:
            return "unknown_recipient"
        ours = may_ask(self._book.newest(key), self._book.now(), registry.rules.cool_down)
        return "" if ours else "not_asked"

    def load(self) -> None:
        """Read what is stored: at the start, and whenever something came."""
        reading = self._store.load()
        reading.add_done_callback(lambda done: self._post(partial(self._loaded, done)))

    def asks(self, purpose: str, recipient: str) -> bool:
        """Whether that recipient waits for an answer."""
        return (purpose, recipient) in {each.key for each in self._waiting}

    def look(self) -> None:
        """A decision was written, or time has passed: forget what is answered or over."""
        now, life = self._clock.utc(), self._book.registry.rules.proposal_life
        over = [
            each for each in self._waiting if not each.open(self._book.newest(each.key), now, life)
        ]
        if over:
            self._waiting = [each for each in self._waiting if each not in over]
            _LOG.info("%d questions from outside are answered or over", len(over))
            self._store.remove([each.id for each in over])
            self.changed.emit()

    def _loaded(self, done: "Future[list[Proposal]]") -> None:
        error = done.exception()
        if error is not None:
            _LOG.error("questions from outside cannot be read: %s", type(error).__name__)
            return
        self._waiting = done.result()
        self.changed.emit()
        self.look()
