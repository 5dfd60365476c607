"""The inbox as the sync core asks for it."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TypeVar

from app.adapters.store.inbox import Effect, Inbox, Outcome, Sender
from app.adapters.store.store import Store
from app.features.sync.domain.downlink import Applied, Result, id_of
from app.features.sync.domain.inbound import Accepted

S = TypeVar("S")
T = TypeVar("T")


class StoredInbox:
    """Implements `InboxPort` over the device's file."""

    def __init__(self, store: Store) -> None:
        self._inbox = Inbox(store)

    def apply(self, accepted: Accepted, effect: Effect, /) -> "Future[Applied]":
        """Remember id and number of *accepted* and run *effect*: all or none."""
        message_id, kind = id_of(accepted.message), accepted.rule.kind
        return _named(self._inbox.apply(message_id, _sender(accepted), effect, kind))

    def settle(self, accepted: Accepted, result: Result, /) -> "Future[Applied]":
        """Use up the number of a signed message that has no effect."""
        sender = _sender(accepted)
        if sender is None:
            raise ValueError("a message without a sender has no number")
        message_id, kind = id_of(accepted.message), accepted.rule.kind
        return _named(self._inbox.settle(message_id, sender, result.value, kind))

    def marks(self) -> "Future[Mapping[str, int]]":
        """Mark of each issuer."""
        return _passed_on(self._inbox.marks(), lambda found: found)

    def quarantine(self, topic: str, code: str, payload: bytes, /) -> "Future[None]":
        """Keep the beginning of a message that could not be used."""
        return self._inbox.quarantine(topic, code, payload)


def _sender(accepted: Accepted) -> Sender | None:
    if not accepted.acting:
        return None
    message: Mapping[str, object] = accepted.message
    floor = message.get("floor", 0)
    return Sender(
        topic_class="/".join(accepted.channel.relative.split("/")[:2]),
        issuer=str(message["issuer"]),
        seq=int(str(message["seq"])),
        floor=floor if isinstance(floor, int) else 0,
    )


def _named(outcome: "Future[Outcome]") -> "Future[Applied]":
    return _passed_on(outcome, lambda found: Applied(found.value))


def _passed_on(source: "Future[S]", word: Callable[[S], T]) -> "Future[T]":
    answer: Future[T] = Future()

    def settle(done: "Future[S]") -> None:
        error = done.exception()
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(word(done.result()))

    source.add_done_callback(settle)
    return answer
