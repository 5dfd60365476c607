import json
import os
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.adapters.issuer_keys import load_issuer_keys
from app.core.errors import HabitacleError
from app.emulator.cloud import Cloud, Signer, desk_signer
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.bundle import ZLIB
from app.features.sync.domain.inbound import Accepted, InboundCheck
from app.features.sync.domain.properties import Properties
from app.features.sync.domain.reading import ContractError, read_message
from tests.fakes.mqtt import CONTRACT

LOADED = load_contract(CONTRACT)
RECORD = (CONTRACT / "examples/maintenance.record.v1.json").read_bytes()
RECORD_TOPIC = "v1/hu-1/up/maintenance/garage"
STATE_TOPIC = "v1/hu-1/up/state"
RECEIPT_TOPIC = "v1/hu-1/down/receipt"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAIN = Properties()


class FakePort:
    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.filters: tuple[str, ...] = ()
        self.listener: Callable[[str, bytes, Properties], None] = lambda *_: None

    def start(
        self, filters: Sequence[str], on_message: Callable[[str, bytes, Properties], None]
    ) -> None:
        self.filters = tuple(filters)
        self.listener = on_message

    def deliver(self, topic: str, payload: bytes, properties: Properties = PLAIN) -> None:
        self.listener(topic, payload, properties)

    def publish(self, topic: str, payload: bytes, *, expiry_s: int | None = None) -> None:
        assert expiry_s
        read_message(LOADED, topic, payload)
        self.sent.append((topic, json.loads(payload)))

    def close(self) -> None:
        self.filters = ()


@pytest.fixture
def port() -> FakePort:
    return FakePort()


def make_cloud(port: FakePort, **more: Any) -> Cloud:
    cloud = Cloud(port, LOADED, now=lambda: NOON, **more)
    cloud.start()
    return cloud


@pytest.fixture
def cloud(port: FakePort) -> Cloud:
    return make_cloud(port)


def state(name: str, session: int, message_id: str | None = None) -> bytes:
    if name == "offline":
        return json.dumps({"v": 1, "type": "state", "state": name, "session": session}).encode()
    birth = json.loads((CONTRACT / "examples/state.v1.json").read_bytes())
    return json.dumps({**birth, "session": session, "id": message_id or birth["id"]}).encode()


def test_a_message_is_kept_once_and_confirmed_each_time(cloud: Cloud, port: FakePort) -> None:
    for _ in range(3):
        port.deliver(RECORD_TOPIC, RECORD)
    (record,) = cloud.received
    assert (record.type, record.device) == ("maintenance.record", "hu-1")
    assert record.topic == RECORD_TOPIC
    assert record.payload == RECORD
    assert record.bytes == len(RECORD)
    assert record.duplicates == 2
    assert [topic for topic, _ in port.sent] == [RECEIPT_TOPIC] * 3
    assert port.sent[0][1]["ids"] == [record.id]
    assert port.sent[0][1]["time"] == "2026-11-22T12:00:00Z"


def test_the_same_id_from_another_car_is_another_message(cloud: Cloud, port: FakePort) -> None:
    port.deliver(RECORD_TOPIC, RECORD)
    port.deliver(RECORD_TOPIC.replace("hu-1", "hu-2"), RECORD)
    assert [each.device for each in cloud.received] == ["hu-1", "hu-2"]


def test_withheld_receipts_come_when_the_backend_is_back(cloud: Cloud, port: FakePort) -> None:
    cloud.withhold_receipts(True)
    port.deliver(RECORD_TOPIC, RECORD)
    assert port.sent == []
    assert len(cloud.received) == 1
    cloud.withhold_receipts(False)
    ((topic, body),) = port.sent
    assert topic == RECEIPT_TOPIC
    assert body["ids"] == [cloud.received[0].id]
    port.deliver(RECORD_TOPIC, RECORD)
    assert len(port.sent) == 2


def test_a_backend_may_ask_for_a_pause_or_refuse_for_good(cloud: Cloud, port: FakePort) -> None:
    port.deliver(STATE_TOPIC, state("online", 5))
    cloud.ask_for_pause(90.0)
    ((topic, hello),) = port.sent
    assert (topic, hello["retry_after_s"]) == ("v1/hu-1/down/hello", 90.0)
    port.sent.clear()
    cloud.refuse_rows("account_closed")
    port.deliver(RECORD_TOPIC, RECORD)
    stored = cloud.received[-1].id
    ((_, receipt),) = port.sent
    assert receipt["ids"] == []
    assert receipt["rejected"] == [{"id": stored, "code": "account_closed"}]
    cloud.refuse_rows(None)
    port.deliver(RECORD_TOPIC, RECORD)
    assert port.sent[-1][1]["ids"] == [stored]


