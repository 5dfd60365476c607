"""Conditions on what the backend has and what the car's own list says has left."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.emulator.cloud import Received
from app.emulator.scenario.ports import Left

_PRESENCE = "state"
"""The kind of the message that every car with a link sends."""


def message_missing(received: Sequence[Received], wanted: str | Mapping[str, Any]) -> str | None:
    """None once the backend has the message *wanted*, in the number wanted."""
    wish = _wish(wanted)
    fitting = [each for each in received if _fits(each, wish)]
    count = wish.get("count")
    if count is None and not fitting:
        return f"message {_called(wish)}, the backend has {_types(received)}"
    if count is not None and len(fitting) != count:
        return f"{count} of message {_called(wish)}, the backend has {len(fitting)}"
    duplicates = wish.get("duplicates")
    for each in fitting:
        if duplicates is not None and each.duplicates != duplicates:
            return f"{duplicates} duplicates of {each.type}, there were {each.duplicates}"
    return None


def message_there(received: Sequence[Received], wanted: str | Mapping[str, Any]) -> str | None:
    """None while the backend has no message as *wanted*."""
    wish = _wish(wanted)
    found = next((each for each in received if _fits(each, wish)), None)
    return None if found is None else f"no message {_called(wish)}, the backend has {found.id}"


def not_in_ledger(left: Sequence[Left], wanted: bool | Mapping[str, Any]) -> str | None:
    """None once the car's list has what is *wanted*, in the number wanted."""
    wish: Mapping[str, Any] = {} if isinstance(wanted, bool) else wanted
    fitting = [each for each in left if _entered(each, wish)]
    count = wish.get("count")
    if (count is None and fitting) or count == len(fitting):
        return None
    named = f"in the ledger with {_words((k, v) for k, v in wish.items() if k != 'count')}"
    if count is not None:
        return f"{count} {named}, there were {len(fitting)}"
    return f"something {named}, there was {_words(each.kind for each in left)}"


def something_sent(
    received: Sequence[Received], left: Sequence[Left], wanted: bool | Mapping[str, Any]
) -> str | None:
    """None while neither the backend nor the car's list has what is *wanted*.

    The backend is asked by kind alone: whom a message was for is the list's to say.
    """
    wish: Mapping[str, Any] = {} if isinstance(wanted, bool) else wanted
    for entry in left:
        if _entered(entry, wish) and (wish or entry.kind != _PRESENCE):
            return f"nothing sent, the ledger has {entry.topic} for {entry.purpose}"
    for message in received:
        kind = kind_of(message.topic)
        if kind == wish["kind"] if "kind" in wish else not wish and kind != _PRESENCE:
            return f"nothing sent, the backend has {message.type}"
    return None


def kind_of(topic: str) -> str:
    """The first level below `up/`."""
    return topic.partition("/up/")[2].partition("/")[0]


def contained(part: Any, whole: Any) -> bool:
    """Whether *whole* holds all of *part*: tables may hold more, everything else is equal."""
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(
            key in whole and contained(value, whole[key]) for key, value in part.items()
        )
    return bool(part == whole) and isinstance(part, bool) == isinstance(whole, bool)


def _wish(wanted: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": wanted} if isinstance(wanted, str) else wanted


def _fits(message: Received, wish: Mapping[str, Any]) -> bool:
    topic = message.topic.removeprefix(f"v1/{message.device}/")
    return (
        message.type == wish["type"]
        and topic == wish.get("topic", topic)
        and contained(wish.get("fields", {}), message.message)
    )


def _entered(entry: Left, wish: Mapping[str, Any]) -> bool:
    return all(getattr(entry, key) == value for key, value in wish.items() if key != "count")


def _called(wish: Mapping[str, Any]) -> str:
    fields = wish.get("fields")
    return f"{wish['type']} with {dict(fields)}" if fields else str(wish["type"])


def _types(received: Sequence[Received]) -> str:
    return _words(each.type for each in received)


def _words(items: Iterable[object]) -> str:
    texts = [" ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in items]
    return ", ".join(dict.fromkeys(texts)) or "nothing"
