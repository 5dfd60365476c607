"""Pure rules: reasons, allowance, bundles, throughput, resend, greeting, downlink words."""

import json
import zlib
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import HabitacleError
from app.features.sync.domain.allowance import Allowance
from app.features.sync.domain.broker_profile import BrokerProfile, parse_broker_profile
from app.features.sync.domain.bundle import TooLarge, bundle_id, deflate, encode_bundle, inflate
from app.features.sync.domain.downlink import BadMessage, Result, expiry_of, id_of, result_of
from app.features.sync.domain.hello import parse_hello, told_time
from app.features.sync.domain.reasons import (
    PubackSays,
    Trouble,
    connack_trouble,
    disconnect_trouble,
    puback_says,
)
from app.features.sync.domain.resend import ResendSchedule
from app.features.sync.domain.state import LinkState, Status, shown_link
from app.features.sync.domain.throughput import Bucket, Throughput
from app.features.sync.domain.window import Unacknowledged, Window
from app.features.sync.flight import Flight
from tests.fakes.mqtt import ROOT, link_tunables, message

TUNABLES = link_tunables()
BROKERS = (ROOT / "assets/sync/brokers.json").read_text()

CONNACK = {
    Trouble.BUSY: (0x88, 0x89, 0x97, 0x9F),
    Trouble.REJECTED: (0x85, 0x86, 0x87, 0x8A, 0x8C),
    Trouble.NO_MQTT5: (0x84,),
    Trouble.BROKER_UNFIT: (0,),
    Trouble.BROKER: (0x80, 0x81, 0x82, 0x83, 0x90, 0x95, 0x99, 0x9A, 0x9B, 0x9C, 0x9D),
}
DISCONNECT = {
    Trouble.NO_NETWORK: (None,),
    Trouble.BUSY: (0x89, 0x96, 0x97, 0x9F),
    Trouble.SAME_IDENTITY: (0x8E,),
    Trouble.PACKET_TOO_LARGE: (0x95,),
    Trouble.REJECTED: (0x87, 0x8C),
    Trouble.BROKER: (0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x8B, 0x8D, 0x93, 0x98, 0x9A, 0xA0),
}
PUBACK = {
    PubackSays.TAKEN: (0x00,),
    PubackSays.BACKEND_AWAY: (0x10,),
    PubackSays.QUOTA: (0x97,),
    PubackSays.TOPIC_HELD: (0x87,),
    PubackSays.POISON: (0x90, 0x99),
    PubackSays.LATER: (0x80, 0x83, 0x91),
}


@pytest.mark.parametrize(("expected", "code"), [(t, c) for t, cs in CONNACK.items() for c in cs])
def test_every_connack_code_has_its_meaning(expected: Trouble, code: int) -> None:
    assert connack_trouble(code) is expected


@pytest.mark.parametrize(("expected", "code"), [(t, c) for t, cs in DISCONNECT.items() for c in cs])
def test_every_disconnect_code_has_its_meaning(expected: Trouble, code: int | None) -> None:
    assert disconnect_trouble(code) is expected


@pytest.mark.parametrize(("expected", "code"), [(t, c) for t, cs in PUBACK.items() for c in cs])
def test_every_puback_code_has_its_meaning(expected: PubackSays, code: int) -> None:
    assert puback_says(code) is expected


@given(st.integers(min_value=0, max_value=255))
def test_no_code_is_without_a_meaning(code: int) -> None:
    assert connack_trouble(code)
    assert disconnect_trouble(code)
    assert puback_says(code)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_what_a_person_must_do_is_shown_as_such(trouble: Trouble) -> None:
    link = shown_link(LinkState.WAITING, trouble)
    attention = trouble.lasting or trouble is Trouble.SAME_IDENTITY
    assert Status(link).needs_attention is attention
    assert (link == "waiting") is not attention