def test_states_get_no_receipt_and_the_newest_session_counts(cloud: Cloud, port: FakePort) -> None:
    ids = [f"0192f0c8-7a40-7cc3-98c4-dc0c0c0739{n:02x}" for n in range(2)]
    port.deliver(STATE_TOPIC, state("online", 5, ids[0]))
    assert cloud.states == {"hu-1": "online"}
    port.deliver(STATE_TOPIC, state("online", 6, ids[1]))
    port.deliver(STATE_TOPIC, state("offline", 5))
    assert cloud.states == {"hu-1": "online"}
    port.deliver(STATE_TOPIC, state("offline", 6))
    assert cloud.states == {"hu-1": "offline"}
    assert port.sent == []


def test_a_car_that_takes_its_retained_state_away_has_left(cloud: Cloud, port: FakePort) -> None:
    port.deliver(STATE_TOPIC, state("online", 5))
    port.deliver(STATE_TOPIC, b"", Properties(retain=True))
    assert cloud.states == {"hu-1": "left"}
    with pytest.raises(HabitacleError, match="No car has been here"):
        cloud.push("session")
    port.deliver(STATE_TOPIC, state("online", 6, "0192f0c8-7a40-7cc3-98c4-dc0c0c073990"))
    assert cloud.states == {"hu-1": "online"}
    port.deliver(STATE_TOPIC, b"")
    assert cloud.states == {"hu-1": "left"}
    assert not cloud.violations
    port.deliver(RECORD_TOPIC, b"")
    assert [each.code for each in cloud.violations] == ["not_json"]


def changed(**fields: Any) -> bytes:
    return json.dumps({**json.loads(RECORD), **fields}).encode()


def record_with(**fields: Any) -> bytes:
    return changed(data={**json.loads(RECORD)["data"], **fields})


@pytest.mark.parametrize(
    ("topic", "payload", "code"),
    [
        ("v1/hu-1/up/telemetry", RECORD, "bad_topic"),
        ("v1/hu-1/up/maintenance/garage/x", RECORD, "bad_topic"),
        (RECEIPT_TOPIC, b'{"ids":[]}', "bad_topic"),
        (RECORD_TOPIC, RECORD + b" " * 16_384, "too_large"),
        (RECORD_TOPIC, b"\xff", "not_json"),
        (RECORD_TOPIC, b"[]", "not_json"),
        (RECORD_TOPIC, b'{"v":NaN}', "not_json"),
        (RECORD_TOPIC, b'{"v":1,"v":1}', "not_json"),
        (RECORD_TOPIC, b"[" * 10_000, "not_json"),
        (RECORD_TOPIC, state("offline", 1), "unsupported"),
        (RECORD_TOPIC, changed(type=["maintenance.record"]), "unsupported"),
        (RECORD_TOPIC, changed(ver=2), "unsupported"),
        (RECORD_TOPIC, changed(v=2), "unsupported"),
        (RECORD_TOPIC, changed(seq=0), "schema"),
        (RECORD_TOPIC, changed(seq=True), "schema"),
        (RECORD_TOPIC, changed(boot="17"), "schema"),
        (RECORD_TOPIC, changed(data=[]), "schema"),
        (RECORD_TOPIC, record_with(odometer_km=41000.5), "schema"),
        (RECORD_TOPIC, record_with(position="left"), "schema"),
        (RECORD_TOPIC, record_with(value={"kpa": 168}), "schema"),
        (RECORD_TOPIC, record_with(value={"kpa": 168.5, "placard_kpa": 250}), "schema"),
    ],
)
def test_a_violation_is_noted_and_answered_where_the_message_can_be_named(
    cloud: Cloud, port: FakePort, topic: str, payload: bytes, code: str
) -> None:
    port.deliver(topic, payload)
    assert cloud.received == ()
    (violation,) = cloud.violations
    assert (violation.topic, violation.code, violation.payload) == (topic, code, payload)
    for _, body in port.sent:
        assert body["ids"] == []
        assert body["rejected"] == [{"id": json.loads(RECORD)["id"], "code": code}]
    assert bool(port.sent) is (code in {"unsupported", "schema"} and b"maint" in payload)


def test_unknown_fields_are_ignored_and_unknowns_are_null() -> None:
    payload = record_with(odometer_km=None, position=None, value=None, later="field")
    assert read_message(LOADED, RECORD_TOPIC, payload).message["data"]["later"] == "field"


def test_the_error_names_the_place_and_not_the_value() -> None:
    with pytest.raises(ContractError, match=r"^schema: \$\.value\.kpa: type$"):
        read_message(LOADED, RECORD_TOPIC, record_with(value={"kpa": "168", "placard_kpa": 250}))


def bundle(*rows: Any) -> bytes:
    head = json.loads((CONTRACT / "examples/bundle.v1.json").read_bytes())
    return zlib.compress(json.dumps({**head, "rows": rows}).encode())


def row(n: int, **fields: Any) -> Any:
    id_ = f"0192f0c8-7a41-7cc3-98c4-{n:012x}"
    return {**json.loads(RECORD), "id": id_, "seq": n, **fields}


