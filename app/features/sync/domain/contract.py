"""The published contract, compiled: topics, sizes and schemas of both directions.

Pure: `parse_contract` gets the parsed files of `assets/contract/`, `contract_files.py` reads them.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from app.core.errors import HabitacleError
from app.core.json_schema import SchemaError, Validate, compile_schema
from app.features.sync.domain.contract_parts import Channel, Direction, MessageRule, Scope

BUNDLE = "bundle"
_VERSIONED = re.compile(r"(.+)\.v(\d+)")
_ROOTS = {"anon": Scope.ANONYMOUS, "v1/claim": Scope.CLAIM, "v1/{device}": Scope.DEVICE}


class Contract:
    """All channels with their messages.

    `version` is that of the whole, such as `1.1`; `bundle` judges a bundle without its rows.
    """

    def __init__(
        self, version: str, channels: tuple[Channel, ...], answers: Mapping[str, Validate]
    ) -> None:
        self.version = version
        self.channels = channels
        self.bundle = answers[BUNDLE]
        self._answers = answers
        self._by_shape: dict[tuple[Scope, int], list[Channel]] = {}
        for channel in channels:
            shape = (channel.scope, len(channel.levels))
            self._by_shape.setdefault(shape, []).append(channel)

    def find(self, topic: str) -> Channel | None:
        """The channel of a whole topic."""
        levels = tuple(topic.split("/"))
        scope = _scope_of(levels)
        candidates = self._by_shape.get((scope, len(levels)), [])
        return next((each for each in candidates if each.matches(levels)), None)

    def rule(self, kind: str, direction: Direction) -> MessageRule | None:
        """The message of that type in that direction."""
        for channel in self.channels:
            if channel.direction is direction and kind in channel.messages:
                return channel.messages[kind]
        return None

    def types(self, direction: Direction) -> frozenset[str]:
        """All types of one direction."""
        return frozenset(
            kind
            for channel in self.channels
            if channel.direction is direction
            for kind in channel.messages
        )

    def answer(self, kind: str) -> Validate | None:
        """The check of a response's `data` for a request of type *kind*; None if it has none."""
        rule = self.rule(kind, Direction.UP)
        return None if rule is None or rule.answer is None else self._answers[rule.answer]


def parse_contract(files: Mapping[str, Any]) -> Contract:
    """The contract of *files*: parsed JSON by path within the folder.

    HabitacleError when something is missing, refers to nothing or uses an unknown keyword.
    """
    try:
        return _Reader(files).contract()
    except (KeyError, TypeError, ValueError, AttributeError, SchemaError) as error:
        raise HabitacleError(
            f"The contract cannot be used: {type(error).__name__} {error}."
        ) from error


class _Reader:
    def __init__(self, files: Mapping[str, Any]) -> None:
        self._files = files
        self._versions: dict[str, dict[int, Validate]] = {}
        for path, schema in files.items():
            name = PurePosixPath(path)
            if name.parent.name == "schemas" and (found := _VERSIONED.fullmatch(name.stem)):
                versions = self._versions.setdefault(found[1], {})
                versions[int(found[2])] = compile_schema(schema)

    def contract(self) -> Contract:
        document = self._files["asyncapi.json"]
        answers = {
            name: self._schema(message["payload"]["schema"]["$ref"])
            for name, message in document["components"]["messages"].items()
        }
        return Contract(
            document["info"]["version"],
            tuple(self._channels(document["channels"])),
            answers,
        )

    def _channels(self, references: Mapping[str, Any]) -> Iterator[Channel]:
        """Those with an address; AsyncAPI wants one without for answers."""
        for name, reference in references.items():
            raw, folder = self._target(reference["$ref"])
            if raw["address"] is not None:
                yield self._channel(name, raw, folder)

    def _target(self, reference: str) -> tuple[Any, PurePosixPath]:
        path, _, pointer = reference.partition("#/")
        return self._files[path][pointer], PurePosixPath(path).parent

    def _channel(self, name: str, raw: Mapping[str, Any], folder: PurePosixPath) -> Channel:
        address = str(raw["address"])
        levels = tuple(address.split("/"))
        up = address.startswith("anon/") or levels[2] == "up"
        return Channel(
            name=name,
            address=address,
            levels=levels,
            scope=_ROOTS[levels[0]] if levels[0] in _ROOTS else _ROOTS["/".join(levels[:2])],
            direction=Direction.UP if up else Direction.DOWN,
            purpose=raw["x-purpose"],
            recipient=raw["x-recipient"],
            basis=raw.get("x-basis"),
            precision=raw.get("x-precision"),
            max_bytes=int(raw["x-max-bytes"]),
            retain=bool(raw.get("x-retain", False)),
            messages={
                kind: self._rule(kind, message, folder) for kind, message in raw["messages"].items()
            },
        )

    def _rule(self, kind: str, raw: Mapping[str, Any], folder: PurePosixPath) -> MessageRule:
        schema = raw["payload"]["schema"]
        envelope = None
        reference = schema
        if "allOf" in schema:
            envelope = self._schema(schema["allOf"][0]["$ref"], folder)
            reference = schema["allOf"][1]["properties"]["data"]
        self._schema(reference["$ref"], folder)
        return MessageRule(
            kind=kind,
            title=raw["title"],
            envelope=envelope,
            versions=self._versions[kind],
            prio=raw["x-prio"],
            expiry_s=raw["x-expiry-s"],
            expiry_note=raw.get("x-expiry-note", ""),
            max_bytes=int(raw["x-max-bytes"]),
            max_string=raw.get("x-max-string"),
            acting=bool(raw["x-acting"]),
            receipt=bool(raw["x-receipt"]),
            coalesce=bool(raw["x-coalesce"]),
            answer=raw.get("x-answer"),
        )

    def _schema(self, reference: str, folder: PurePosixPath | None = None) -> Validate:
        path = PurePosixPath(reference.removeprefix("../"))
        if folder is None and path.parts[0] != "schemas":
            raise ValueError(f"{reference} is no schema")
        name = _VERSIONED.fullmatch(path.stem)
        if name is None:
            raise ValueError(f"{reference} has no version")
        return self._versions[name[1]][int(name[2])]


def _scope_of(levels: tuple[str, ...]) -> Scope:
    if levels[0] == "anon":
        return Scope.ANONYMOUS
    return Scope.CLAIM if levels[:2] == ("v1", "claim") else Scope.DEVICE
