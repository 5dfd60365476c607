"""JSON from outside, read strictly: one object, bounded in every direction, nothing ambiguous."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Never

_INT_MAX = 2**53 - 1
_INT_DIGITS = 17
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the text, levels of nesting, number of values, characters of strings and keys."""

    size: int = 262_144
    depth: int = 32
    values: int = 20_000
    string: int = 8_192
    key: int = 128


LIMITS = Limits()
"""What any message may have at most; a topic may allow less."""


class StrictJsonError(ValueError):
    """The text is refused; `reason` is a short code, the error's text says it in words."""

    def __init__(self, reason: str, words: str = "") -> None:
        super().__init__(words or reason.replace("_", " "))
        self.reason = reason


def parse_object(data: bytes, limits: Limits = LIMITS) -> dict[str, Any]:
    """The object in *data*. Integers are within ±(2^53 - 1), floats finite, keys unique.

    StrictJsonError with `too_large`, `empty`, `bom`, `not_utf8`, `too_deep`, `too_many_values`,
    `bad_json`, `duplicate_key`, `long_key`, `non_finite`, `int_range`, `bad_text` (surrogate or
    NUL), `long_text` or `not_object`.
    """
    text = _text(data, limits)
    _scan(text, limits)
    try:
        value = _decoder(limits.key).decode(text)
    except json.JSONDecodeError as error:
        raise StrictJsonError("bad_json") from error
    if not isinstance(value, dict):
        raise StrictJsonError("not_object", "not an object")
    if len(text) > limits.string or "\\u" in text:
        for string in _strings(value):
            _check_string(string, limits)
    return value


@lru_cache(maxsize=16)
def _decoder(key_max: int) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=partial(_unique, key_max),
        parse_constant=_constant,
        parse_float=_finite,
        parse_int=_integer,
    )


def _text(data: bytes, limits: Limits) -> str:
    if len(data) > limits.size:
        raise StrictJsonError("too_large")
    if not data.strip():
        raise StrictJsonError("empty")
    if data.startswith(_BOM):
        raise StrictJsonError("bom")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise StrictJsonError("not_utf8") from error


def _scan(text: str, limits: Limits) -> None:
    """Nesting and number of values, before any parser sees them; most texts need only counting."""
    opened = text.count("{") + text.count("[")
    if opened <= limits.depth and opened + text.count(",") < limits.values:
        return
    bare = _STRING.sub("", text)
    if bare.count("{") + bare.count("[") + bare.count(",") >= limits.values:
        raise StrictJsonError("too_many_values")
    depth = 0
    for bracket in _BRACKET.findall(bare):
        depth += 1 if bracket in "[{" else -1
        if depth > limits.depth:
            raise StrictJsonError("too_deep")


def _unique(key_max: int, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise StrictJsonError("duplicate_key", f"repeated key {_repeated(pairs)!r}")
    if max(map(len, result), default=0) > key_max:
        raise StrictJsonError("long_key")
    return result


def _repeated(pairs: list[tuple[str, Any]]) -> str:
    names = [key for key, _ in pairs]
    return next(key for key in names if names.count(key) > 1)


def _constant(_name: str) -> Never:
    raise StrictJsonError("non_finite")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise StrictJsonError("non_finite")
    return value


def _integer(text: str) -> int:
    if len(text) > _INT_DIGITS or abs(value := int(text)) > _INT_MAX:
        raise StrictJsonError("int_range")
    return value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _check_string(text: str, limits: Limits) -> None:
    if len(text) > limits.string:
        raise StrictJsonError("long_text")
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise StrictJsonError("bad_text")