def test_a_bundle_holds_whole_envelopes_and_its_id_its_composition() -> None:
    rows = ["a-1", "a-2"]
    name = bundle_id(1795348800000, rows)
    assert name[14] == "7"
    assert name == bundle_id(1795348800000, rows)
    assert name != bundle_id(1795348800000, ["a-1"])
    assert name != bundle_id(1795348800000, ["a-2", "a-1"])
    payload = encode_bundle(name, [b'{"v":1,"id":"a-1"}', b'{"v":1,"id":"a-2"}'])
    body = json.loads(payload)
    assert list(body) == ["v", "id", "type", "ver", "rows"]
    assert [row["id"] for row in body["rows"]] == rows


@given(st.binary(max_size=5000))
def test_what_was_compressed_comes_back(payload: bytes) -> None:
    assert inflate(deflate(payload), 5000) == payload


@pytest.mark.parametrize(
    "payload",
    [
        zlib.compress(b"a" * 10_000_000),
        zlib.compress(b"a" * 262_145),
        zlib.compress(b"a") + b"more",
        zlib.compress(b"abc" * 50)[:-3],
        b"",
        b"not zlib",
    ],
)
def test_bombs_and_remains_are_refused(payload: bytes) -> None:
    with pytest.raises(TooLarge):
        inflate(payload, 262_144)


def test_bulk_under_way_follows_what_the_link_carries() -> None:
    speed = Throughput(TUNABLES)
    assert speed.bulk_bytes() == 16_384
    speed.busy(0.0)
    speed.acknowledged(100_000, 1.0, idle=False)
    assert speed.bulk_bytes() == 50_000
    for second in range(2, 60):
        speed.acknowledged(10_000_000, float(second), idle=False)
    assert speed.bulk_bytes() == 262_144
    for second in range(60, 120):
        speed.acknowledged(100, float(second), idle=False)
    assert speed.bulk_bytes() == 16_384


@given(
    st.floats(min_value=1, max_value=100),
    st.lists(st.floats(min_value=0, max_value=0.5), min_size=1, max_size=80),
)
def test_no_second_sees_more_than_the_rate_and_a_quarter(rate: float, steps: list[float]) -> None:
    bucket, now, spent = Bucket(rate), 100.0, []
    for step in steps:
        now += step
        while bucket.available(now) >= 1:
            bucket.spend(1, now)
            spent.append(now)
    for begin in spent:
        assert sum(begin <= at < begin + 1.0 for at in spent) <= 1.25 * rate + 1


def test_a_rate_says_when_it_allows_more() -> None:
    bucket = Bucket(80)
    assert bucket.available(0.0) == 20
    bucket.spend(20, 0.0)
    assert bucket.ready_at(1, 0.0) == pytest.approx(1 / 80)
    assert bucket.available(bucket.ready_at(1, 0.0)) == pytest.approx(1)


def full_window(limit: int, open_: int, *, prio: int = 3, size: int = 100) -> Window:
    window = Window(TUNABLES, limit)
    for n in range(open_):
        window.add(f"m{n}", Unacknowledged(0.0, size, "P1", "m", prio=prio))
    return window


def test_urgent_rows_take_every_slot_and_bulk_waits_for_half_a_window() -> None:
    allowance = Allowance(TUNABLES)
    offer = allowance.offer(0.0, full_window(10, 7), 0, bulk=True)
    assert offer is not None
    assert (offer.room, offer.terms.bulk_room, offer.terms.top_prio) == (3, 0, 5)
    offer = allowance.offer(0.0, full_window(10, 5), 0, bulk=True)
    assert offer is not None
    assert (offer.room, offer.terms.bulk_room, offer.terms.top_prio) == (5, 4, 9)
    assert allowance.offer(0.0, full_window(10, 10), 0, bulk=True) is None


def test_bulk_is_four_messages_and_so_many_bytes() -> None:
    allowance = Allowance(TUNABLES)
    offer = allowance.offer(0.0, full_window(60, 3, prio=8, size=5000), 3, bulk=True)
    assert offer is not None
    assert (offer.terms.bulk_room, offer.terms.bulk_bytes) == (1, 16_384 - 15_000)
    offer = allowance.offer(0.0, full_window(60, 4, prio=8, size=9000), 4, bulk=True)
    assert offer is not None
    assert (offer.terms.bulk_room, offer.terms.bulk_bytes) == (0, 0)


