"""JSON from outside, read strictly: one object, no repeated key, no NaN or infinity."""

import json
from typing import Any


def parse_object(data: bytes) -> dict[str, Any]:
    """The object in *data*, UTF-8; ValueError for anything else, however deep or odd."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  one error for all bad input
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f"repeated key {key!r}")
        result[key] = value
    return result


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
