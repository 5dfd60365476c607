"""Rows of the cloud panel: what can be sent, what was, and what came."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.emulator.cloud import FAULTS, PUSHES, Push, Pushed, Received, Violation

_SHOWN = 100
_SILENT = frozenset({"too_large", "not_json"})


@dataclass(frozen=True, slots=True)
class PushRow:
    """A message that can be sent; `push` is its row in `PUSHES`."""

    push: str
    label: str
    type: str
    signed: bool


@dataclass(frozen=True, slots=True)
class PushedRow:
    """A message that was sent to one car, and its answer."""

    number: int
    device: str
    label: str
    how: str
    result: str
    good: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message that the cloud stored, or (`refused` is why) did not."""

    key: str
    type: str
    topic: str
    bytes: int
    copies: int
    body: str
    refused: str


def push_rows() -> list[PushRow]:
    """All of `PUSHES`."""
    return [PushRow(each.name, each.label, each.type, each.signed) for each in PUSHES]


def pushed_rows(pushed: Sequence[Pushed]) -> list[PushedRow]:
    """What was sent, newest first."""
    by_name = {push.name: push for push in PUSHES}
    return [
        PushedRow(
            each.number,
            each.device,
            by_name[each.name].label,
            FAULTS[each.fault],
            _result(each, by_name[each.name]),
            each.result == "applied",
        )
        for each in reversed(pushed)
    ]


def message_rows(received: Sequence[Received], violations: Sequence[Violation]) -> list[MessageRow]:
    """Refused ones first, then the newest."""
    bad = [
        MessageRow(
            f"violation {number}",
            "refused",
            _below(each.topic),
            len(each.payload),
            1,
            _text(each.payload),
            f"{each.code} {each.detail}".strip(),
        )
        for number, each in enumerate(violations)
    ]
    good = [
        MessageRow(
            f"{each.device}/{each.id}",
            each.type,
            _below(each.topic),
            each.bytes,
            1 + each.duplicates,
            _text(each.payload),
            "",
        )
        for each in reversed(received[-_SHOWN:])
    ]
    return [*reversed(bad[-_SHOWN:]), *good]


def pretty(push: Push, examples: Mapping[str, Mapping[str, Any]]) -> str:
    """The message that *push* starts from, as JSON to read."""
    example = examples.get(push.type)
    if example is None:
        return ""
    whole = dict(example)
    if push.data:
        whole["data"] = {**example.get("data", {}), **push.data}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _result(pushed: Pushed, push: Push) -> str:
    if pushed.result:
        return pushed.result
    silent = not push.signed or pushed.fault in _SILENT
    return "no answer" if silent else "waiting"


def _below(topic: str) -> str:
    return topic.partition("/up/")[2] or topic


def _text(payload: bytes) -> str:
    return payload[:4000].decode("utf-8", "replace")
