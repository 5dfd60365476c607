"""A car takes leave of its backend: told what it must be told, then forgotten by the broker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.adapters.farewell_file import FarewellFile, note_leave
from app.adapters.mqtt import MqttClient
from app.emulator.cloud import Cloud
from app.features.sync.domain.leave import Kind
from app.main.backend import Backend
from tests.harness.drive import Drive, wait_until

pytestmark = pytest.mark.journey
GARAGE = ("P3", "garage-demo")


@pytest.fixture
def drive(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Drive]:
    assert qapp.platformName() == "offscreen"
    running = Drive(tmp_path / "hmi")
    yield running
    running.close()


def cloud_of(drive: Drive) -> Cloud:
    cloud = drive.desk.cloud
    assert cloud is not None
    wait_until(lambda: "online" in cloud.states.values(), "the car's birth")
    return cloud


def backend_of(drive: Drive) -> Backend:
    wait_until(lambda: drive.hmi._backend is not None, "an open store")
    assert drive.hmi._backend is not None
    return drive.hmi._backend


def retained(drive: Drive, device: str) -> list[bytes]:
    seen: list[tuple[str, bytes]] = []
    late = MqttClient(drive.desk.supervisor.broker.url, "late")
    late.start([f"v1/{device}/up/state", "marker"], lambda t, body, _: seen.append((t, body)))
    assert late.wait_ready(5)
    late.publish("marker", b"x")
    wait_until(lambda: ("marker", b"x") in seen, "the marker")
    late.close()
    return [body for topic, body in seen if topic != "marker"]


def give(drive: Drive) -> None:
    consent = drive.hmi.features.consent
    wait_until(lambda: drive.hmi.restrictions.state == "parked" and consent.ready, "parked")
    view = drive.hmi.views.later.consent
    view.accept(*GARAGE)
    wait_until(lambda: consent.state(*GARAGE) == "given", "a permission")


def test_a_sold_car_is_told_forgotten_and_somebody_else_afterwards(drive: Drive) -> None:
    cloud, backend = cloud_of(drive), backend_of(drive)
    device = backend.store.device_id
    give(drive)
    drive.hmi.features.consent.withdraw_all()
    wait_until(lambda: not drive.hmi.features.consent.busy(*GARAGE), "the withdrawal written")
    backend.leave(Kind.SALE)
    wait_until(lambda: cloud.states.get(device) == "left", "the leave", 20)
    told = [each for each in cloud.received if each.device == device]
    assert "consent.withdrawn" in [each.type for each in told]
    wait_until(lambda: "online" in cloud.states.values(), "the next owner's car", 20)
    assert backend.store.device_id != device
    assert cloud.states[backend.store.device_id] == "online"
    assert retained(drive, device) == []
    assert FarewellFile(drive.folder).load() is None
    drive.restart_hmi()
    assert backend_of(drive).store.device_id == backend.store.device_id


def test_after_an_erasure_the_next_start_takes_leave_and_goes_on_as_the_same_car(
    drive: Drive,
) -> None:
    cloud, device = cloud_of(drive), backend_of(drive).store.device_id
    left: list[str] = []
    cloud.changed = lambda: left.append(cloud.states.get(device, ""))
    note_leave(drive.folder)
    drive.restart_hmi()
    wait_until(lambda: "left" in left, "the leave", 20)
    wait_until(lambda: cloud.states.get(device) == "online", "the same car again", 20)
    assert FarewellFile(drive.folder).load() is None
    assert backend_of(drive).store.device_id == device
