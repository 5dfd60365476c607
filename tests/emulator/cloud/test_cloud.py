import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.emulator.cloud import Cloud, Contract, ContractError
from app.emulator.cloud.schema import InvalidError, SchemaError, compile_schema
from tests.fakes.mqtt import CONTRACT

RECORD = (CONTRACT / "examples/maintenance.record.v1.json").read_bytes()
RECORD_TOPIC = "v1/hu-1/up/maintenance/garage"
TOPICS = {
    "state": "v1/hu-1/up/state",
    "maintenance.record": RECORD_TOPIC,
    "consent.withdrawn": "v1/hu-1/up/withdraw/P3/garage",
    "receipt": "v1/hu-1/down/receipt",
}


class FakePort:
    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.filters: tuple[str, ...] = ()
        self.deliver: Callable[[str, bytes, bool], None] = lambda *_: None

    def start(self, filters: Sequence[str], on_message: Callable[[str, bytes, bool], None]) -> None:
        self.filters = tuple(filters)
        self.deliver = on_message

    def publish(self, topic: str, payload: bytes, *, expiry_s: int | None = None) -> None:
        assert expiry_s
        Contract(CONTRACT).check(topic, payload)
        self.sent.append((topic, json.loads(payload)))

    def close(self) -> None:
        self.filters = ()


@pytest.fixture
def port() -> FakePort:
    return FakePort()


@pytest.fixture
def cloud(port: FakePort) -> Cloud:
    cloud = Cloud(port, Contract(CONTRACT))
    cloud.start()
    return cloud


def state(name: str, session: int, message_id: str | None = None) -> bytes:
    if name == "offline":
        return json.dumps({"v": 1, "type": "state", "state": name, "session": session}).encode()
    birth = json.loads((CONTRACT / "examples/state.v1.json").read_bytes())
    return json.dumps({**birth, "session": session, "id": message_id or birth["id"]}).encode()


def test_every_schema_has_an_example_that_fits() -> None:
    contract = Contract(CONTRACT)
    seen = set()
    for path in sorted((CONTRACT / "examples").glob("*.json")):
        payload = path.read_bytes()
        kind = json.loads(payload)["type"]
        assert path.name.startswith(f"{kind}.v1")
        assert contract.check(TOPICS[kind], payload)["type"] == kind
        seen.add(f"{kind}.v1")
    schemas = {path.name.removesuffix(".json") for path in (CONTRACT / "schemas").glob("*.json")}
    assert seen == schemas - {"envelope.v1"}


def test_asyncapi_and_the_gateways_table_say_the_same() -> None:
    document = json.loads((CONTRACT / "asyncapi.json").read_text())
    table = json.loads((CONTRACT / "topics.json").read_text())["topics"]
    uplink = {
        channel["address"].removeprefix("v1/{device}/"): channel
        for channel in document["channels"].values()
        if channel["address"].startswith("v1/{device}/up/")
    }
    assert uplink.keys() == {row["topic"] for row in table}
    for row in table:
        channel = uplink[row["topic"]]
        assert sorted(channel["messages"]) == sorted(row["types"])
        assert channel["x-max-bytes"] == row["max_bytes"]
        assert (channel["x-purpose"], channel["x-recipient"]) == (row["purpose"], row["recipient"])


def test_each_reference_of_the_contract_leads_somewhere() -> None:
    document = json.loads((CONTRACT / "asyncapi.json").read_text())
    found = 0

    def walk(node: Any) -> None:
        nonlocal found
        if isinstance(node, list):
            for each in node:
                walk(each)
        if not isinstance(node, dict):
            return
        for key, value in node.items():
            if key != "$ref":
                walk(value)
            elif value.startswith("#/"):
                target = document
                for part in value[2:].split("/"):
                    target = target[part]
                found += 1
            else:
                assert (CONTRACT / value).is_file()
                found += 1

    walk(document)
    assert found >= 8
    assert document["operations"]["sendState"]["bindings"]["mqtt"] == {
        "qos": 1,
        "retain": True,
        "messageExpiryInterval": 604800,
    }


def test_a_message_is_kept_once_and_confirmed_each_time(cloud: Cloud, port: FakePort) -> None:
    for _ in range(3):
        port.deliver(RECORD_TOPIC, RECORD, False)
    (record,) = cloud.received
    assert (record.type, record.device) == ("maintenance.record", "hu-1")
    assert record.topic == RECORD_TOPIC
    assert record.payload == RECORD
    assert record.bytes == len(RECORD)
    assert record.duplicates == 2
    assert [topic for topic, _ in port.sent] == ["v1/hu-1/down/receipt"] * 3
    assert port.sent[0][1]["ids"] == [record.id]


def test_the_same_id_from_another_car_is_another_message(cloud: Cloud, port: FakePort) -> None:
    port.deliver(RECORD_TOPIC, RECORD, False)
    port.deliver(RECORD_TOPIC.replace("hu-1", "hu-2"), RECORD, False)
    assert [each.device for each in cloud.received] == ["hu-1", "hu-2"]


def test_withheld_receipts_come_when_the_backend_is_back(cloud: Cloud, port: FakePort) -> None:
    cloud.withhold_receipts(True)
    port.deliver(RECORD_TOPIC, RECORD, False)
    assert port.sent == []
    assert len(cloud.received) == 1
    cloud.withhold_receipts(False)
    ((topic, body),) = port.sent
    assert topic == "v1/hu-1/down/receipt"
    assert body["ids"] == [cloud.received[0].id]
    port.deliver(RECORD_TOPIC, RECORD, False)
    assert len(port.sent) == 2


