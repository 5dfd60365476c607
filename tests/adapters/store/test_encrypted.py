"""Encrypted files: nothing in clear, plain ones of the first release converted, lost keys."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.files import shred
from app.adapters.keystore import FileKeyStore
from app.adapters.store import ConsentRepository, Ledger, Outbox, Store
from app.adapters.store import encrypt as conversion
from app.core.errors import HabitacleError
from app.features.consent.domain.states import State
from tests.adapters.store.conftest import Make
from tests.adapters.store.released import RELEASES, rebuild
from tests.adapters.store.test_consents import body
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway

ROOT = Path(__file__).resolve().parents[3]
CANARY = "canary-7f3a"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sealed"


@pytest.fixture
def sealed(folder: Path, clock: ManualClock) -> Iterator[Store]:
    store = Store.open(folder, clock, FileKeyStore(folder / "keys"))
    yield store
    store.close()


def reopen(folder: Path, clock: ManualClock) -> Store:
    return Store.open(folder, clock, FileKeyStore(folder / "keys"))


def plant(store: Store, make: Make) -> str:
    outbox = Outbox(store, ScriptedGateway())
    ConsentRepository(store).append([body(State.REQUESTED, 1), body(State.GIVEN, 2)], None).result(
        5
    )
    return store.profile.write(lambda c: outbox.add(c, make(data={"x": CANARY}))).result(5)


def bytes_of(folder: Path) -> bytes:
    return b"".join(
        path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".key"
    )


def test_nothing_is_in_clear_while_running_or_after(
    sealed: Store, folder: Path, make: Make
) -> None:
    plant(sealed, make)
    device = sealed.device_id
    for _ in range(2):
        content = bytes_of(folder)
        for word in (CANARY, device, "garage-demo", "consent", "SQLite format"):
            assert word.encode() not in content, word
            assert word.encode("utf-16-le") not in content, word
        sealed.close()


def test_plain_sqlite_cannot_open_it(sealed: Store, folder: Path) -> None:
    sealed.close()
    for name in ("device.db", "p-1.db"):
        with pytest.raises(sqlite3.DatabaseError, match="not a database"):
            sqlite3.connect(folder / name).execute("SELECT * FROM sqlite_master")


def test_settings_and_cipher_are_in_force(sealed: Store) -> None:
    names = ("journal_mode", "synchronous", "secure_delete", "cipher_page_size")

    def read(connection: sqlite3.Connection) -> list[object]:
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    for database in sealed.databases:
        assert database.read(read).result(5) == ["wal", 2, 1, "4096"]


def test_each_file_has_a_key_of_its_own(sealed: Store, folder: Path) -> None:
    sealed.close()
    keys = {path.read_bytes() for path in (folder / "keys").iterdir()}
    assert len(keys) == 2


def test_it_comes_back_with_everything(
    sealed: Store, folder: Path, clock: ManualClock, make: Make
) -> None:
    id_ = plant(sealed, make)
    device = sealed.device_id
    sealed.close()
    again = reopen(folder, clock)
    try:
        assert again.device_id == device
        assert again.recovered == ()
        (sent,) = Outbox(again, ScriptedGateway()).dispatch(5).result(5)
        assert sent.id == id_
        assert len(ConsentRepository(again).load().result(5).records) == 2
    finally:
        again.close()


def test_without_the_key_store_it_is_refused_untouched(
    sealed: Store, folder: Path, clock: ManualClock
) -> None:
    sealed.close()
    before = bytes_of(folder)
    with pytest.raises(HabitacleError, match="is not a database, or is encrypted"):
        Store.open(folder, clock)
    assert bytes_of(folder) == before


def test_a_lost_key_sets_the_file_aside_and_starts_clean(
    sealed: Store, folder: Path, clock: ManualClock, make: Make
) -> None:
    plant(sealed, make)
    sealed.close()
    lost = (folder / "p-1.db").read_bytes()
    (folder / "keys/p-1.key").unlink()
    again = reopen(folder, clock)
    try:
        (recovery,) = again.recovered
        assert (recovery.file, recovery.reason, recovery.consents) == ("p-1.db", "key lost", 0)
        assert ConsentRepository(again).load().result(5).intact
        assert ConsentRepository(again).load().result(5).records == ()
        kept = next((folder / "quarantine").glob("*/p-1.db"))
        assert kept.read_bytes() == lost
    finally:
        again.close()


@pytest.mark.parametrize("release", RELEASES)
def test_a_plain_store_of_a_release_becomes_encrypted_whole(
    folder: Path, clock: ManualClock, release: str
) -> None:
    rebuild(release, folder)
    with sqlite3.connect(folder / "device.db") as plain:
        (device,) = plain.execute("SELECT v FROM meta WHERE k='device_id'").fetchone()
    plain.close()
    store = reopen(folder, clock)
    try:
        assert store.device_id == device
        assert store.recovered == ()
        log = ConsentRepository(store).load().result(5)
        assert log.intact
        assert len(log.records) == 2
        assert Ledger(store).verify().result(5)
        assert Outbox(store, ScriptedGateway()).counts().result(5).waiting == 4
    finally:
        store.close()
    content = bytes_of(folder)
    for word in (device, "garage-demo", "SQLite format"):
        assert word.encode() not in content, word
    left = {path.name for path in folder.iterdir()}
    assert left == {"device.db", "habitacle.lock", "keys", "mirror", "p-1.db"}


@pytest.mark.parametrize("step", ["copy_encrypted", "_content", "link", "replace", "sync", "shred"])
def test_a_conversion_that_ends_anywhere_is_finished_by_the_next_start(
    folder: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    rebuild(RELEASES[0], folder)

    class PowerCutError(BaseException):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        match step:
            case "link":
                patch.setattr(os, "link", cut)
            case "replace":
                patch.setattr(Path, "replace", cut)
            case "sync":
                patch.setattr(conversion, "sync_folder", cut)
            case "shred":
                real = shred
                patch.setattr(conversion, "shred", lambda p: cut() if p.exists() else real(p))
            case _:
                patch.setattr(conversion, step, cut)
        with pytest.raises(PowerCutError):
            conversion.encrypt(folder / "p-1.db", FileKeyStore(folder / "keys").database_key("p-1"))
    store = reopen(folder, clock)
    try:
        assert len(ConsentRepository(store).load().result(5).records) == 2
        assert store.recovered == ()
    finally:
        store.close()
    assert b"garage-demo" not in bytes_of(folder)
    assert not list(folder.glob("*.plain"))
    assert not list(folder.glob("*.sealed"))


def test_a_driver_that_does_not_load_is_one_sentence_and_no_plain_file(tmp_path: Path) -> None:
    (tmp_path / "sqlcipher3").mkdir()
    (tmp_path / "sqlcipher3/__init__.py").write_text("raise ImportError('libcrypto is missing')")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "from app.adapters.clock import SystemClock; from app.adapters.store import Store;"
        "from app.adapters.keystore import FileKeyStore; d = Path(sys.argv[1]) / 'data';"
        "Store.open(d, SystemClock(), FileKeyStore(d / 'keys'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "app.core.errors.HabitacleError: The data cannot be encrypted because sqlcipher3 does not"
        " load: libcrypto is missing."
    )
    assert not any(path.stat().st_size for path in (tmp_path / "data").glob("*.db"))


def test_a_folder_moved_with_its_keys_still_opens(
    sealed: Store, folder: Path, tmp_path: Path, clock: ManualClock
) -> None:
    device = sealed.device_id
    sealed.close()
    shutil.move(folder, tmp_path / "moved")
    again = reopen(tmp_path / "moved", clock)
    try:
        assert again.device_id == device
    finally:
        again.close()
