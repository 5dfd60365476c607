"""Writes a scenario as a person would, in TOML."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def scenario_text(title: str, given: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> str:
    """The file of a scenario; `given.car` becomes a table of its own."""
    lines = [f"title = {toml_value(title)}", ""]
    plain = {key: value for key, value in given.items() if not isinstance(value, Mapping)}
    if plain:
        lines += ["[given]", *_pairs(plain), ""]
    for key, value in given.items():
        if isinstance(value, Mapping) and value:
            lines += [f"[given.{_key(key)}]", *_pairs(value), ""]
    for step in steps:
        lines += ["[[step]]", *_pairs(step), ""]
    return "\n".join(lines)


def toml_value(value: Any) -> str:
    """*value* as TOML on one line: texts, numbers, booleans, lists and tables of them."""
    if isinstance(value, str):
        # A JSON string is a basic string of TOML, but for one control character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_pairs(value))} }}" if value else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(round(value, 6))
    return str(value)


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {toml_value(value)}" for key, value in table.items()]


def _key(name: str) -> str:
    return name if name and set(name) <= _BARE else toml_value(name)