def test_a_bundle_is_its_rows_and_one_receipt(cloud: Cloud, port: FakePort) -> None:
    port.deliver(RECORD_TOPIC, bundle(row(1), row(2)), Properties(ZLIB))
    assert [each.id[-1] for each in cloud.received] == ["1", "2"]
    ((_, body),) = port.sent
    assert body["ids"] == ["0192f0c8-7aa0-7cc3-98c4-dc0c0c07398f"]


def test_a_bad_row_spoils_no_other(cloud: Cloud, port: FakePort) -> None:
    port.deliver(RECORD_TOPIC, bundle(row(1), row(2, ver=9), row(3)), Properties(ZLIB))
    assert [each.id[-1] for each in cloud.received] == ["1", "3"]
    ((_, body),) = port.sent
    assert [each[-1] for each in body["ids"]] == ["1", "3"]
    assert [(each["id"][-1], each["code"]) for each in body["rejected"]] == [("2", "unsupported")]
    assert [each.code for each in cloud.violations] == ["unsupported"]


def test_a_body_of_another_project_is_known_by_its_user_property(
    cloud: Cloud, port: FakePort
) -> None:
    body = (CONTRACT / "examples/kanto.currentstate.v1.json").read_bytes()
    port.deliver("v1/hu-1/up/update/currentstate", body, Properties(user={"id": "row-7"}))
    assert [(each.type, each.id) for each in cloud.received] == [("kanto.currentstate", "row-7")]
    assert port.sent[0][1]["ids"] == ["row-7"]


def test_a_greeting_tells_what_this_backend_reads(port: FakePort) -> None:
    make_cloud(port, caps=("bundle", "zlib"))
    port.deliver(STATE_TOPIC, state("online", 5))
    port.deliver(STATE_TOPIC, state("offline", 5))
    ((topic, body),) = port.sent
    assert topic == "v1/hu-1/down/hello"
    assert (body["caps"], body["contract"]) == (["bundle", "zlib"], LOADED.version)


def test_what_acts_is_signed_so_that_a_car_accepts_it(port: FakePort, tmp_path: Path) -> None:
    signer = desk_signer(tmp_path / "cloud")
    cloud = make_cloud(port, signer=signer)
    keys = load_issuer_keys(tmp_path / "cloud" / "issuers.json")
    check = InboundCheck(LOADED, "hu-1", lambda: NOON, keys)
    sent = cloud.speaker.send("hu-1", "command.run", {"name": "state.report"})
    cloud.speaker.send("hu-1", "profile.part", _data("profile.part.v1.down"))
    cloud.speaker.send("hu-1", "command.run", {"name": "state.report"})
    topics = [topic for topic, _ in port.sent]
    assert topics == ["v1/hu-1/down/cmd", "v1/hu-1/down/profile/display", "v1/hu-1/down/cmd"]
    for topic, body in port.sent:
        assert isinstance(check.check(topic, json.dumps(body).encode()), Accepted)
    assert port.sent[0][1]["id"] == sent
    numbers = [body["seq"] - body["floor"] for _, body in port.sent if "sig" in body]
    assert numbers == [1, 2]
    assert (tmp_path / "cloud" / "issuer.key").stat().st_mode & 0o077 == 0


def _data(example: str) -> Any:
    return json.loads((CONTRACT / f"examples/{example}.json").read_bytes())["data"]


def test_the_key_of_a_desk_stays_the_same(tmp_path: Path) -> None:
    assert desk_signer(tmp_path).pinned == desk_signer(tmp_path).pinned
    assert desk_signer(tmp_path / "other").pinned != desk_signer(tmp_path).pinned


def test_what_a_desk_keeps_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        desk_signer(tmp_path / "cloud")
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "cloud").iterdir()}
    assert modes == {"issuer.key": 0o600, "issuers.json": 0o600}
    (tmp_path / "cloud" / "issuer.key").write_bytes(b"short")
    with pytest.raises(HabitacleError, match="no signing key; remove it"):
        desk_signer(tmp_path / "cloud")


def test_what_the_contract_does_not_allow_cannot_be_said(cloud: Cloud, port: FakePort) -> None:
    with pytest.raises(KeyError, match="signer"):
        cloud.speaker.send("hu-1", "command.run", {"name": "state.report"})
    signed = make_cloud(port, signer=Signer(bytes(32)))
    with pytest.raises(ContractError, match="schema"):
        signed.speaker.send("hu-1", "command.run", {"name": "two words"})
    with pytest.raises(ContractError, match="schema"):
        signed.speaker.send("hu-1", "session.update", {})
    assert port.sent == []


def test_answers_name_the_request(cloud: Cloud, port: FakePort) -> None:
    cloud.speaker.answer("hu-1", "r-1", {"order_id": "o-1"})
    cloud.speaker.refuse("hu-1", "r-2", "idempotency_conflict")
    assert [(body["re"], body["status"]) for _, body in port.sent] == [("r-1", "ok"),
                                                                      ("r-2", "error")]  # fmt: skip
