"""Reads scenario files; every fault is one sentence with file, line and key."""

import json
import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.core.toml_lines import LocatedTable, load_located
from app.emulator.scenario.model import Scenario
from app.emulator.scenario.schema import FormError, ScenarioSchema

_TOML_PLACE = re.compile(r" \(at line (\d+), column \d+\)")


def load_schema(path: Path) -> ScenarioSchema:
    """The published schema."""
    return ScenarioSchema(json.loads(path.read_text("utf-8")))


def load_scenario(path: Path, schema: ScenarioSchema) -> Scenario:
    """The scenario in *path*. HabitacleError says what is wrong, and where."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise HabitacleError(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise HabitacleError(f"{path} is not UTF-8 text.") from error
    return read_scenario(text, path, schema)


def read_scenario(text: str, path: Path, schema: ScenarioSchema) -> Scenario:
    """The scenario of *text*; *path* is where errors say it stands."""
    try:
        document = load_located(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, str(error)) from error
    plain = _plain(document)
    try:
        schema.check(plain)
    except FormError as error:
        raise form_fault(path, document, error) from None
    return Scenario(path, plain, step_lines(document))


def step_lines(document: LocatedTable) -> tuple[int | None, ...]:
    """The line of each step; None for steps that are not written as `[[step]]`."""
    steps = document.get("step", [])
    return tuple(each.line if isinstance(each, LocatedTable) else None for each in steps)


def form_fault(path: Path, document: LocatedTable, error: FormError) -> HabitacleError:
    """The sentence for *error* in the file at *path*."""
    line = _line(document, error.where)
    return HabitacleError(f"{place(path, line)}: {key_of(error.where)}{error.text}.")


def place(path: Path, line: int | None) -> str:
    """`FILE:LINE`, or the file alone."""
    return str(path) if line is None else f"{path}:{line}"


def key_of(where: Sequence[str | int]) -> str:
    """`step 3, tap.role ` for an error's way from the top; "" for the top itself."""
    words = list(where)
    head = ""
    if len(words) > 1 and isinstance(words[1], int):
        head = f"{words[0]} {words[1] + 1}" + (", " if len(words) > 2 else " ")  # noqa: PLR2004
        words = words[2:]
    tail = ".".join(str(w) if isinstance(w, str) else f"{w + 1}" for w in words)
    return f"{head}{tail} " if tail else head


def _line(document: LocatedTable, where: Sequence[str | int]) -> int | None:
    """The line of the deepest part of *where* whose line is known."""
    node: Any = document
    line: int | None = None
    for step in where:
        if isinstance(node, LocatedTable):
            line = node.keys_at.get(str(step), line)
        node = node[step]
        if isinstance(node, LocatedTable):
            line = node.line or line
    return line


def _plain(node: Any) -> Any:
    """Moments that TOML knows become texts again, as the schema has them."""
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if isinstance(node, (datetime, date)):
        return node.isoformat().replace("+00:00", "Z")
    return node


def _not_toml(path: Path, text: str) -> HabitacleError:
    found = _TOML_PLACE.search(text)
    reason = _TOML_PLACE.sub("", text)
    line = int(found[1]) if found else None
    return HabitacleError(f"{place(path, line)}: not TOML: {reason[:1].lower()}{reason[1:]}.")