def test_pauses_and_too_many_unconfirmed_leave_only_the_most_urgent() -> None:
    allowance = Allowance(TUNABLES)
    allowance.pause(60.0)
    paused = allowance.offer(59.0, full_window(10, 0), 0, bulk=True)
    assert paused is not None
    assert paused.terms.top_prio == 2
    assert allowance.next_at(59.0) == 60.0
    free = allowance.offer(60.0, full_window(10, 0), 0, bulk=True)
    assert free is not None
    assert free.terms.top_prio == 9
    flooded = allowance.offer(60.0, full_window(10, 0), TUNABLES.unconfirmed_max, bulk=True)
    assert flooded is not None
    assert flooded.terms.top_prio == 2


def test_a_held_topic_is_told_once_and_freed() -> None:
    allowance = Allowance(TUNABLES)
    assert allowance.hold("up/x", 100.0)
    assert not allowance.hold("up/x", 200.0)
    offer = allowance.offer(0.0, full_window(10, 0), 0, bulk=False)
    assert offer is not None
    assert offer.terms.held == {"up/x"}
    assert not allowance.freed(199.0)
    assert allowance.freed(200.0)
    assert not allowance.freed(201.0)


def test_bundles_only_after_the_backend_said_so_and_halved_when_too_large() -> None:
    allowance = Allowance(TUNABLES)
    assert allowance.bundling() is None
    allowance.caps = frozenset({"bundle"})
    sizes = []
    while (bundling := allowance.bundling()) is not None:
        assert not bundling.deflate
        sizes.append(bundling.bytes)
        allowance.halve()
    assert sizes == [65536, 32768, 16384, 8192, 4096, 2048]
    several = allowance.offer(0.0, full_window(60, 0), 0, bulk=True)
    assert several is not None
    assert several.room == 60
    allowance.halve()
    assert allowance.single_file
    one = allowance.offer(0.0, full_window(60, 0), 0, bulk=True)
    assert one is not None
    assert (one.room, one.terms.bundling) == (1, None)
    assert allowance.offer(0.0, full_window(60, 1), 0, bulk=True) is None


def test_connack_bounds_bundles() -> None:
    allowance = Allowance(TUNABLES, caps=frozenset({"bundle", "zlib"}))
    allowance.connected(20_000)
    bundling = allowance.bundling()
    assert bundling is not None
    assert (bundling.bytes, bundling.deflate, bundling.rows) == (19_488, True, 50)
    allowance.connected(None)
    assert allowance.payload_max() == 1_000_000_000


def test_the_limits_of_aws_are_kept() -> None:
    profile = parse_broker_profile(BROKERS, "aws")
    allowance = Allowance(TUNABLES, profile)
    assert allowance.payload_max() == 131_072
    sent, now = 0, 0.0
    while now < 2.0:
        offer = allowance.offer(now, full_window(62, 0), 0, bulk=False)
        if offer is None:
            later = allowance.next_at(now)
            assert later is not None
            now = later + 1e-6
            continue
        sent += offer.room
        allowance.spend([300] * offer.room, now)
    assert 160 <= sent <= 182
    allowance = Allowance(TUNABLES, profile)
    big = allowance.offer(0.0, full_window(62, 0), 0, bulk=False)
    assert big is not None
    allowance.spend([131_072], 0.0)
    assert allowance.offer(0.0, full_window(62, 0), 0, bulk=False) is None


@pytest.mark.parametrize(
    "text", ["{}", "[]", BROKERS.replace("80", "true", 1), BROKERS.replace("topic_max", "topik")]
)
def test_a_bad_broker_profile_is_named(text: str) -> None:
    with pytest.raises(HabitacleError, match="aws"):
        parse_broker_profile(text, "aws")


def test_the_default_profile_has_no_limits() -> None:
    assert parse_broker_profile(BROKERS, "default") == BrokerProfile()


