"""Consent without a database or a loop: a store in memory, a queue of posted calls, a yes-man."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from app.core.canonical import GENESIS
from app.core.message import Outgoing, Permission, QueuedMessage, Verdict
from app.features.consent.domain.chain import seal
from app.features.consent.domain.ledger import Left
from app.features.consent.domain.modes import ModeState
from app.features.consent.domain.notice import Rendered, text_sha256
from app.features.consent.domain.record import Log, Record


class ManualPost:
    """Calls wait until the test runs them."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()

    def __call__(self, call: Callable[[], None]) -> None:
        self._waiting.append(call)

    def run(self) -> None:
        """Everything that waits, and what it posts in turn."""
        while self._waiting:
            self._waiting.popleft()()


class FakeConsentStore:
    """Seals and keeps records; `fail` makes the next answers errors."""

    def __init__(self, records: Sequence[Record] = (), *, intact: bool = True) -> None:
        self.records = list(records)
        self.texts: list[Rendered] = []
        self.tombstones: list[Outgoing] = []
        self.fail: Exception | None = None
        self._intact = intact

    def load(self) -> "Future[Log]":
        return self._answer(lambda: Log(tuple(self.records), self._intact))

    def append(
        self, drafts: Sequence[Mapping[str, Any]], text: Rendered | None
    ) -> "Future[list[Record]]":
        def write() -> list[Record]:
            if text is not None:
                self.texts.append(text)
            return [self._seal(draft) for draft in drafts]

        return self._answer(write)

    def withdraw(self, draft: Mapping[str, Any], tombstone: Outgoing) -> "Future[list[Record]]":
        def write() -> list[Record]:
            self.tombstones.append(tombstone)
            return [self._seal(draft)]

        return self._answer(write)

    def text(self, sha256: str) -> "Future[Rendered | None]":
        return self._answer(
            lambda: next((text for text in self.texts if text_sha256(text) == sha256), None)
        )

    def _seal(self, draft: Mapping[str, Any]) -> Record:
        head = self.records[-1].body["hash"] if self.records else GENESIS
        record = Record(seal(draft, len(self.records) + 1, head))
        self.records.append(record)
        return record

    def _answer(self, make: Callable[[], Any]) -> "Future[Any]":
        done: Future[Any] = Future()
        if self.fail is not None:
            done.set_exception(self.fail)
        else:
            done.set_result(make())
        return done


class FakeModeStore:
    """Keeps the modes; `fail` makes the next answers errors."""

    def __init__(self, state: ModeState | None = None) -> None:
        self.state = state or ModeState()
        self.fail: Exception | None = None

    def load(self) -> "Future[ModeState]":
        return self._answer(lambda: self.state)

    def save(self, state: ModeState) -> "Future[None]":
        def write() -> None:
            self.state = state

        return self._answer(write)

    def _answer(self, make: Callable[[], Any]) -> "Future[Any]":
        done: Future[Any] = Future()
        if self.fail is not None:
            done.set_exception(self.fail)
        else:
            done.set_result(make())
        return done


@dataclass
class ScriptedGateway:
    """Answers with `verdicts` by message type, SEND where none is set; remembers who asked."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def decide(self, message: QueuedMessage) -> Permission:
        return self._answer(message.type)

    def decide_direct(self, left: Left, kind: str) -> Permission:
        assert left.topic.startswith("up/")
        return self._answer(kind)

    def generation(self, purpose: str, recipient: str) -> int:
        return len(purpose + recipient)

    def _answer(self, kind: str) -> Permission:
        self.asked.append(kind)
        return Permission(self.verdicts.get(kind, Verdict.SEND), "scripted")
