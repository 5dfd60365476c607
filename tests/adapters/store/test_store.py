"""Opening a data folder: settings that took, identities that last, files left alone."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.store import Store
from app.core.errors import HabitacleError
from app.core.ids import is_device_id
from tests.fakes.car import ManualClock

ROOT = Path(__file__).resolve().parents[3]


def test_settings_are_in_force_in_both_files(store: Store) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "temp_store": 2,
    }

    def read(connection: sqlite3.Connection) -> dict[str, object]:
        return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in expected}

    for database in store.databases:
        assert database.read(read).result(5) == expected


def test_identity_survives_and_the_boot_is_counted(tmp_path: Path, clock: ManualClock) -> None:
    first = Store.open(tmp_path, clock)
    device, boot, profile_boot = first.device_id, first.boot, first.profile.boot
    first.close()
    second = Store.open(tmp_path, clock)
    try:
        assert is_device_id(device)
        assert second.device_id == device
        assert boot.endswith(".1")
        assert second.boot == f"{boot.partition('.')[0]}.2"
        assert profile_boot.partition(".")[0] != boot.partition(".")[0]
    finally:
        second.close()


def test_only_the_owner_can_read_the_files(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for path in (folder, *folder.rglob("*")):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path.name
    assert store.device_id


def test_a_clean_stop_leaves_no_log(store: Store, tmp_path: Path) -> None:
    store.look_after().result(5)
    store.close()
    names = sorted(path.name for path in (tmp_path / "data").iterdir())
    assert names == ["ballast.bin", "device.db", "habitacle.lock", "mirror", "p-1.db"]


def test_a_second_process_is_refused_in_one_sentence(store: Store, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.adapters.clock import SystemClock;"
        "from app.adapters.store import Store; from app.core.errors import HabitacleError\n"
        "try: Store.open(Path(sys.argv[1]), SystemClock())\n"
        "except HabitacleError as error: print(error); sys.exit(1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("Another Habitacle is running")
    assert store.device_id


def test_a_folder_that_cannot_be_made(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HabitacleError, match="cannot be made"):
        Store.open(tmp_path / "file" / "data", clock)


def closed_store(folder: Path, clock: ManualClock) -> Path:
    Store.open(folder, clock).close()
    return folder


def refused_untouched(folder: Path, clock: ManualClock, sentence: str) -> None:
    def content() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = content()
    with pytest.raises(HabitacleError, match=sentence):
        Store.open(folder, clock)
    assert content() == before


def test_a_newer_schema_is_left_alone(tmp_path: Path, clock: ManualClock) -> None:
    closed_store(tmp_path, clock)
    connection = sqlite3.connect(tmp_path / "p-1.db")
    connection.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at)"
        " VALUES('habitacle', 'from_tomorrow', '')"
    )
    connection.commit()
    connection.close()
    refused_untouched(tmp_path, clock, "newer version")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, clock: ManualClock) -> None:
    closed_store(tmp_path, clock)
    (tmp_path / "device.db").write_bytes(b"not a database" * 100)
    refused_untouched(tmp_path, clock, "is not a database")


def test_an_up_to_date_folder_opens_without_the_migration_library(
    tmp_path: Path, clock: ManualClock
) -> None:
    closed_store(tmp_path, clock)
    code = (
        "import sys; from pathlib import Path; from app.adapters.clock import SystemClock;"
        "from app.adapters.store import Store\n"
        "Store.open(Path(sys.argv[1]), SystemClock()).close();"
        "print('sqlite_utils' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_refused_folder_is_free_for_the_next(tmp_path: Path, clock: ManualClock) -> None:
    closed_store(tmp_path, clock)
    broken = tmp_path / "p-1.db"
    shutil.copy(broken, tmp_path / "good")
    broken.write_bytes(b"x" * 200)
    with pytest.raises(HabitacleError):
        Store.open(tmp_path, clock)
    shutil.copy(tmp_path / "good", broken)
    Store.open(tmp_path, clock).close()


@pytest.mark.parametrize("name", ["device.db", "p-1.db"])
def test_a_file_that_is_removed_under_it_is_noticed(
    store: Store, tmp_path: Path, name: str
) -> None:
    store.check().result(5)
    file = tmp_path / "data" / name
    copy = file.read_bytes()
    file.unlink()
    with pytest.raises(HabitacleError, match="removed from the data folder"):
        store.check().result(5)
    file.write_bytes(copy)
    with pytest.raises(HabitacleError, match="removed from the data folder"):
        store.check().result(5)


def test_a_disk_that_is_full_at_the_start_is_refused_in_a_sentence(tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys; from pathlib import Path;"
        "from app.adapters.clock import SystemClock; from app.adapters.store import Store;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "Store.open(Path(sys.argv[1]), SystemClock())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "data")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("app.core.errors.HabitacleError: The data")


def test_a_file_that_was_only_just_being_made_is_not_damaged(
    tmp_path: Path, clock: ManualClock
) -> None:
    """A power cut between the first statement and the first step of the schema."""
    made = sqlite3.connect(tmp_path / "device.db")
    made.execute("PRAGMA journal_mode=WAL")
    made.execute(
        "CREATE TABLE _sqlite_migrations(id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT,"
        " applied_at TEXT)"
    )
    made.close()
    store = Store.open(tmp_path, clock)
    assert store.recovered == ()
    store.close()


def test_a_database_that_cannot_be_opened_now_is_left_alone(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room for its log, say: that is no damage."""
    Store.open(tmp_path, clock).close()

    def refuse(*_args: object) -> None:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = 14
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("app.adapters.store.database.open_connection", refuse)
        with pytest.raises(HabitacleError, match="cannot be used"):
            Store.open(tmp_path, clock)
    assert not (tmp_path / "quarantine").exists()
    store = Store.open(tmp_path, clock)
    assert store.recovered == ()
    store.close()
