"""The gateway's table, made from the contract: what a schema says, said once."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

Schema = Mapping[str, Any]
_DEFAULT_LENGTH = 64
_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number"}
_DIRECT = frozenset({"state", "cmdack", "provisioning.csr"})
"""Published as they are, without being rows of the outbox."""


def topics_table(files: Mapping[str, Any]) -> dict[str, Any]:
    """The content of `topics.json` for the files of the contract."""
    rows = []
    for reference in files["asyncapi.json"]["channels"].values():
        path, _, name = reference["$ref"].partition("#/")
        channel = files[path][name]
        if "x-basis" in channel:
            rows += [_row(channel, kind, files) for kind in channel["messages"]]
    source = "Made from the contract by `python -m app.main.contract_doc`; never edited by hand."
    return {"schema": "topics/1", "source": source, "topics": rows}


def _row(channel: Schema, kind: str, files: Mapping[str, Any]) -> dict[str, Any]:
    message = channel["messages"][kind]
    schema = message["payload"]["schema"]
    wrapped = "allOf" in schema
    reference = schema["allOf"][1]["properties"]["data"] if wrapped else schema
    body = files[f"schemas/{PurePosixPath(reference['$ref']).name}"]
    row = {
        "topic": channel["address"].removeprefix("v1/{device}/"),
        "types": [kind],
        "purpose": channel["x-purpose"],
        "recipient": channel["x-recipient"],
        "basis": channel["x-basis"],
        "precision": channel["x-precision"],
        "max_bytes": message["x-max-bytes"],
    }
    if kind in _DIRECT:
        row["direct"] = True
    return {**row, "fields": dict(_fields(body, "", required=True))}


def _fields(schema: Schema, path: str, *, required: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each leaf of *schema* with its path; *required*: whether all above it must be there."""
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if "object" in types:
        yield from _object(schema, path, required=required and "null" not in types)
        if "null" in types:
            yield path, {"category": None, "kind": "null", "nullable": True}
    elif "array" in types:
        yield from _fields(schema["items"], f"{path}[]", required=False)
    else:
        yield path, _leaf(schema, types, required=required)


def _object(schema: Schema, path: str, *, required: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, item in schema.get("properties", {}).items():
        must = required and name in schema.get("required", ())
        yield from _fields(item, f"{path}.{name}" if path else name, required=must)
    other = schema.get("additionalProperties")
    if isinstance(other, Mapping):
        yield from _fields(other, f"{path}.*", required=False)


def _leaf(schema: Schema, types: list[str], *, required: bool) -> dict[str, Any]:
    values = [schema["const"]] if "const" in schema else schema.get("enum", [])
    kinds = [kind for kind in types if kind != "null"]
    kinds += [_KINDS[type(value)] for value in values if value is not None]
    leaf: dict[str, Any] = {"category": schema.get("x-category"), "kind": kinds[0]}
    if required:
        leaf["required"] = True
    if "null" in types or None in values:
        leaf["nullable"] = True
    length = schema.get("maxLength", _DEFAULT_LENGTH)
    if kinds[0] == "string" and length != _DEFAULT_LENGTH:
        leaf["max_length"] = length
    texts = [value for value in values if isinstance(value, str)]
    if texts:
        leaf["allowed"] = texts
    return leaf
