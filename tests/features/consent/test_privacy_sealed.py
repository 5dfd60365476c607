"""`habitacle privacy` and `doctor` on the encrypted store, export and erase."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from app.__main__ import main
from app.adapters.keystore import FileKeyStore
from app.adapters.store import ConsentRepository, Ledger, OrderRepository, Outbox, Store
from app.core.message import Outgoing
from app.features.consent.domain.states import State
from tests.adapters.store.test_consents import body
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway

CANARY = "canary-51c2"


def opened(folder: Path, clock: ManualClock) -> Store:
    return Store.open(folder, clock, FileKeyStore(folder / "keys"))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def folder(tmp_path: Path, clock: ManualClock) -> Path:
    """Consents, an order, a record that left, and a withdrawal on its way."""
    folder = tmp_path / "data"
    store = opened(folder, clock)
    outbox = Outbox(store, ScriptedGateway())
    consents = ConsentRepository(store)
    consents.append([body(State.REQUESTED, 1), body(State.GIVEN, 2)], None).result(5)
    record = Outgoing(
        "up/maintenance/garage-demo", "maintenance.record", "P3", "garage-demo", 6, {"x": CANARY}
    )
    store.profile.write(lambda c: outbox.add(c, record)).result(5)
    assert len(outbox.dispatch(5).result(5)) == 1
    OrderRepository(store).save("o-1", json.dumps({"note": CANARY}), None).result(5)
    tombstone = Outgoing(
        "up/withdraw/P3/garage-demo", "consent.withdrawn", "P3", "garage-demo", 0, {"r": "r-3"}
    )
    consents.withdraw(body(State.WITHDRAWN, 3), tombstone).result(5)
    store.close()
    return folder


def run(*words: str) -> int:
    return main(["privacy", *words])


def test_the_ledger_of_an_encrypted_store(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ledger", "--data-dir", str(folder), "--format", "jsonl") == 0
    (entry,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert entry["topic"].endswith("up/maintenance/garage-demo")


def test_without_its_key_it_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "keys/p-1.key").unlink()
    assert run("ledger", "--data-dir", str(folder)) == 1
    assert "or its key is missing" in capsys.readouterr().err


def test_export_has_everything_and_a_page(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine.zip"
    assert run("export", "--data-dir", str(folder), "--out", str(out)) == 0
    assert str(out) in capsys.readouterr().out
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(out) as archive:
        names = set(archive.namelist())
        consents = [json.loads(line) for line in archive.read("consents.jsonl").splitlines()]
        assert [record["record_id"] for record in consents] == ["r-1", "r-2", "r-3"]
        assert CANARY.encode() in archive.read("orders.jsonl")
        assert len(archive.read("ledger.jsonl").splitlines()) == 1
        assert b"consent.withdrawn" in archive.read("waiting.jsonl")
        manifest = json.loads(archive.read("manifest.json"))["sha256"]
        assert manifest.keys() == names - {"manifest.json"}
        assert b"garage-demo" in archive.read("index.html")
    assert run("export", "--data-dir", str(folder), "--out", str(out)) == 1
    assert "exists already" in capsys.readouterr().err


def test_erase_needs_a_word(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "p-1.db").read_bytes()
    assert run("erase", "--data-dir", str(folder)) == 1
    assert "add --yes" in capsys.readouterr().err
    assert (folder / "p-1.db").read_bytes() == before


def test_erase_leaves_the_withdrawal_and_nothing_else(folder: Path, clock: ManualClock) -> None:
    key = (folder / "keys/p-1.key").read_bytes()
    (folder / "logs").mkdir()
    (folder / "logs/habitacle.jsonl").write_text("{}")
    assert run("erase", "--data-dir", str(folder), "--yes") == 0
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        *("device.db", "habitacle.lock", "keys/device.key", "mirror/device.identity"),
        "leave.json",
    }
    store = opened(folder, clock)
    try:
        assert store.recovered == ()
        assert (folder / "keys/p-1.key").read_bytes() != key
        log = ConsentRepository(store).load().result(5)
        assert (log.records, log.intact) == ((), True)
        assert OrderRepository(store).load().result(5) == {}
        outbox = Outbox(store, ScriptedGateway())
        (sent,) = outbox.dispatch(5).result(5)
        assert json.loads(sent.payload)["data"] == {"r": "r-3"}
        assert Ledger(store).verify().result(5)
        query = "SELECT body FROM ledger ORDER BY seq"
        rows = store.device.read(lambda c: c.execute(query).fetchall()).result(5)
        erased = json.loads(rows[0][0])
        assert (erased["type"], erased["entries"]) == ("profile_erased", 1)
    finally:
        store.close()
    assert run("erase", "--data-dir", str(folder), "--yes") == 0, "again does no harm"


def test_an_erasure_that_was_cut_after_the_key_is_finished(folder: Path) -> None:
    (folder / "keys/p-1.key").unlink()
    assert run("erase", "--data-dir", str(folder), "--yes") == 0
    assert not list(folder.glob("**/p-1.*"))


def test_doctor_reads_the_encrypted_store(
    folder: Path, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--data-dir", str(folder)]) == 0
    lines = [line.split(None, 1) for line in capsys.readouterr().out.splitlines()]
    stores = [value for name, value in lines if name == "store"]
    assert stores[0].startswith("device.db: encrypted, sound, 0 waiting")
    assert stores[1].startswith("p-1.db: encrypted, sound, 1 waiting (0 stuck), 0 set aside")
    assert any(name == "sqlcipher" for name, _ in lines)
    store = opened(folder, clock)
    try:
        assert main(["doctor", "--data-dir", str(folder)]) == 0
        assert "is running" in capsys.readouterr().out
    finally:
        store.close()
