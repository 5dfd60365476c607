"""A car gets its identity with a claim certificate, renews it, and goes back if it must."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.identity.folder import IdentityFolder
from app.adapters.identity.request import check_answer, common_name, csr, new_key
from app.adapters.mqtt import MqttClient, Tls, TlsFiles, parse_broker_url
from app.adapters.mqtt.claim import Claim, Issued
from app.adapters.mqtt.tls import client_context
from app.core.errors import HabitacleError
from app.emulator.broker import Broker, BrokerTls, find_mosquitto
from app.features.sync.domain.state import Status
from app.main.identity import IdentityKeeper
from tests.adapters.mqtt.test_tls import events_of
from tests.fakes.authority import DAY, Authority
from tests.fakes.mqtt import DEVICE

NOW = datetime.now(UTC)
Recorded = list[tuple[str, str]]


class Desk:
    """An authority, a folder with a claim, and a provisioner that answers without a network."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder / "ca")
        self.folder = IdentityFolder(folder / "identity", self.authority.ca)
        claim = self.authority.pair("claim")
        (folder / "identity" / "claim").mkdir(parents=True)
        for name, path in (("cert.pem", claim.cert), ("key.pem", claim.key)):
            (folder / "identity" / "claim" / name).write_bytes(path.read_bytes())
        self.asked_with: list[str] = []
        self.changes = 0
        self.now = NOW
        self.begin, self.end = NOW - DAY, NOW + 89 * DAY
        self.issuer = self.authority
        self.device = DEVICE
        self.keeper = IdentityKeeper(self.folder, self._provisioner, lambda: self.now, self._note)

    def request(self, csr: bytes) -> Issued:
        chain = self.issuer.answer(csr, self.device, self.begin, self.end)
        return Issued(self.device, (chain,))

    def _provisioner(self, files: TlsFiles) -> "Desk":
        self.asked_with.append(common_name(files.cert.read_bytes()))
        return self

    def _note(self) -> None:
        self.changes += 1


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_claim_is_used_once_and_destroyed(desk: Desk) -> None:
    assert desk.keeper.needs_identity()
    assert desk.folder.device_id() is None
    assert desk.keeper.provision() == DEVICE
    assert desk.asked_with == ["claim"]
    assert desk.folder.claim() is not None
    desk.keeper.on_status(Status("connecting"))
    assert desk.folder.on_trial
    desk.keeper.on_status(Status("up"))
    assert desk.folder.claim() is None
    assert desk.folder.device_id() == DEVICE
    assert not desk.keeper.needs_identity()
    with pytest.raises(HabitacleError, match="no claim"):
        desk.keeper.provision()


def test_keys_are_for_our_eyes_only(desk: Desk) -> None:
    desk.keeper.provision()
    desk.keeper.on_status(Status("up"))
    assert desk.folder.files().key.stat().st_mode & 0o777 == 0o600
    assert desk.folder.files().key.parent.stat().st_mode & 0o777 == 0o700


def provisioned(desk: Desk) -> bytes:
    desk.keeper.provision()
    desk.keeper.on_status(Status("up"))
    return desk.folder.files().cert.read_bytes()


def test_it_is_renewed_at_two_thirds_with_the_certificate_in_use(desk: Desk) -> None:
    old = provisioned(desk)
    desk.now = desk.begin + 59.9 * DAY
    assert not desk.keeper.renewal_due()
    desk.now = desk.begin + 60 * DAY
    assert desk.keeper.renewal_due()
    desk.keeper.renew()
    assert desk.asked_with[-1] == DEVICE
    assert desk.changes == 1
    assert not desk.keeper.renewal_due()
    new = desk.folder.files().cert.read_bytes()
    assert new != old
    desk.keeper.on_status(Status("up"))
    assert desk.folder.files().cert.read_bytes() == new


@pytest.mark.parametrize("error", ["rejected", "server_untrusted", "identity_not_yet_valid"])
def test_a_new_certificate_that_is_refused_gives_way_to_the_old(desk: Desk, error: str) -> None:
    old = provisioned(desk)
    desk.keeper.renew()
    for harmless in ("no_network", "busy", ""):
        desk.keeper.on_status(Status("waiting", last_error=harmless))
        assert desk.folder.on_trial
    desk.keeper.on_status(Status("rejected", last_error=error))
    assert not desk.folder.on_trial
    assert desk.folder.files().cert.read_bytes() == old
    assert desk.changes == 2


