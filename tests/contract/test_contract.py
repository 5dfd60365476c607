"""The published contract is complete, agrees with itself, with the code and with the standard."""

import ast
import base64
import hashlib
import importlib
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jsonschema import Draft202012Validator

from app.core.canonical import canonical_json
from app.core.errors import HabitacleError
from app.core.json_schema import InvalidError, compile_schema
from app.features.sync.contract_files import contract_files, load_contract
from app.features.sync.domain.contract import parse_contract
from app.features.sync.domain.contract_parts import Direction
from app.features.sync.domain.downlink import signed_bytes
from app.features.sync.domain.reading import ContractError, bundle_rows, read_message
from app.main import contract_doc
from app.main.paths import ROOT
from tests.contract.files import (
    FOLDER,
    channels,
    invalid,
    is_up,
    kind_of,
    read,
    topic_for,
    valid,
)
from tests.contract.table import Row, rows

CONTRACT = load_contract(FOLDER)
DOCUMENT = read("asyncapi.json")


def encoded(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def judge(name: str, body: Any) -> None:
    """As the product does: a message by its topic, an answer by its schema."""
    kind = kind_of(name)
    if kind.startswith("answer."):
        compile_schema(read(f"schemas/{kind}.v1.json"))(body)
        return
    if kind == "bundle":
        found = read_message(CONTRACT, "v1/hu-1/up/maintenance/demo", encoded(body))
        assert all(not isinstance(verdict, ContractError) for _, verdict in bundle_rows(found))
        return
    topic = topic_for(kind, up=not name.endswith(".down"))
    topic = topic or topic_for(kind, up=False)
    assert topic is not None
    assert read_message(CONTRACT, topic, encoded(body)).kind == kind


def standard_errors(name: str, body: Any) -> list[str]:
    """As the standard's reference implementation does, envelope and data together."""
    kind = kind_of(name)
    found = Draft202012Validator(read(f"schemas/{kind}.v1.json"))
    for channel in channels().values():
        message = channel["messages"].get(kind)
        if message is not None and is_up(channel) is not name.endswith(".down"):
            break
    else:
        message = next(
            (c["messages"][kind] for c in channels().values() if kind in c["messages"]), {}
        )
    schema = message.get("payload", {}).get("schema", {})
    if "allOf" not in schema:
        return [error.message for error in found.iter_errors(body)]
    envelope = read(schema["allOf"][0]["$ref"].removeprefix("../"))
    errors = list(Draft202012Validator(envelope).iter_errors(body))
    errors += found.iter_errors(body.get("data"))
    return [error.message for error in errors]


@pytest.mark.parametrize(("name", "body"), list(valid()), ids=lambda value: str(value)[:40])
def test_each_example_is_valid_here_and_by_the_standard(name: str, body: Any) -> None:
    judge(name, body)
    assert standard_errors(name, body) == []


@pytest.mark.parametrize(
    ("name", "why", "body"), list(invalid()), ids=lambda value: str(value)[:40]
)
def test_each_counter_example_is_invalid_in_both(name: str, why: str, body: Any) -> None:
    with pytest.raises((ContractError, InvalidError)):
        judge(name, body)
    assert standard_errors(name, body), why


def test_every_schema_is_one_and_has_an_example_and_a_counter_example() -> None:
    names = {path.name.removesuffix(".json") for path in (FOLDER / "schemas").glob("*.json")}
    for name in names:
        schema = read(f"schemas/{name}.json")
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == name
        assert schema["title"]
    bodies = {name for name in names if not name.startswith("envelope.")}
    assert bodies == {f"{kind_of(name)}.v1" for name, _ in valid()}
    assert bodies == {name for name, _, _ in invalid()}


@pytest.mark.parametrize("up", [True, False], ids=["up", "down"])
def test_the_contract_has_each_message_of_the_specification_and_no_other(up: bool) -> None:
    found = {}
    for channel in channels().values():
        if is_up(channel) is up:
            topic = channel["address"].removeprefix("v1/{device}/")
            for kind, message in channel["messages"].items():
                found[topic, kind] = Row(
                    topic,
                    channel["x-purpose"],
                    message["x-prio"],
                    message["x-expiry-s"],
                    message["x-max-bytes"],
                    message["x-acting"],
                    message["x-coalesce"],
                )
    assert found == rows(up=up)


def test_what_acts_is_closed_and_has_no_fractions() -> None:
    def walk(schema: Any) -> Iterator[dict[str, Any]]:
        if isinstance(schema, dict):
            yield schema
            for value in schema.values():
                yield from walk(value)
        elif isinstance(schema, list):
            for value in schema:
                yield from walk(value)

    acting = [
        kind
        for channel in channels().values()
        for kind, message in channel["messages"].items()
        if message["x-acting"]
    ]
    assert len(acting) >= 13
    for kind in acting:
        for schema in walk(read(f"schemas/{kind}.v1.json")):
            assert schema.get("type") != "number", kind
            if schema.get("type") == "object":
                assert schema["additionalProperties"] is False, kind


def test_every_text_number_and_list_is_bounded() -> None:
    def walk(schema: Any, where: str) -> None:
        if isinstance(schema, list):
            for item in schema:
                walk(item, where)
        if not isinstance(schema, dict):
            return
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if "string" in kinds:
            assert "maxLength" in schema or schema.get("pattern", "").endswith("$"), where
        if "integer" in kinds or "number" in kinds:
            assert {"minimum", "maximum"} <= schema.keys(), where
        if "array" in kinds:
            assert "maxItems" in schema, where
        for key, value in schema.items():
            walk(value, f"{where}.{key}")

    for path in (FOLDER / "schemas").glob("*.json"):
        walk(json.loads(path.read_text("utf-8")), path.name)


def test_each_reference_leads_somewhere() -> None:
    found = 0

    def follow(reference: str, at: Path) -> None:
        path, _, pointer = reference.partition("#/")
        target: Any = json.loads(((at.parent / path) if path else at).read_text("utf-8"))
        if path == "" and pointer.startswith("channels/"):
            target = {"channels": {**channels(), "reply": read("channels/link.json")["reply"]}}
        for part in pointer.split("/") if pointer else ():
            target = target[part]

    def walk(node: Any, at: Path) -> None:
        nonlocal found
        for key, value in node.items() if isinstance(node, dict) else ():
            if key == "$ref":
                if not value.startswith("#/servers"):
                    follow(value, at)
                found += 1
            else:
                walk(value, at)
        for item in node if isinstance(node, list) else ():
            walk(item, at)

    for path in [FOLDER / "asyncapi.json", *(FOLDER / "channels").glob("*.json")]:
        walk(json.loads(path.read_text("utf-8")), path)
    assert found > 200


def test_each_channel_has_an_operation_with_quality_of_service_1() -> None:
    operated = set()
    for operation in DOCUMENT["operations"].values():
        name = operation["channel"]["$ref"].removeprefix("#/channels/")
        operated.add(name)
        assert (operation["action"] == "send") is is_up(channels()[name])
        if "mqtt" in operation["bindings"]:
            assert operation["bindings"]["mqtt"]["qos"] == 1
    assert operated == channels().keys()
    assert DOCUMENT["operations"]["sendState"]["bindings"]["mqtt"] == {
        "qos": 1,
        "retain": True,
        "messageExpiryInterval": 604800,
    }


def test_a_topic_is_short_and_names_one_purpose() -> None:
    addresses = [channel["address"] for channel in channels().values()]
    assert len(addresses) == len(set(addresses))
    assert all(address.count("/") <= 7 for address in addresses)
    requests = [
        message
        for channel in channels().values()
        for message in channel["messages"].values()
        if "x-answer" in message
    ]
    assert len(requests) >= 9
    for message in requests:
        assert message["x-answer"] in DOCUMENT["components"]["messages"]
        assert CONTRACT.answer(message["name"]) is not None


def test_what_is_made_from_the_contract_is_up_to_date() -> None:
    assert contract_doc.stale(FOLDER) == []


def test_the_version_is_the_newest_of_the_changes() -> None:
    heads = re.findall(r"^## (\S+)", (FOLDER / "CHANGES.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] == DOCUMENT["info"]["version"] == CONTRACT.version


def test_every_type_the_code_sends_is_in_the_contract() -> None:
    sent = set()
    for path in (ROOT / "app" / "features").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8")))
                 if isinstance(node, ast.Call)
                 and getattr(node.func, "id", "") in {"Outgoing", "Dispatch"}]  # fmt: skip
        for call in calls:
            named = {keyword.arg: keyword.value for keyword in call.keywords}
            value = named.get("type", call.args[1] if len(call.args) > 1 else None)
            if isinstance(value, ast.Name):
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                sent.add(getattr(importlib.import_module(module), value.id, None))
            elif isinstance(value, ast.Constant):
                sent.add(value.value)
    assert {"maintenance.record", "consent.withdrawn", "state"} <= sent
    assert sent - {None} <= CONTRACT.types(Direction.UP)


def test_the_signature_of_the_example_can_be_made_anew() -> None:
    vector = read("examples/signing.json")
    message = read(f"examples/{vector['example']}")
    body = canonical_json({key: value for key, value in message.items() if key != "sig"})
    assert hashlib.sha256(body).hexdigest() == vector["body_sha256"]
    signed = signed_bytes(message["type"], message)
    assert hashlib.sha256(signed).hexdigest() == vector["signed_sha256"]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["private_seed"]))
    made = base64.urlsafe_b64encode(key.sign(signed)).decode().rstrip("=")
    assert made == vector["sig"] == message["sig"]


