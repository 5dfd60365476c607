"""Keys in files: made whole, refused when others could read them, gone when destroyed."""

import os
import stat
import threading
from pathlib import Path

import pytest

from app.adapters.keystore import FileKeyStore
from app.core.errors import HabitacleError


@pytest.fixture
def keys(tmp_path: Path) -> FileKeyStore:
    return FileKeyStore(tmp_path / "keys")


def test_a_key_is_made_once_and_kept(keys: FileKeyStore, tmp_path: Path) -> None:
    assert not keys.knows("device")
    key = keys.database_key("device")
    assert len(key) == 32
    assert key == FileKeyStore(tmp_path / "keys").database_key("device")
    assert key != keys.database_key("p-1")
    assert keys.knows("device")


def test_folder_and_files_are_ours_alone(keys: FileKeyStore, tmp_path: Path) -> None:
    keys.database_key()
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    files = list((tmp_path / "keys").iterdir())
    assert [path.name for path in files] == ["device.key"]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


def test_many_makers_agree_on_one_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait(5)
        found.append(FileKeyStore(tmp_path / "keys").database_key("p-1"))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(list((tmp_path / "keys").iterdir())) == 1


@pytest.mark.parametrize(("name", "mode"), [("keys", 0o755), ("keys/device.key", 0o640)])
def test_what_others_may_read_is_refused(
    keys: FileKeyStore, tmp_path: Path, name: str, mode: int
) -> None:
    keys.database_key()
    (tmp_path / name).chmod(mode)
    with pytest.raises(HabitacleError, match=rf"{name}.* is open to other users \(mode {mode:04o}"):
        keys.database_key()


def test_a_short_key_is_refused(keys: FileKeyStore, tmp_path: Path) -> None:
    keys.database_key()
    (tmp_path / "keys/device.key").write_bytes(b"x" * 31)
    with pytest.raises(HabitacleError, match="does not hold 32 bytes"):
        keys.database_key()


def test_a_link_is_not_followed(keys: FileKeyStore, tmp_path: Path) -> None:
    keys.database_key()
    (tmp_path / "elsewhere").write_bytes(b"k" * 32)
    (tmp_path / "keys/p-1.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HabitacleError, match="cannot be used"):
        keys.database_key("p-1")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HabitacleError, match=r"The key .*device.key cannot be used"):
        FileKeyStore(tmp_path / "file/keys").database_key()


@pytest.mark.parametrize("name", ["", "../device", "Device", "a" * 33])
def test_a_name_is_no_path(keys: FileKeyStore, name: str) -> None:
    with pytest.raises(HabitacleError, match="is no name of a key"):
        keys.database_key(name)


def test_what_is_sealed_opens_for_its_name_only(keys: FileKeyStore) -> None:
    sealed = keys.seal("p-1", b"secret")
    assert b"secret" not in sealed
    assert sealed != keys.seal("p-1", b"secret")
    assert keys.unseal("p-1", sealed) == b"secret"
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for name, changed in (("device", sealed), ("p-1", flipped), ("p-1", b"")):
        with pytest.raises(ValueError, match=r"not sealed|[Nn]once"):
            keys.unseal(name, changed)


def test_a_destroyed_key_is_overwritten_and_gone(keys: FileKeyStore, tmp_path: Path) -> None:
    key = keys.database_key("p-1")
    os.link(tmp_path / "keys/p-1.key", tmp_path / "witness")
    keys.destroy("p-1")
    keys.destroy("p-1")
    assert (tmp_path / "witness").read_bytes() == bytes(32)
    assert not keys.knows("p-1")
    assert keys.database_key("p-1") != key
