"""The published contract as the backend reads it: topics, sizes, schemas."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.core.strict_json import parse_object
from app.emulator.cloud.schema import InvalidError, SchemaError, compile_schema

_LEVEL = "[^/]+"


class ContractError(ValueError):
    """A message the contract does not allow; the text is `<code>` or `<code>: <where>`."""

    @property
    def code(self) -> str:
        """Short reason for a receipt."""
        return str(self).partition(":")[0]


@dataclass(frozen=True, slots=True)
class Channel:
    """One topic form with the types it may carry and its largest payload in bytes."""

    pattern: re.Pattern[str]
    types: frozenset[str]
    max_bytes: int


class Contract:
    """`assets/contract/`: `asyncapi.json`, `schemas/`; HabitacleError if it is not readable."""

    def __init__(self, folder: Path) -> None:
        try:
            document = json.loads((folder / "asyncapi.json").read_text())
            self.channels = tuple(map(_channel, document["channels"].values()))
            self._enveloped = frozenset(
                name
                for name, message in document["components"]["messages"].items()
                if "allOf" in message["payload"]["schema"]
            )
            self._schemas = {
                path.name.removesuffix(".json"): compile_schema(json.loads(path.read_text()))
                for path in sorted((folder / "schemas").glob("*.json"))
            }
        except (OSError, ValueError, KeyError, SchemaError) as error:
            raise HabitacleError(f"The contract in {folder} cannot be used: {error}.") from error

    def check(self, topic: str, payload: bytes) -> Mapping[str, Any]:
        """The message, read and checked against channel, envelope and schema of its data.

        Raises ContractError with code `topic`, `too_large`, `json`, `type`, `unsupported` or
        `schema`.
        """
        channel = next((each for each in self.channels if each.pattern.fullmatch(topic)), None)
        if channel is None:
            raise ContractError("topic")
        if len(payload) > channel.max_bytes:
            raise ContractError("too_large")
        message = _object(payload)
        kind = message.get("type")
        if not isinstance(kind, str) or kind not in channel.types:
            raise ContractError("type")
        self._validate(kind, message)
        return message

    def _validate(self, kind: str, message: Mapping[str, Any]) -> None:
        name = f"{kind}.v{message.get('ver', 1)}"
        validate = self._schemas.get(name)
        if validate is None or message.get("v", 1) != 1:
            raise ContractError("unsupported")
        try:
            if kind in self._enveloped:
                self._schemas["envelope.v1"](message)
                validate(message["data"])
            else:
                validate(message)
        except InvalidError as error:
            raise ContractError(f"schema: {error}") from error


def _channel(raw: Mapping[str, Any]) -> Channel:
    levels = [
        _LEVEL if re.fullmatch(r"\{.+\}", part) else re.escape(part)
        for part in raw["address"].split("/")
    ]
    return Channel(re.compile("/".join(levels)), frozenset(raw["messages"]), raw["x-max-bytes"])


def _object(payload: bytes) -> dict[str, Any]:
    try:
        return parse_object(payload)
    except ValueError as error:
        raise ContractError("json") from error
