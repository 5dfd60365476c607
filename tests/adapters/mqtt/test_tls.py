"""Mutual TLS against mosquitto, with an authority made for the test."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters.mqtt import MqttTransport, Tls, TlsFiles, parse_broker_url
from app.adapters.mqtt.limits import own_topics
from app.adapters.mqtt.tls import certificate_validity, client_context, identity_trouble
from app.adapters.mqtt.transport import Wire
from app.core.errors import HabitacleError
from app.emulator.broker import Broker, BrokerTls, find_mosquitto
from app.features.sync.domain.events import Connected, Ended, Event, Subscribed
from tests.adapters.mqtt.test_transport import Ear, request
from tests.fakes.authority import DAY, Authority
from tests.fakes.desk import quick_tunables, until
from tests.fakes.mqtt import DEVICE

NOW = datetime.now(UTC)
pytestmark = pytest.mark.skipif(find_mosquitto() is None, reason="needs mosquitto")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


@pytest.fixture
def broker(authority: Authority) -> Iterator[Broker]:
    with serving(authority, authority.pair("broker")) as broker:
        yield broker


def serving(authority: Authority, server: TlsFiles) -> Broker:
    return Broker(tls=BrokerTls(authority.ca, server.cert, server.key))


def events_of(url: str, files: TlsFiles, now: datetime = NOW, floor: datetime = NOW) -> list[Event]:
    """Events of one attempt until it is subscribed or over."""
    ear = Ear()
    tls = Tls(lambda: files, lambda: now, floor)
    wire = Wire(own_topics(DEVICE, 16_384), tls=tls)
    transport = MqttTransport(parse_broker_url(url), DEVICE, quick_tunables(), wire)
    transport.listen(ear)
    transport.connect(request())
    assert until(lambda: ear.count(Ended) + ear.count(Connected) > 0)
    if ear.count(Connected):
        transport.subscribe(f"v1/{DEVICE}/down/#")
        assert until(lambda: ear.count(Subscribed) == 1)
        transport.disconnect()
    assert until(lambda: ear.count(Ended) == 1)
    return ear.events


def end(events: list[Event]) -> Ended:
    last = events[-1]
    assert isinstance(last, Ended)
    return last


def test_a_device_of_the_authority_gets_in(authority: Authority, broker: Broker) -> None:
    assert broker.url.startswith("mqtts://")
    events = events_of(broker.url, authority.pair(DEVICE))
    assert isinstance(events[0], Connected)
    assert end(events).secured


def test_a_device_of_another_authority_does_not(
    authority: Authority, broker: Broker, tmp_path: Path
) -> None:
    foreign = Authority(tmp_path / "other").pair(DEVICE)
    events = events_of(broker.url, TlsFiles(authority.ca, foreign.cert, foreign.key))
    assert [type(each) for each in events] == [Ended]
    assert end(events).secured
    assert not end(events).untrusted


def test_a_broker_of_another_authority_is_not_trusted(
    authority: Authority, broker: Broker, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "other")
    ours = authority.pair(DEVICE)
    events = events_of(broker.url, TlsFiles(other.ca, ours.cert, ours.key))
    assert [type(each) for each in events] == [Ended]
    assert end(events).untrusted


def test_a_clock_at_1970_does_not_make_certificates_invalid(
    authority: Authority, broker: Broker
) -> None:
    past = datetime(1970, 1, 1, tzinfo=UTC)
    events = events_of(broker.url, authority.pair(DEVICE), now=past)
    assert isinstance(events[0], Connected)


def test_a_clock_at_1970_does_not_revive_an_expired_broker(authority: Authority) -> None:
    old = authority.pair("broker", NOW - 30 * DAY, NOW - DAY)
    past = datetime(1970, 1, 1, tzinfo=UTC)
    with serving(authority, old) as broker:
        events = events_of(broker.url, authority.pair(DEVICE), now=past)
        assert end(events).untrusted
        assert end(events_of(broker.url, authority.pair(DEVICE))).untrusted


def test_plain_and_encrypted_addresses_are_not_mixed_up(authority: Authority) -> None:
    tls = Tls(lambda: authority.pair(DEVICE), lambda: NOW)
    wire = Wire(own_topics(DEVICE, 16_384), tls=tls)
    with pytest.raises(HabitacleError, match="mqtts needs"):
        MqttTransport(parse_broker_url("mqtt://127.0.0.1:1"), DEVICE, quick_tunables(), wire)
    with pytest.raises(HabitacleError, match="mqtts needs"):
        MqttTransport(parse_broker_url("mqtts://broker.example"), DEVICE, quick_tunables())


def test_the_context_checks_host_names_and_refuses_old_protocols(authority: Authority) -> None:
    context = client_context(authority.pair(DEVICE))
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert len(context.get_ca_certs()) == 1


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (-DAY, DAY, ""),
        (-2 * DAY, -DAY, "identity_expired"),
        (DAY, 2 * DAY, "identity_not_yet_valid"),
    ],
)
def test_our_own_dates_are_checked_before_connecting(
    authority: Authority, begin: timedelta, end: timedelta, expected: str
) -> None:
    files = authority.pair(DEVICE, NOW + begin, NOW + end)
    assert identity_trouble(files, NOW) == expected
    assert Tls(lambda: files, lambda: NOW, NOW).trouble() == expected


@pytest.mark.parametrize("damage", ["missing", "empty", "other key"])
def test_an_unusable_identity_is_missing(authority: Authority, damage: str) -> None:
    files = authority.pair(DEVICE)
    if damage == "missing":
        files.key.unlink()
    elif damage == "empty":
        files.cert.write_bytes(b"")
    else:
        files.key.write_bytes(authority.pair(DEVICE).key.read_bytes())
    assert identity_trouble(files, NOW) == "identity_missing"


def test_a_certificate_is_renewed_at_two_thirds_of_its_life(authority: Authority) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    files = authority.pair(DEVICE, begin, begin + 90 * DAY)
    assert certificate_validity(files.cert.read_bytes()).renew_at() == begin + 60 * DAY
