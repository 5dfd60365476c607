"""What the ledger says left the car is what an independent subscriber saw, one for one."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.__main__ import main
from app.features.consent.domain.notice import Notice
from app.features.consent.domain.record import Shown
from tests.harness.drive import Drive, wait_until
from tests.harness.witness import Seen, Witness

pytestmark = pytest.mark.journey

P3 = ("P3", "garage-demo")
TYPES = ("state", "maintenance.record", "consent.withdrawn")
Proof = tuple[str, int, str]


@pytest.fixture
def drive(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Drive]:
    assert qapp.platformName() == "offscreen"
    drive = Drive(tmp_path)
    yield drive
    drive.close()
    assert drive.errors == []


def shown(drive: Drive) -> Shown:
    notices = drive.hmi.features.later.privacy.notices
    notice: Notice = notices["en", P3[0]]
    return Shown(notice, notice.rendered())


def state(drive: Drive) -> str:
    return drive.hmi.features.consent.state(*P3).value


def let_air_out(drive: Drive) -> None:
    """A new warning on one wheel, and no leak afterwards."""
    maintenance = drive.hmi.features.maintenance
    drive.desk.car.controls.set_leak("front_left", 10.0)
    wait_until(lambda: maintenance.open_alerts, "the warning")
    drive.desk.car.controls.set_leak("front_left", 0.0)


def refill(drive: Drive) -> None:
    drive.desk.car.controls.refill()
    wait_until(lambda: not drive.hmi.features.maintenance.open_alerts, "the end of the warning")


def proof(seen: Seen) -> Proof:
    return seen.topic, seen.size, hashlib.sha256(seen.payload.encode()).hexdigest()


def ledger(folder: Path, capsys: pytest.CaptureFixture[str]) -> Counter[Proof]:
    capsys.readouterr()
    assert main(["privacy", "ledger", "--data-dir", str(folder), "--format", "jsonl"]) == 0
    entries = map(json.loads, capsys.readouterr().out.splitlines())
    return Counter((e["topic"], e["bytes"], e["payload_sha256"]) for e in entries)


def test_ledger_and_traffic_match(
    drive: Drive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    consent, car = drive.hmi.features.consent, drive.desk.car
    with Witness(drive.desk.supervisor.broker.url) as witness:
        wait_until(lambda: witness.seen("state"), "the birth")
        wait_until(lambda: consent.ready, "the records")
        car.controls.park()
        wait_until(lambda: drive.hmi.restrictions.state == "parked", "parked", 40)

        consent.give(*P3, shown(drive))
        consent.give(*P3, shown(drive))
        consent.withdraw(*P3)
        wait_until(lambda: not consent.busy(*P3), "the withdrawn tap")
        assert state(drive) == "unknown"
        let_air_out(drive)
        refill(drive)

        wait_until(partial(_given, drive), "the consent")
        let_air_out(drive)
        wait_until(lambda: witness.seen("maintenance.record"), "the record")
        # A withdrawal cuts the link under a message on its way: then an entry may be all there is.
        wait_until(lambda: drive.hmi.views.sync.status.pending == 0, "the record's receipt")
        consent.withdraw(*P3)
        assert state(drive) == "withdrawn"
        refill(drive)
        let_air_out(drive)
        wait_until(lambda: witness.seen("consent.withdrawn"), "the withdrawal")
        wait_until(lambda: drive.hmi.views.sync.status.pending == 0, "nothing waits")

        drive.hmi.close()
        wait_until(lambda: len(witness.seen("state")) > 1, "the offline message")
        seen = [each for kind in TYPES for each in witness.seen(kind)]
    traffic = Counter(map(proof, seen))
    assert len(witness.seen("maintenance.record")) == 1
    left = ledger(tmp_path, capsys)
    assert traffic - left == Counter()
    # A will travels inside each CONNECT: it is entered, and a subscriber does not see it.
    wills = left - traffic
    assert {topic for topic, _, _ in wills} == {proof(witness.seen("state")[0])[0]}
    told = Counter(proof(each) for each in witness.seen("state") if each.body["state"] != "online")
    assert told - wills == Counter()


def _given(drive: Drive) -> bool:
    if state(drive) != "given":
        drive.hmi.features.consent.give(*P3, shown(drive))
    return state(drive) == "given"
