"""The contract's files as anybody may read them: plain JSON, no code of the product."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "contract"
DEVICE = "hu-1"


def read(path: str) -> Any:
    return json.loads((FOLDER / path).read_text("utf-8"))


def channels() -> dict[str, dict[str, Any]]:
    """Channels by name, references followed; not the nameless one that answers are sent to."""
    found = {}
    for name, reference in read("asyncapi.json")["channels"].items():
        path, _, pointer = reference["$ref"].partition("#/")
        channel = read(path)[pointer]
        if channel["address"] is not None:
            found[name] = channel
    return found


def is_up(channel: dict[str, Any]) -> bool:
    return "x-basis" in channel


def merged(target: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def valid() -> Iterator[tuple[str, Any]]:
    """Every example: file name without suffix, and body."""
    for path in sorted((FOLDER / "examples").glob("*.json")):
        if path.name != "signing.json":
            yield path.name.removesuffix(".json"), json.loads(path.read_text("utf-8"))


def invalid() -> Iterator[tuple[str, str, Any]]:
    """Every counter-example: `<type>.v<ver>`, why, and body."""
    for path in sorted((FOLDER / "examples" / "invalid").glob("*.json")):
        name = path.name.removesuffix(".json")
        for case in json.loads(path.read_text("utf-8")):
            yield name, case["why"], merged(read(f"examples/{name}.json"), case["patch"])


def kind_of(name: str) -> str:
    """The type in the name of an example."""
    return name.partition(".v1")[0]


def topic_for(kind: str, *, up: bool) -> str | None:
    """A topic that may carry *kind* in that direction."""
    for channel in channels().values():
        if kind in channel["messages"] and is_up(channel) is up:
            levels = channel["address"].replace("{device}", DEVICE).split("/")
            fill = {"{purpose}": "P3", "{nonce}": "0123456789ABCDEFGHJKMNPQRS"}
            return "/".join(
                fill.get(each, "demo") if each.startswith("{") else each for each in levels
            )
    return None
