"""Each reason for which a message to the car is set aside, and that the good ones are not."""

import json
import random
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.adapters.issuer_keys import load_issuer_keys
from app.core.errors import HabitacleError
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.bundle import ZLIB
from app.features.sync.domain.inbound import Accepted, InboundCheck, Refused
from app.features.sync.domain.properties import Properties
from app.main.paths import ASSETS
from tests.contract.files import DEVICE, FOLDER, channels, is_up, kind_of, read, topic_for, valid
from tests.contract.issuer import pinned, sign

CONTRACT = load_contract(FOLDER)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ORDER = read("examples/order.state.v1.json")
TOPIC = f"v1/{DEVICE}/down/order"
BIG = b"a" * 10_000_000
REASONS = {"bad_topic", "foreign_device", "too_large", "retained", "not_json", "unsupported",
           "schema", "wrong_vehicle", "bad_signature", "expired"}  # fmt: skip


@pytest.fixture
def check(tmp_path: Path) -> InboundCheck:
    keys = load_issuer_keys(pinned(tmp_path, ("command.*", "order.*", "payment.step_up")))
    return InboundCheck(CONTRACT, DEVICE, lambda: NOON, keys)


def encoded(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def changed(**fields: Any) -> bytes:
    """The order, changed and signed anew."""
    return encoded(sign({**ORDER, **fields}))


def test_a_signed_order_is_accepted(check: InboundCheck) -> None:
    verdict = check.check(TOPIC, encoded(ORDER))
    assert isinstance(verdict, Accepted)
    assert verdict.acting
    assert verdict.rule.kind == "order.state"
    assert verdict.message["data"]["order_id"] == "o-1"


@pytest.mark.parametrize(
    ("topic", "payload", "reason", "answerable"),
    [
        ("v1/hu-1/down/telemetry", encoded(ORDER), "bad_topic", False),
        ("v1/hu-1/up/state", encoded(ORDER), "bad_topic", False),
        ("v1/hu-1/down/order/x", encoded(ORDER), "bad_topic", False),
        ("v2/hu-1/down/order", encoded(ORDER), "bad_topic", False),
        ("v1/hu-2/down/order", encoded(ORDER), "foreign_device", False),
        (TOPIC, encoded(ORDER) + b" " * 8_192, "too_large", False),
        (TOPIC, b"", "not_json", False),
        (TOPIC, b"\xff\xfe", "not_json", False),
        (TOPIC, b"[" * 4_000, "not_json", False),
        (TOPIC, b'{"a":1,"a":2}', "not_json", False),
        (TOPIC, encoded({**ORDER, "type": "order.paid"}), "unsupported", True),
        (TOPIC, encoded({**ORDER, "type": None}), "unsupported", True),
        (TOPIC, changed(ver=2), "unsupported", True),
        (TOPIC, changed(ver=True), "schema", True),
        (TOPIC, changed(v=2), "unsupported", True),
        (TOPIC, changed(seq=0), "schema", True),
        (TOPIC, changed(extra=1), "schema", True),
        (TOPIC, changed(exp="tomorrow"), "schema", True),
        (TOPIC, changed(exp="2026-13-41T00:00:00Z"), "schema", True),
        (TOPIC, changed(id="o-1"), "schema", True),
        (TOPIC, changed(id=7), "schema", False),
        (TOPIC, changed(device="hu-2"), "wrong_vehicle", False),
        (TOPIC, encoded({**ORDER, "seq": 19}), "bad_signature", True),
        (TOPIC, changed(issuer="other"), "bad_signature", True),
        (TOPIC, changed(kid="other"), "bad_signature", True),
        (TOPIC, changed(exp="2026-11-22T12:00:00Z"), "expired", True),
        (TOPIC, changed(exp="2026-11-22T11:59:59Z"), "expired", True),
    ],
)
def test_each_reason(
    check: InboundCheck, topic: str, payload: bytes, reason: str, answerable: bool
) -> None:
    verdict = check.check(topic, payload)
    assert isinstance(verdict, Refused)
    assert (verdict.reason, verdict.answerable) == (reason, answerable)
    assert (verdict.message_id is not None) is answerable or reason not in REASONS


def test_what_expired_is_settled_and_what_nobody_signed_is_not(check: InboundCheck) -> None:
    late = check.check(TOPIC, changed(exp="2026-11-22T11:59:59Z"))
    assert isinstance(late, Refused)
    assert late.settles is not None
    assert (late.settles.message["issuer"], late.settles.message["seq"]) == ("demo", 18)
    forged = check.check(TOPIC, encoded({**ORDER, "seq": 99}))
    assert isinstance(forged, Refused)
    assert forged.settles is None


def test_a_key_signs_only_what_it_is_pinned_for(tmp_path: Path) -> None:
    keys = load_issuer_keys(pinned(tmp_path, ("command.*",)))
    verdict = InboundCheck(CONTRACT, DEVICE, lambda: NOON, keys).check(TOPIC, encoded(ORDER))
    assert isinstance(verdict, Refused)
    assert verdict.reason == "bad_signature"


def test_without_keys_nothing_that_acts_is_accepted() -> None:
    verdict = InboundCheck(CONTRACT, DEVICE, lambda: NOON).check(TOPIC, encoded(ORDER))
    assert isinstance(verdict, Refused)
    assert verdict.reason == "bad_signature"


def test_the_product_trusts_no_example_key() -> None:
    keys = load_issuer_keys(ASSETS / "trust" / "issuers.json")
    verdict = InboundCheck(CONTRACT, DEVICE, lambda: NOON, keys).check(TOPIC, encoded(ORDER))
    assert isinstance(verdict, Refused)
    assert verdict.reason == "bad_signature"


@pytest.mark.parametrize("channel", [c for c in channels().values() if not is_up(c)],
                         ids=lambda c: c["address"])  # fmt: skip
def test_a_retained_command_is_discarded_and_a_retained_state_is_not(
    check: InboundCheck, channel: dict[str, Any]
) -> None:
    kind, message = next(iter(channel["messages"].items()))
    topic = topic_for(kind, up=False)
    assert topic is not None
    name = f"{kind}.v1.down" if kind == "profile.part" else f"{kind}.v1"
    payload = encoded(read(f"examples/{name}.json"))
    verdict = check.check(topic, payload, Properties(retain=True))
    if message["x-coalesce"]:
        assert isinstance(verdict, Accepted)
    else:
        assert verdict == Refused("retained")


@pytest.mark.parametrize(
    ("name", "body"),
    [(name, body) for name, body in valid() if topic_for(kind_of(name), up=False)],
    ids=lambda value: str(value)[:30],
)
def test_every_downlink_example_is_read(check: InboundCheck, name: str, body: Any) -> None:
    kind = kind_of(name)
    topic = topic_for(kind, up=False)
    if kind == "profile.part" and not name.endswith(".down"):
        return
    assert topic is not None
    verdict = check.check(topic, encoded(body))
    if isinstance(verdict, Refused):
        # Signed rightly, but by a key that is not pinned for this type.
        assert verdict.reason == "bad_signature"
        assert "sig" in body
    else:
        assert verdict.rule.kind == kind


def test_compressed_bodies_are_read_within_their_bound(check: InboundCheck) -> None:
    squeezed = Properties(ZLIB)
    good = zlib.compress(encoded(ORDER), 6)
    assert isinstance(check.check(TOPIC, good, squeezed), Accepted)
    bomb = zlib.compress(b"a" * 10_000_000, 9)
    damaged = good[:-1]
    for payload in (bomb, damaged, good + b"x", b"{}", zlib.compress(b" " * 262_145)):
        verdict = check.check(TOPIC, payload[:8_192], squeezed)
        assert isinstance(verdict, Refused)
        assert verdict.reason == "too_large"
    odd = check.check(TOPIC, encoded(ORDER), Properties("text/plain"))
    assert odd == Refused("unsupported", detail="content type")
    wide = zlib.compress(encoded({**ORDER, "data": {"pad": "x" * 8_000}}) + b" " * 1_000)
    verdict = check.check(TOPIC, wide, squeezed)
    assert isinstance(verdict, Refused)
    assert verdict.reason == "too_large"


def hostile(rng: random.Random, data: bytes) -> list[bytes]:
    """What an attacker makes of a good message, or sends instead."""
    return [
        bytes(rng.randrange(256) for _ in range(rng.randrange(200))),
        data[: rng.randrange(len(data))],
        _flip(rng, data),
        data.replace(b'"', b"\xff", rng.randrange(1, 5)),
        data[:1] + b'"v":1,' + data[1:],
        b"[" * 10_000,
        b'{"a":' * 10_000,
        b'{"a":' + b"9" * 5_000 + b"}",
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0000"}',
        b"\xef\xbb\xbf" + data,
        b"{" + b'"a":1,' * rng.randrange(1, 4_000) + b'"b":1}',
        BIG,
        zlib.compress(BIG[:1_000_000]),
        data.replace(b'"ver":1', b'"ver":%d' % rng.randrange(2, 99)),
        data.replace(b'"v":1', b'"v":%d' % rng.randrange(2, 99)),
        data.replace(b'"type":"', b'"type":"x.'),
        data + data,
    ]


def _flip(rng: random.Random, data: bytes) -> bytes:
    flipped = bytearray(data)
    flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def test_hostile_messages_are_refused_with_a_reason_and_raise_nothing(
    check: InboundCheck,
) -> None:
    rng = random.Random(20261122)  # noqa: S311  a seeded choice of attacks
    topics = ["v1/hu-1/down/x", "v1/hu-2/down/order", "v1//down/order", "", "/", "v1", "anon",
              "v1/claim/down/cert/x y", "$SYS/broker", "v1/hu-1/up/state"]  # fmt: skip
    bodies = [
        (topic_for(kind_of(name), up=False), json.dumps(body, separators=(",", ":")).encode())
        for name, body in valid()
    ]
    known = [(topic, body) for topic, body in bodies if topic is not None]
    seen = set()
    for turn in range(200):
        topic, body = rng.choice(known)
        topic = rng.choice(topics) if turn % 10 == 0 else topic
        attacks = hostile(rng, body)
        payload = attacks[turn % len(attacks)]
        kind = rng.choice(["application/json", ZLIB, "text/html"])
        verdict = check.check(topic, payload, Properties(kind, retain=turn % 7 == 0))
        if isinstance(verdict, Refused):
            assert verdict.reason in REASONS
            seen.add(verdict.reason)
        else:
            # A flipped bit may leave a message that is shown but never one that acts.
            assert not verdict.acting
        assert isinstance(check.check(TOPIC, encoded(ORDER)), Accepted)
    assert {"bad_topic", "too_large", "retained", "not_json", "unsupported"} <= seen


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"schema":"issuer-keys/2","keys":[]}', '{"schema":"issuer-keys/1","keys":[{}]}',
     '{"schema":"issuer-keys/1","keys":[{"kid":"a","issuer":"b","public":"00","types":[]}]}'],
)  # fmt: skip
def test_a_faulty_file_of_keys_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "issuers.json"
    path.write_text(text)
    with pytest.raises(HabitacleError, match=r"issuers\.json"):
        load_issuer_keys(path)


def test_two_keys_of_one_name_are_refused(tmp_path: Path) -> None:
    path = pinned(tmp_path)
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "keys": document["keys"] * 2}))
    with pytest.raises(HabitacleError, match="twice"):
        load_issuer_keys(path)
    with pytest.raises(HabitacleError, match="pinned already"):
        load_issuer_keys(pinned(tmp_path), pinned(tmp_path))
    assert len(load_issuer_keys(ASSETS / "trust" / "issuers.json", pinned(tmp_path))) == 1