def test_states_get_no_receipt_and_the_newest_session_counts(cloud: Cloud, port: FakePort) -> None:
    topic = TOPICS["state"]
    ids = [f"0192f0c8-7a40-7cc3-98c4-dc0c0c0739{n:02x}" for n in range(2)]
    port.deliver(topic, state("online", 5, ids[0]), False)
    assert cloud.states == {"hu-1": "online"}
    port.deliver(topic, state("online", 6, ids[1]), False)
    port.deliver(topic, state("offline", 5), False)
    assert cloud.states == {"hu-1": "online"}
    port.deliver(topic, state("offline", 6), False)
    assert cloud.states == {"hu-1": "offline"}
    assert port.sent == []


BARE = {"v": 1, "ver": 1, "type": "maintenance.record", "id": json.loads(RECORD)["id"]}


def changed(**fields: Any) -> bytes:
    return json.dumps({**json.loads(RECORD), **fields}).encode()


def record_with(**fields: Any) -> bytes:
    return changed(data={**json.loads(RECORD)["data"], **fields})


@pytest.mark.parametrize(
    ("topic", "payload", "code"),
    [
        ("v1/hu-1/up/telemetry", RECORD, "topic"),
        ("v1/hu-1/up/maintenance/garage/x", RECORD, "topic"),
        (RECORD_TOPIC, RECORD + b" " * 16_384, "too_large"),
        (RECORD_TOPIC, b"\xff", "json"),
        (RECORD_TOPIC, b"[]", "json"),
        (RECORD_TOPIC, b'{"v":NaN}', "json"),
        (RECORD_TOPIC, b'{"v":1,"v":1}', "json"),
        (RECORD_TOPIC, b"[" * 10_000, "json"),
        (RECORD_TOPIC, state("offline", 1), "type"),
        (RECORD_TOPIC, changed(type=["maintenance.record"]), "type"),
        (RECORD_TOPIC, changed(ver=2), "unsupported"),
        (RECORD_TOPIC, changed(v=2), "unsupported"),
        (RECORD_TOPIC, changed(seq=0), "schema"),
        (RECORD_TOPIC, changed(seq=True), "schema"),
        (RECORD_TOPIC, changed(boot="17"), "schema"),
        (RECORD_TOPIC, changed(data=[]), "schema"),
        (RECORD_TOPIC, json.dumps({**json.loads(RECORD)["data"], **BARE}).encode(), "schema"),
        (RECORD_TOPIC, record_with(odometer_km=41000.5), "schema"),
        (RECORD_TOPIC, record_with(position="left"), "schema"),
        (RECORD_TOPIC, record_with(value={"kpa": 168}), "schema"),
        (RECORD_TOPIC, record_with(value={"kpa": 168.5, "placard_kpa": 250}), "schema"),
    ],
)
def test_what_the_contract_does_not_allow_is_refused_with_a_code(
    cloud: Cloud, port: FakePort, topic: str, payload: bytes, code: str
) -> None:
    port.deliver(topic, payload, False)
    assert cloud.received == ()
    (refusal,) = cloud.refused
    assert refusal.reason.partition(":")[0] == code
    for _, body in port.sent:
        assert body["ids"] == []
        assert body["rejected"] == [{"id": json.loads(RECORD)["id"], "code": code}]


def test_unknown_fields_are_ignored_and_unknowns_are_null() -> None:
    contract = Contract(CONTRACT)
    payload = record_with(odometer_km=None, position=None, value=None, later="field")
    assert contract.check(RECORD_TOPIC, payload)["data"]["later"] == "field"


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, [0, -5], [True, 1.0, "1", None]),
        ({"type": ["number", "null"]}, [1, 1.5, None], [False, "1"]),
        ({"const": 1}, [1], [True, "1"]),
        ({"enum": ["a", None]}, ["a", None], ["b", 0]),
        ({"minimum": 0, "maximum": 2}, [0, 2, "text"], [-1, 3]),
        ({"minLength": 1, "maxLength": 2}, ["a", "ab", 7], ["", "abc"]),
        ({"pattern": "^a+$"}, ["aa", 3], ["b"]),
        ({"items": {"type": "string"}, "maxItems": 1}, [[], ["a"]], [[1], ["a", "b"]]),
        ({"required": ["a"], "properties": {"a": {"const": 1}}}, [{"a": 1}], [{}, {"a": 2}]),
        ({"anyOf": [{"const": 1}, {"const": 2}]}, [1, 2], [3]),
    ],
)
def test_the_validator_knows_its_keywords(
    schema: dict[str, Any], good: list[Any], bad: list[Any]
) -> None:
    validate = compile_schema(schema)
    for value in good:
        validate(value)
    for value in bad:
        with pytest.raises(InvalidError):
            validate(value)


def test_a_keyword_the_validator_does_not_know_is_an_error() -> None:
    with pytest.raises(SchemaError, match="uniqueItems"):
        compile_schema({"items": {"uniqueItems": True}})


def test_a_broken_contract_folder_is_named(tmp_path: Any) -> None:
    with pytest.raises(HabitacleError, match="cannot be used"):
        Contract(tmp_path)


def test_the_error_of_a_schema_names_the_place() -> None:
    with pytest.raises(ContractError, match=r"schema: \$\.value\.kpa: type"):
        Contract(CONTRACT).check(
            RECORD_TOPIC, record_with(value={"kpa": "168", "placard_kpa": 250})
        )
