"""Messages of data files: which texts of `assets` are translated, declared in one place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.i18n.po import Entry, Key


@dataclass(frozen=True, slots=True)
class DataText:
    """Texts of one kind in the JSON files that match the glob `files` below the project.

    `places` are paths of keys joined by dots, `*` for any key; `comments` are for translators,
    limits included (`max 24`). The product shows the texts with `tr_data(context, text)`.
    """

    files: str
    places: tuple[str, ...]
    context: str
    comments: tuple[str, ...]


DATA_TEXTS = (
    DataText(
        "assets/dtc/*.json",
        ("codes.*.title", "makes.*.*.title", "other.title", "structure.*.*.title"),
        "Dtc",
        ("Title of a fault of the car. Up to 60 characters.", "max 60"),
    ),
    DataText(
        "assets/dtc/*.json",
        ("advice.*",),
        "Dtc",
        ("What to do about a fault of the car. Up to 120 characters.", "max 120"),
    ),
    DataText(
        "assets/sync/words.json",
        ("conditions.*.title", "holds.*.title", "refusals.*.title"),
        "Sync",
        ("Title of a state of the link to the online service. Up to 45 characters.", "max 45"),
    ),
    DataText(
        "assets/sync/words.json",
        ("conditions.*.effect", "conditions.*.advice", "holds.*.advice", "refusals.*.advice"),
        "Sync",
        ("A state of the link to the online service, or what to do about it.", "max 120"),
    ),
)


def data_messages(root: Path, declared: tuple[DataText, ...] = DATA_TEXTS) -> list[Entry]:
    """The messages *declared* finds below *root*; a place that a file lacks has none.

    Raises HabitacleError for a file that is not JSON, and for a place that holds no text.
    """
    return [
        Entry(
            Key(f"{kind.context}|", text),
            forms=("",),
            comments=kind.comments,
            locations=(path.relative_to(root).as_posix(),),
        )
        for kind in declared
        for path in sorted(root.glob(kind.files))
        for place in kind.places
        for text in _texts(path, place)
    ]


def _texts(path: Path, place: str) -> Iterator[str]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise HabitacleError(f"{path} cannot be read as JSON: {error}.") from error
    for text in _at(data, place.split(".")):
        if not isinstance(text, str) or not text:
            raise HabitacleError(f"{path}: {place} holds {text!r}, which is no text.")
        yield text


def _at(node: Any, steps: list[str]) -> Iterator[Any]:
    if not steps:
        yield node
    elif isinstance(node, dict):
        first, *rest = steps
        for key in node if first == "*" else (first,):
            if key in node:
                yield from _at(node[key], rest)