def test_a_row_repeated_ten_times_while_others_got_receipts_is_stuck() -> None:
    schedule = ResendSchedule(TUNABLES, lambda _low, _high: 1.0)
    schedule.sent("stuck", 0.0, 1)
    schedule.sent("other", 0.0, 1)
    schedule.settled(["other"], 0.5)
    now = 1.0
    for attempt in range(2, 11):
        schedule.sent("stuck", now, attempt)
        now += 10.0
    assert schedule.stuck == 0
    schedule.sent("stuck", now, 11)
    assert schedule.stuck == 1
    assert schedule.next_due() == now + 300
    schedule.settled(["whatever"], now + 1)
    assert schedule.next_due() == now + 300
    assert "stuck" in schedule
    assert schedule.forget("stuck")
    assert len(schedule) == 0


@given(st.lists(st.sampled_from(["sent", "puback", "receipt", "due"]), max_size=60), st.integers(0))
def test_no_message_is_ever_forgotten_by_the_schedule(steps: list[str], seed: int) -> None:
    random = Random(seed)  # noqa: S311
    schedule = ResendSchedule(TUNABLES, random.uniform)
    now, open_, due = 0.0, set[str](), set[str]()
    for n, step in enumerate(steps):
        now += random.uniform(0, 5)
        if step == "sent":
            schedule.sent(f"m{n}", now)
            open_.add(f"m{n}")
        elif step == "puback" and open_ - due:
            schedule.suspend(min(open_ - due))
            schedule.resume(min(open_ - due), now)
        elif step == "receipt" and open_:
            schedule.settled([min(open_)], now)
            due.discard(min(open_))
            open_.discard(min(open_))
        elif step == "due":
            due.update(schedule.take_due(now))
    due.update(schedule.take_due(now + 1000))
    assert due == open_
    assert set(schedule.clear()) == open_
    assert schedule.next_due() is None


def test_a_bundle_is_done_with_its_last_row_or_its_own_id() -> None:
    flight = Flight()
    bundle = message("b-1")
    flight.took_off(replace(bundle, rows=("a", "b", "c")))
    assert flight.carrier("b") == "b-1"
    assert flight.landed(["a", "unknown"]) == ["unknown"]
    assert flight.rows("b-1") == ["b", "c"]
    assert flight.landed(["b", "c"]) == ["b-1"]
    flight.took_off(replace(bundle, rows=("d", "e")))
    assert flight.landed(["b-1"]) == ["b-1"]
    assert flight.carrier("d") == "d"


def test_the_greeting_of_the_contract() -> None:
    hello = parse_hello(
        b'{"v":1,"type":"hello","caps":["bundle","zlib","later"],"contract":"1.3",'
        b'"time":"2026-11-22T12:00:00Z","retry_after_s":400}',
        300,
    )
    assert hello.caps == {"bundle", "zlib"}
    assert hello.retry_after_s == 300
    assert hello.time is not None
    assert parse_hello(b"{}", 300).caps == frozenset()


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b'{"caps":"bundle"}', b'{"v":2}', b'{"type":"state"}', b'{"retry_after_s":true}'],
)
def test_bad_greetings_are_refused(payload: bytes) -> None:
    with pytest.raises(BadMessage):
        parse_hello(payload, 300)


@pytest.mark.parametrize("value", [None, 5, "yesterday", "2026-11-22T12:00:00"])
def test_only_a_time_with_a_zone_is_a_time(value: object) -> None:
    assert told_time({"time": value}) is None


def test_words_of_results() -> None:
    assert result_of("expired") is Result.EXPIRED
    assert result_of("replay") is Result.DUPLICATE
    assert result_of("unsupported") is Result.UNSUPPORTED
    assert result_of("bad_signature") is Result.REFUSED
    with pytest.raises(BadMessage, match="bad_id"):
        id_of({"id": "x" * 129})
    with pytest.raises(BadMessage, match="bad_exp"):
        expiry_of({"exp": "2026-11-22T12:00:00"})
