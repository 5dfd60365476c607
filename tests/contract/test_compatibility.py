"""What was once published is still read, and our validator allows nothing the standard refuses."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.json_schema import InvalidError, compile_schema
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.reading import read_message
from tests.contract.files import FOLDER, kind_of, read, topic_for, valid

jsonschema = pytest.importorskip("jsonschema")
CONTRACT = load_contract(FOLDER)
RELEASED = sorted((Path(__file__).parent / "released").glob("*/*.json"))


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_message_of_every_released_version_is_still_read(path: Path) -> None:
    kind = kind_of(path.stem)
    topic = topic_for(kind, up=True) or topic_for(kind, up=False)
    assert topic is not None
    payload = json.dumps(json.loads(path.read_text("utf-8")), separators=(",", ":")).encode()
    assert read_message(CONTRACT, topic, payload).kind == kind


def test_there_are_released_versions() -> None:
    assert {path.parent.name for path in RELEASED} == {"1.0"}


ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**53, 1.5, -0.5, "", " ", "x", "X" * 300, "a\nb", "ü", "1"),
    *([], [None], [1, "a"], {}, {"x": 1}, {"order_id": "o-1"}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every part of *value*."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


def mutated(rng: random.Random, value: Any) -> Any:
    """*value* with one part replaced, removed or added."""
    copy = json.loads(json.dumps(value))
    path = rng.choice([path for path in places(copy) if path])
    holder = copy
    for step in path[:-1]:
        holder = holder[step]
    action = rng.randrange(3)
    if action == 0:
        del holder[path[-1]]
    elif action == 1 and isinstance(holder, dict):
        holder[rng.choice(["extra", "v", "id", "data"])] = rng.choice(ODD)
    else:
        holder[path[-1]] = rng.choice(ODD)
    return copy


def test_ours_and_the_standard_agree_on_what_is_broken() -> None:
    """Ours may be stricter only about a line break at the end of a text: none is among these."""
    rng = random.Random(2020_12)  # noqa: S311  a seeded choice of mutations
    refused = 0
    for name, body in valid():
        schema = read(f"schemas/{kind_of(name)}.v1.json")
        target = body["data"] if "data" in body and "$id" in schema and "re" not in body else body
        if "data" in schema["properties"]:
            target = body
        ours, standard = compile_schema(schema), jsonschema.Draft202012Validator(schema)
        for _ in range(15):
            broken = mutated(rng, target)
            fits = standard.is_valid(broken)
            refused += not fits
            if fits:
                ours(broken)
            else:
                with pytest.raises(InvalidError):
                    ours(broken)
    assert refused > 300
