"""TOML documents whose tables know the lines they stand on, for errors that name them."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_\-.]+)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=")


class LocatedTable(dict[str, Any]):
    """A table, the line of its header, and the lines of its keys."""

    def __init__(self, data: Mapping[str, Any], line: int | None, keys: Mapping[str, int]) -> None:
        super().__init__(data)
        self.line = line
        self.keys_at = keys


def load_located(text: str) -> LocatedTable:
    """*text* as TOML; its tables, also those of arrays, are located. tomllib's errors pass."""
    document = tomllib.loads(text)
    lines, keys = _scan(text)
    seen: dict[str, int] = {}
    top = LocatedTable(document, None, keys.get("", {}))
    for place, line in lines:
        at = seen[place] = seen.get(place, -1) + 1
        value = top.get(place)
        if isinstance(value, dict):
            top[place] = LocatedTable(value, line, keys[f"{place}/0"])
        elif isinstance(value, list) and at < len(value) and isinstance(value[at], dict):
            value[at] = LocatedTable(value[at], line, keys[f"{place}/{at}"])
    return top


def _scan(text: str) -> tuple[list[tuple[str, int]], dict[str, dict[str, int]]]:
    """Headers in order with their lines; lines of keys by table name and number."""
    headers: list[tuple[str, int]] = []
    count: dict[str, int] = {}
    keys: dict[str, dict[str, int]] = {"": {}}
    current = keys[""]
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name = header[2]
            at = count[name] = count.get(name, -1) + 1
            headers.append((name, number))
            current = keys.setdefault(f"{name}/{at}", {})
        elif key := _KEY.match(line):
            current.setdefault(key[1], number)
    return headers, keys