def test_a_power_cut_between_the_files_leaves_the_old_pair_in_use(desk: Desk) -> None:
    old = provisioned(desk)
    desk.keeper.renew()
    again = IdentityFolder(desk.folder.files().key.parent.parent, desk.authority.ca)
    assert again.on_trial
    again.roll_back()
    assert again.files().cert.read_bytes() == old


def test_an_answer_for_another_car_or_key_is_refused(desk: Desk) -> None:
    old = provisioned(desk)
    desk.device = "hu-other"
    with pytest.raises(HabitacleError, match="names another"):
        desk.keeper.renew()
    key = new_key()
    foreign = desk.authority.answer(csr(new_key(), "new"), DEVICE)
    with pytest.raises(HabitacleError, match="another key"):
        check_answer(key, [foreign], DEVICE)
    with pytest.raises(HabitacleError, match="cannot be read"):
        check_answer(key, [b"-----BEGIN CERTIFICATE-----\nMIIB\n"], DEVICE)
    assert desk.folder.files().cert.read_bytes() == old


@pytest.fixture
def broker(desk: Desk, tmp_path: Path) -> Iterator[Broker]:
    if find_mosquitto() is None:
        pytest.skip("needs mosquitto")
    server = desk.authority.pair("broker")
    tls = BrokerTls(desk.authority.ca, server.cert, server.key, tmp_path / "acl")
    with Broker(tls=tls) as broker:
        yield broker


def answering(desk: Desk, url: str) -> MqttClient:
    """The authority's side of the claim topics."""
    client = MqttClient(url, "authority", client_context(desk.authority.pair("backend")))

    def answer(_topic: str, payload: bytes, _about: object) -> None:
        asked = json.loads(payload)
        issued = desk.request(asked["csr"].encode())
        body = {
            "v": 1,
            "type": "provisioning.certificate",
            "device_id": issued.device,
            "certificates": [each.decode() for each in issued.certificates],
        }
        client.publish(f"v1/claim/down/cert/{asked['nonce']}", json.dumps(body).encode())

    client.start(["v1/claim/up/csr/+"], answer)
    assert client.wait_ready(5)
    return client


def test_over_the_network_from_the_claim_to_the_first_connection(
    desk: Desk, broker: Broker
) -> None:
    recorded: Recorded = []
    claim_files = desk.folder.claim()
    assert claim_files is not None
    authority = answering(desk, broker.url)
    claim = Claim(
        parse_broker_url(broker.url),
        Tls(lambda: claim_files, lambda: NOW),
        lambda topic, kind, _payload: recorded.append((topic.rpartition("/")[0], kind)),
        timeout_s=5,
    )
    keeper = IdentityKeeper(desk.folder, lambda _files: claim, lambda: NOW, lambda: None)
    assert keeper.provision() == DEVICE
    assert recorded == [("v1/claim/up/csr", "provisioning.csr")]
    events = events_of(broker.url, desk.folder.files())
    assert type(events[0]).__name__ == "Connected"
    authority.close()


def test_without_an_answer_it_says_so(desk: Desk, broker: Broker) -> None:
    claim_files = desk.folder.claim()
    assert claim_files is not None
    address, tls = parse_broker_url(broker.url), Tls(lambda: claim_files, lambda: NOW)
    claim = Claim(address, tls, lambda *_: None, timeout_s=0.5)
    with pytest.raises(HabitacleError, match="no answer in time"):
        claim.request(csr(new_key(), "new"))


def test_what_may_not_be_recorded_does_not_leave(desk: Desk, broker: Broker) -> None:
    claim_files = desk.folder.claim()
    assert claim_files is not None

    def refuse(*_args: object) -> None:
        raise HabitacleError("The message may not leave.")

    authority = answering(desk, broker.url)
    address, tls = parse_broker_url(broker.url), Tls(lambda: claim_files, lambda: NOW)
    with pytest.raises(HabitacleError, match="may not leave"):
        Claim(address, tls, refuse, timeout_s=2).request(csr(new_key(), "new"))
    authority.close()