def test_small_messages_are_checked_fast_enough() -> None:
    """At least 5,000 a second; the processor time of the best of five runs."""
    payload = encoded(read("examples/maintenance.record.v1.json"))
    topic = "v1/hu-1/up/maintenance/demo"
    best = min(_seconds(lambda: read_message(CONTRACT, topic, payload), 400) for _ in range(5))
    assert 400 / best >= 5_000


def _seconds(work: Callable[[], object], times: int) -> float:
    begun = time.process_time()
    for _ in range(times):
        work()
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda files: files.pop("schemas/hello.v1.json"), "cannot be used"),
        (lambda files: files["schemas/hello.v1.json"].update(not_a_keyword=1), "not_a_keyword"),
        (lambda files: files["channels/link.json"].pop("hello"), "cannot be used"),
        (lambda files: files["asyncapi.json"].pop("info"), "info"),
    ],
)
def test_a_broken_contract_is_named(change: Callable[[Any], None], words: str) -> None:
    files = contract_files(FOLDER)
    change(files)
    with pytest.raises(HabitacleError, match=words):
        parse_contract(files)


def test_a_folder_without_a_contract_is_named(tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match=r"no asyncapi\.json"):
        load_contract(tmp_path)
    (tmp_path / "asyncapi.json").write_text("{")
    with pytest.raises(HabitacleError, match="cannot be read"):
        load_contract(tmp_path)
