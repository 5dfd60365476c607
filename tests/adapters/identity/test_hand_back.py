"""A sold car: no certificate, no key, another id that a damaged store brings back, not the old."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.clock import SystemClock
from app.adapters.identity.folder import IdentityFolder
from app.adapters.mqtt import MqttClient, Tls, parse_broker_url
from app.adapters.mqtt.goodbye import Goodbye
from app.adapters.mqtt.tls import client_context
from app.adapters.store.store import Store
from app.core.errors import HabitacleError
from app.core.ids import is_device_id
from app.emulator.broker import Broker, BrokerTls, find_mosquitto
from app.main.identity import hand_back
from tests.adapters.identity.test_identity import Desk, provisioned
from tests.adapters.store.test_recovery import DAMAGES
from tests.fakes.desk import until
from tests.fakes.mqtt import DEVICE


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def broker(desk: Desk, tmp_path: Path) -> Iterator[Broker]:
    if find_mosquitto() is None:
        pytest.skip("needs mosquitto, which is not installed")
    server = desk.authority.pair("broker")
    tls = BrokerTls(desk.authority.ca, server.cert, server.key, tmp_path / "acl")
    with Broker(tls=tls) as broker:
        yield broker


def opened(folder: Path) -> Store:
    return Store.open(folder, SystemClock())


def test_nothing_of_the_identity_is_left(desk: Desk, tmp_path: Path) -> None:
    provisioned(desk)
    desk.keeper.renew()
    desk.folder.hand_back()
    assert list((tmp_path / "identity").iterdir()) == []
    assert (desk.folder.device_id(), desk.folder.trial_device_id()) == (None, None)
    assert desk.folder.claim() is None
    assert not desk.keeper.needs_identity()
    desk.folder.hand_back()


def test_a_claim_that_was_never_used_goes_too(desk: Desk) -> None:
    desk.folder.hand_back()
    assert desk.folder.claim() is None


def test_a_folder_that_is_gone_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match="identity cannot be destroyed"):
        IdentityFolder(tmp_path / "nowhere", desk.authority.ca).hand_back()


def test_the_next_owner_has_another_id_that_stays(tmp_path: Path) -> None:
    store = opened(tmp_path)
    ids = [store.device_id]
    for _ in range(2):
        hand_back(store, None)
        ids.append(store.device_id)
    assert len(set(ids)) == 3
    assert is_device_id(ids[-1])
    store.close()
    again = opened(tmp_path)
    assert (again.device_id, again.recovered) == (ids[-1], ())
    again.close()
    DAMAGES["first page"](tmp_path / "device.db")
    rebuilt = opened(tmp_path)
    assert rebuilt.device_id == ids[-1]
    assert [each.file for each in rebuilt.recovered] == ["device.db"]
    rebuilt.close()


def test_a_power_cut_before_the_copy_is_written_is_no_damage(tmp_path: Path) -> None:
    store = opened(tmp_path)
    copy = tmp_path / "mirror" / "device.identity"
    before = tmp_path / "before"
    shutil.copy(copy, before)
    hand_back(store, None)
    fresh = store.device_id
    store.close()
    shutil.copy(before, copy)
    again = opened(tmp_path)
    assert (again.device_id, again.recovered) == (fresh, ())
    again.close()
    with sqlite3.connect(tmp_path / "device.db") as connection:
        connection.execute("UPDATE meta SET v='hu-other' WHERE k='device_id'")
    connection.close()
    changed = opened(tmp_path)
    assert changed.device_id == fresh
    assert [each.reason for each in changed.recovered] == ["identity"]
    changed.close()


def test_under_the_rights_of_a_car_its_state_goes_and_a_strangers_stays(
    broker: Broker, desk: Desk
) -> None:
    state = f"v1/{DEVICE}/up/state"
    car = MqttClient(broker.url, DEVICE, client_context(desk.authority.pair(DEVICE)))
    backend = MqttClient(broker.url, "backend", client_context(desk.authority.pair("backend")))
    car.start([f"v1/{DEVICE}/down/#"], lambda *_: None)
    assert car.wait_ready(5)
    car.publish(state, b"{}", retain=True)
    seen: list[bytes] = []
    backend.start([state], lambda _topic, payload, _about: seen.append(payload))
    assert until(lambda: seen == [b"{}"])
    car.close()
    address = parse_broker_url(broker.url)

    def goodbye(name: str) -> Goodbye:
        tls = Tls(lambda: desk.authority.pair(name), SystemClock().utc)
        return Goodbye(address, name, tls, lambda *_: None)

    goodbye("hu-stranger").say()
    goodbye(DEVICE).say()
    assert until(lambda: seen == [b"{}", b""])
    backend.close()
