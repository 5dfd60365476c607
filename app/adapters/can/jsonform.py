"""Frozen dataclasses to JSON values and back, by their annotations."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_json(value: Any) -> Any:
    """JSON form: dataclasses become lists of their members, mappings lists of pairs."""
    if is_dataclass(value):
        return [to_json(getattr(value, item.name)) for item in fields(value)]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return [[to_json(k), to_json(v)] for k, v in value.items()]
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    return value


def from_json(kind: Any, value: Any) -> Any:
    """The value of type *kind* that `to_json` wrote; ValueError or TypeError if it is not one."""
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if origin in {Union, types.UnionType}:
        return _union_reader(args)
    if origin is tuple:
        return _tuple_reader(args)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, item = (_reader(arg) for arg in args)
        return lambda value: {key(k): item(v) for k, v in value}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _scalar_reader(kind)


def _dataclass_reader(kind: Any) -> Any:
    hints = get_type_hints(kind)
    readers = [_reader(hints[item.name]) for item in fields(kind)]

    def read(value: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(readers):
            raise ValueError(f"not a {kind.__name__}")
        return kind(*[reader(item) for reader, item in zip(readers, value, strict=True)])

    return read


def _union_reader(args: tuple[Any, ...]) -> Any:
    structured = [a for a in args if is_dataclass(a) or get_origin(a) is not None]
    if not structured:
        return lambda value: value
    reader = _reader(structured[0])
    return lambda value: reader(value) if isinstance(value, list) else value


def _tuple_reader(args: tuple[Any, ...]) -> Any:
    if len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004  tuple[X, ...]
        item = _reader(args[0])
        return lambda value: tuple(item(part) for part in value)
    readers = [_reader(arg) for arg in args]
    return lambda value: tuple(r(part) for r, part in zip(readers, value, strict=True))


def _scalar_reader(kind: Any) -> Any:
    allowed = (int, float) if kind is float else kind

    def read(value: Any) -> Any:
        if not isinstance(value, allowed):
            raise TypeError(f"not a {kind.__name__}")
        return value

    return read
