"""The contract as a page for people: every topic, message, field and limit."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

Schema = Mapping[str, Any]
_HEAD = """\
# The car link, version {version}

Made from `asyncapi.json`, `channels/` and `schemas/` by `python -m app.main.contract_doc`.

{description}

| file | is |
|---|---|
| `asyncapi.json`, `channels/` | AsyncAPI 3.0: topics, messages, sizes, purposes |
| `schemas/<type>.v<ver>.json` | JSON Schema 2020-12 of `data`, or of the whole body |
| `examples/<type>.v<ver>.json` | one valid message each |
| `examples/invalid/<type>.v<ver>.json` | what makes it invalid: JSON merge patches (RFC 7396) |
| `examples/signing.json` | test vector of a signature |
| `topics.json` | the car's own table of what may leave, made from the same files |

The smallest backend subscribes to `$share/<group>/v1/+/up/#`, ignores what it does not know,
stores what has a receipt, and publishes `{{"ids":["<id>"]}}` to `v1/<device>/down/receipt`.
"""


def reference(files: Mapping[str, Any]) -> str:
    """The page, Markdown, for the files of the contract."""
    document = files["asyncapi.json"]
    info = document["info"]
    parts = [_HEAD.format(version=info["version"], description=info["description"])]
    for up, title in ((True, "From the car"), (False, "To the car")):
        parts.append(f"\n## {title}\n")
        for pointer in document["channels"].values():
            path, _, name = pointer["$ref"].partition("#/")
            channel = files[path][name]
            if channel["address"] is not None and ("x-basis" in channel) is up:
                parts += _channel(channel, files)
    parts.append("\n## Answers and bundles\n")
    for message in document["components"]["messages"].values():
        parts += _message(message, files)
    parts.append("\n## Envelopes\n")
    for path, schema in files.items():
        if PurePosixPath(path).name.startswith("envelope."):
            parts += [f"\n#### {schema['$id']}\n", f"{schema['title']}.\n", *_table(schema)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)) + "\n"


def _channel(channel: Schema, files: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n### `{channel['address']}`\n"
    if "x-basis" in channel:
        yield (
            f"Purpose {channel['x-purpose']}, recipient {channel['x-recipient']}, "
            f"basis {channel['x-basis']}, precision {channel['x-precision']}"
            f"{', retained' if channel.get('x-retain') else ''}.\n"
        )
    for message in channel["messages"].values():
        yield from _message(message, files)


def _message(message: Schema, files: Mapping[str, Any]) -> Iterator[str]:
    schema = message["payload"]["schema"]
    wrapper = ""
    if "allOf" in schema:
        wrapper = f" Wrapped in `{PurePosixPath(schema['allOf'][0]['$ref']).stem}`."
        schema = schema["allOf"][1]["properties"]["data"]
    body = files[f"schemas/{PurePosixPath(schema['$ref']).name}"]
    yield f"\n#### {message['name']}\n"
    yield f"{body['title']}.{wrapper}\n"
    facts = list(_facts(message))
    if facts:
        yield f"{', '.join(facts)}.\n"
    yield from _table(body)


def _facts(message: Schema) -> Iterator[str]:
    if message.get("x-prio") is not None:
        yield f"Priority {message['x-prio']}"
    if "x-expiry-s" in message:
        life = message["x-expiry-s"]
        note = message.get("x-expiry-note")
        yield ("lives until confirmed" if life is None else f"lives {life} s") + (
            f" ({note})" if note else ""
        )
    if "x-max-bytes" in message:
        yield f"at most {message['x-max-bytes']} B"
    words = {"x-acting": "acts: signed", "x-receipt": "has a receipt", "x-coalesce": "newest only"}
    yield from (text for key, text in words.items() if message.get(key))
    if "x-answer" in message:
        yield f"answered by `{message['x-answer']}`"


def _table(schema: Schema) -> Iterator[str]:
    rows = list(_rows(schema, ""))
    if rows:
        yield "| field | type | | what |"
        yield "|---|---|---|---|"
        yield from rows


def _rows(schema: Schema, path: str) -> Iterator[str]:
    for name, item in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        must = "required" if name in schema.get("required", ()) else ""
        what = " ".join(filter(None, [item.get("description", ""), _limits(item)]))
        yield f"| `{here}` | {_type(item)} | {must} | {what} |"
        inner, suffix = (item["items"], "[]") if "items" in item else (item, "")
        yield from _rows(inner, here + suffix)


def _type(schema: Schema) -> str:
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " ".join(f"`{json.dumps(value, ensure_ascii=False)}`" for value in schema["enum"])
    types = schema.get("type", "any")
    text = types if isinstance(types, str) else " or ".join(types)
    return f"{text} of {_type(schema['items'])}" if "items" in schema else text


def _limits(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    limits = [f"{low} to {high}"] if low is not None and high is not None else []
    low, high = schema.get("minLength"), schema.get("maxLength")
    if high is not None:
        limits.append(f"{low or 0} to {high} characters")
    low, high = schema.get("minItems"), schema.get("maxItems")
    if high is not None:
        limits.append(f"{low or 0} to {high} items")
    if "pattern" in schema:
        limits.append("`" + schema["pattern"].replace("|", "\\|") + "`")
    return f"({'; '.join(limits)})" if limits else ""
