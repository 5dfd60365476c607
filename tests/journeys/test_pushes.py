"""A desk's cloud pushes, and the HMI does what is rightly signed and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.harness.drive import Drive, wait_until

pytestmark = pytest.mark.journey


@pytest.fixture
def drive(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Drive]:
    assert qapp.platformName() == "offscreen"
    running = Drive(tmp_path / "hmi")
    yield running
    running.close()


def answered(drive: Drive, name: str, fault: str = "") -> str:
    cloud = drive.desk.cloud
    assert cloud is not None
    wait_until(lambda: "online" in cloud.states.values(), "the car's birth")
    before = len(cloud.pushed)
    cloud.push(name, fault)
    wait_until(lambda: all(each.result for each in cloud.pushed[before:]), f"an answer to {name}")
    return cloud.pushed[-1].result


def test_signed_replayed_and_forged(drive: Drive) -> None:
    scans: list[str] = []
    drive.hmi.features.diagnostics.changed.connect(
        lambda: scans.append(drive.hmi.features.diagnostics.scan_report.state.value)
    )
    wait_until(lambda: drive.hmi.restrictions.state == "parked", "a parked car")
    assert answered(drive, "scan") == "applied"
    wait_until(lambda: scans, "a car check")
    assert answered(drive, "scan", "replay") == "duplicate"
    assert answered(drive, "scan", "forged") == "refused: bad_signature"
    assert answered(drive, "scan", "expired") == "expired"
    assert answered(drive, "unknown") == "unsupported"
    assert answered(drive, "order") == "unsupported"


def test_what_is_not_even_answered_disturbs_nothing(drive: Drive) -> None:
    cloud = drive.desk.cloud
    assert cloud is not None
    assert answered(drive, "report") == "applied"
    for fault in ("other_car", "too_large", "not_json"):
        cloud.push("report", fault)
    assert answered(drive, "report") == "applied"
    assert [each.result for each in cloud.pushed] == ["applied", "", "", "", "applied"]
    wait_until(
        lambda: len([each for each in cloud.received if each.type == "state"]) == 3,
        "the birth and two reports of the state",
    )


def test_a_workshop_that_asks_is_a_question_on_the_privacy_page(drive: Drive) -> None:
    consent = drive.hmi.features.consent
    wait_until(lambda: drive.hmi.restrictions.state == "parked" and consent.ready, "parked")
    drive.hmi.window.open("settings/privacy")  # type: ignore[union-attr]

    def asked() -> bool:
        rows = drive.hmi.views.consent.permission_rows
        return [row.id for row in rows if row.asked] == ["P3/garage-demo"]

    assert not asked()
    assert answered(drive, "recipient") == "applied"
    wait_until(asked, "the question marked")
    assert consent.permits("P3", "garage-demo") is None
    drive.restart_hmi()
    wait_until(lambda: drive.hmi.features.consent.ready, "consents")
    wait_until(asked, "the question marked after a restart")
    wait_until(lambda: drive.hmi.restrictions.state == "parked", "parked")
    drive.hmi.views.consent.refuse("P3", "garage-demo")
    wait_until(lambda: not asked(), "the question answered")
    assert answered(drive, "recipient") == "refused: not_asked"
