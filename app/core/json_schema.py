"""A strict validator for the part of JSON Schema 2020-12 that the contract uses.

Schemas are compiled once into closures. A keyword outside the part is an error of the schema,
so that nothing the contract says goes unchecked. Stricter than the standard in one point: an
integer has no fraction and no exponent, `1.0` is none. Bool is not an integer, and numbers never
equal bools.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Check = Callable[[Any, str], None]
Validate = Callable[[Any], None]

_ANNOTATIONS = frozenset({"$schema", "$id", "title", "description", "examples"})
_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
}


class SchemaError(ValueError):
    """The schema itself uses a keyword or form this validator does not know."""


class InvalidError(ValueError):
    """The value does not fit; the text names the place and the keyword, never the value."""


def compile_schema(schema: Mapping[str, Any]) -> Validate:
    """A function that raises InvalidError for values that do not fit *schema*."""
    check = _compile(schema)
    return lambda value: check(value, "$")


def _compile(schema: Mapping[str, Any]) -> Check:
    checks: list[Check] = []
    for keyword, argument in schema.items():
        if keyword in _ANNOTATIONS or keyword.startswith("x-"):
            continue
        if keyword == "additionalProperties":
            checks.append(_additional(argument, frozenset(schema.get("properties", ()))))
        elif keyword in _KEYWORDS:
            checks.append(_KEYWORDS[keyword](argument))
        else:
            raise SchemaError(f"keyword '{keyword}' is not supported")
    if len(checks) == 1:
        return checks[0]

    def check(value: Any, where: str) -> None:
        for each in checks:
            each(value, where)

    return check


def _require(fits: Callable[[Any], bool], keyword: str) -> Check:
    def check(value: Any, where: str) -> None:
        if not fits(value):
            raise InvalidError(f"{where}: {keyword}")

    return check


def _type(names: str | Sequence[str]) -> Check:
    if isinstance(names, str):
        return _require(_TYPES[names], "type")
    tests = [_TYPES[name] for name in names]
    return _require(lambda v: any(test(v) for test in tests), "type")


def _same(a: Any, b: Any) -> bool:
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)


def _const(wanted: Any) -> Check:
    return _require(lambda v: _same(v, wanted), "const")


def _enum(wanted: Sequence[Any]) -> Check:
    return _require(lambda v: any(_same(v, each) for each in wanted), "enum")


def _pattern(pattern: str) -> Check:
    # `$` of the standard is the end of the text, not also the place before a last line break.
    search = re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), re.ASCII).search
    return _require(lambda v: not isinstance(v, str) or search(v) is not None, "pattern")


def _bound(kind: str, keyword: str) -> Callable[[Any], Check]:
    fits_kind = _TYPES[kind]
    lowest = keyword.startswith("min")

    def build(limit: Any) -> Check:
        def fits(value: Any) -> bool:
            if not fits_kind(value):
                return True
            size = value if kind == "number" else len(value)
            return bool(size >= limit if lowest else size <= limit)

        return _require(fits, keyword)

    return build


def _required(names: Sequence[str]) -> Check:
    wanted = frozenset(names)
    return _require(lambda v: not isinstance(v, dict) or wanted <= v.keys(), "required")


def _properties(schemas: Mapping[str, Any]) -> Check:
    checks = {name: _compile(schema) for name, schema in schemas.items()}

    def check(value: Any, where: str) -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                if name in checks:
                    checks[name](item, f"{where}.{name}")

    return check


def _additional(schema: Any, named: frozenset[str]) -> Check:
    """`false` refuses every property that is not *named*; a schema judges it."""
    if schema is False:
        return _require(lambda v: not isinstance(v, dict) or v.keys() <= named, "additional")
    if not isinstance(schema, Mapping):
        raise SchemaError("'additionalProperties' is false or a schema")
    judge = _compile(schema)

    def check(value: Any, where: str) -> None:
        if isinstance(value, dict):
            for name in value.keys() - named:
                judge(value[name], f"{where}.*")

    return check


def _property_names(schema: Mapping[str, Any]) -> Check:
    judge = _compile(schema)

    def check(value: Any, where: str) -> None:
        if isinstance(value, dict):
            for name in value:
                judge(name, f"{where}.*")

    return check


def _items(schema: Mapping[str, Any]) -> Check:
    each = _compile(schema)

    def check(value: Any, where: str) -> None:
        if isinstance(value, list):
            for index, item in enumerate(value):
                each(item, f"{where}[{index}]")

    return check


def _any_of(schemas: Sequence[Mapping[str, Any]]) -> Check:
    checks = [_compile(schema) for schema in schemas]

    def fits_one(value: Any) -> bool:
        for each in checks:
            try:
                each(value, "$")
            except InvalidError:
                continue
            return True
        return False

    return _require(fits_one, "anyOf")


_KEYWORDS: Mapping[str, Callable[[Any], Check]] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "required": _required,
    "properties": _properties,
    "propertyNames": _property_names,
    "items": _items,
    "anyOf": _any_of,
    "minLength": _bound("string", "minLength"),
    "maxLength": _bound("string", "maxLength"),
    "minItems": _bound("array", "minItems"),
    "maxItems": _bound("array", "maxItems"),
    "minProperties": _bound("object", "minProperties"),
    "maxProperties": _bound("object", "maxProperties"),
    "minimum": _bound("number", "minimum"),
    "maximum": _bound("number", "maximum"),
}
