"""The published schema of scenario files, and what it says of a faulty one in plain words."""

import re
from collections.abc import Mapping
from typing import Any

from app.core.json_schema import InvalidError, compile_schema

_STEPS = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_ARTICLES = {
    "string": "a text in quotes",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list in [ ]",
    "object": "a table in { }",
}
_LIMITS = {
    "minimum": "must be at least",
    "maximum": "must be at most",
    "minLength": "must have at least so many characters:",
    "maxLength": "must have at most so many characters:",
    "minItems": "must have at least so many entries:",
}
Schema = Mapping[str, Any]


class FormError(ValueError):
    """`where` leads to the fault from the top: keys and indices; `text` says what is wrong."""

    def __init__(self, where: tuple[str | int, ...], text: str) -> None:
        super().__init__(text)
        self.where = where
        self.text = text


class ScenarioSchema:
    """Judges documents by the schema file's content *schema*."""

    def __init__(self, schema: Schema) -> None:
        self._schema: Schema = _resolved(schema, schema.get("$defs", {}))
        self._validate = compile_schema(self._schema)

    def check(self, document: Mapping[str, Any]) -> None:
        """FormError for the first fault."""
        try:
            self._validate(document)
        except InvalidError as error:
            raise _explained(self._schema, document, str(error), ()) from None

    @property
    def verbs(self) -> tuple[str, ...]:
        """The words a step may begin with."""
        return tuple(self._schema["properties"]["step"]["items"]["properties"])


def _resolved(node: Any, definitions: Schema) -> Any:
    """*node* with every `$ref` to a definition written out; words beside a `$ref` win."""
    if isinstance(node, list):
        return [_resolved(each, definitions) for each in node]
    if not isinstance(node, Mapping):
        return node
    target = node.get("$ref")
    own = {k: _resolved(v, definitions) for k, v in node.items() if k not in {"$ref", "$defs"}}
    if target is None:
        return own
    return {**_resolved(definitions[target.removeprefix("#/$defs/")], definitions), **own}


def _explained(schema: Schema, value: Any, error: str, above: tuple[str | int, ...]) -> FormError:
    place, _, keyword = error.rpartition(": ")
    where: tuple[str | int, ...] = ()
    for name, index in _STEPS.findall(place):
        step: str | int = name or int(index)
        if step == "*":
            break
        value = value[step]
        schema = _below(schema, step)
        where = (*where, step)
    where = (*above, *where)
    if keyword == "anyOf":
        return _of_branches(schema, value, where)
    return FormError(where, _sentence(schema, value, keyword))


def _below(schema: Schema, step: str | int) -> Schema:
    if isinstance(step, int):
        return dict(schema["items"])
    return dict(schema.get("properties", {}).get(step) or schema["additionalProperties"])


def _of_branches(schema: Schema, value: Any, where: tuple[str | int, ...]) -> FormError:
    """The fault by the branch that was meant: a table by the one that takes tables."""
    branches: list[Schema] = schema["anyOf"]
    for branch in branches:
        if isinstance(value, dict) and branch.get("type") == "object":
            try:
                compile_schema(branch)(value)
            except InvalidError as error:
                return _explained(branch, value, str(error), where)
    words = [word for branch in branches for word in branch.get("enum", ())]
    tables = [b for b in branches if b.get("type") == "object"]
    also = f", or a table with {', '.join(tables[0]['properties'])}" if tables else ""
    return FormError(where, f"must be one of {', '.join(words)}{also}, not {_shown(value)}")


def _sentence(schema: Schema, value: Any, keyword: str) -> str:
    limit = schema.get(keyword)
    known = schema.get("properties", {})
    if keyword == "additional":
        surplus = next(key for key in value if key not in known)
        text = f"'{surplus}' is not known; allowed: {', '.join(known)}"
    elif keyword == "required":
        missing = next(name for name in schema["required"] if name not in value)
        text = f"'{missing}' is missing"
    elif keyword == "type":
        names = [limit] if isinstance(limit, str) else limit
        text = f"must be {' or '.join(_ARTICLES[n] for n in names or ())}, not {_shown(value)}"
    elif keyword == "enum":
        text = f"must be one of {', '.join(map(str, limit or ()))}, not {_shown(value)}"
    elif keyword == "pattern":
        hint = schema.get("description", "another form is needed").rstrip(".")
        text = f"{_shown(value)} is not understood: {hint[0].lower()}{hint[1:]}"
    elif keyword in {"minProperties", "maxProperties"}:
        text = f"must have {_amount(schema)} of {', '.join(known)}"
    else:
        text = f"{_LIMITS.get(keyword, keyword)} {limit}, not {_shown(value)}"
    return text


def _amount(schema: Schema) -> str:
    if schema.get("maxProperties") == schema.get("minProperties"):
        return "exactly one"
    return f"at least {schema['minProperties']}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return f"'{value}'" if isinstance(value, str) else str(value).lower()
