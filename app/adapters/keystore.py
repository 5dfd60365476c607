"""Key store in files: 0600 each, in a folder 0700 of our own user (security.md, section 2)."""

import hmac
import os
import re
import secrets
import stat
from pathlib import Path

from app.adapters.files import make_folder, shred, sync_folder
from app.core.errors import HabitacleError
from app.core.keys import DATABASE_KEY_BYTES

_NAME = re.compile(r"[a-z0-9-]{1,32}")
_NONCE_BYTES = 12
_OTHERS = 0o077


class FileKeyStore:
    """Keys of *folder*, which is made on first use. Implements `KeyStore`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def knows(self, name: str) -> bool:
        """Whether there is a key *name* already."""
        return self._path(name).exists()

    def database_key(self, name: str = "device") -> bytes:
        """The 32 random bytes of *name*, made on first use. HabitacleError: see `KeyStore`."""
        path = self._path(name)
        try:
            self._ready()
            if not path.exists():
                self._make(path)
            return _read(path)
        except OSError as error:
            raise HabitacleError(f"The key {path} cannot be used: {error.strerror}.") from error

    def seal(self, name: str, data: bytes) -> bytes:
        """*data* under AES-256-GCM, a random nonce before it."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._seal_key(name)).encrypt(nonce, data, name.encode())

    def unseal(self, name: str, sealed: bytes) -> bytes:
        """The data; ValueError when it was not sealed for *name* or was changed."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self._seal_key(name)).decrypt(nonce, body, name.encode())
        except InvalidTag as error:
            raise ValueError(f"not sealed for {name}") from error

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key; no error when there is none."""
        path = self._path(name)
        try:
            shred(path)
        except OSError as error:
            raise HabitacleError(f"The key {path} cannot be removed: {error.strerror}.") from error

    def _seal_key(self, name: str) -> bytes:
        return hmac.digest(self.database_key(name), b"habitacle seal " + name.encode(), "sha256")

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise HabitacleError(f"'{name}' is no name of a key.")
        return self._folder / f"{name}.key"

    def _ready(self) -> None:
        if not self._folder.exists():
            make_folder(self._folder)
        found = self._folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise HabitacleError(f"The key folder {self._folder} is not a folder.")
        _refuse_shared(self._folder, found, 0o700)

    def _make(self, path: Path) -> None:
        """All of the key or nothing, also after a power cut; the first of two makers wins."""
        fresh = self._folder / f".{path.name}.{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(DATABASE_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(fresh, path)
            except FileExistsError:
                return
        finally:
            fresh.unlink()
        sync_folder(self._folder)


def _read(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        _refuse_shared(path, os.fstat(file.fileno()), 0o600)
        key = file.read(DATABASE_KEY_BYTES + 1)
    if len(key) != DATABASE_KEY_BYTES:
        raise HabitacleError(f"The key file {path} does not hold {DATABASE_KEY_BYTES} bytes.")
    return key


def _refuse_shared(path: Path, found: os.stat_result, mode: int) -> None:
    if found.st_uid != os.geteuid():
        raise HabitacleError(f"The key {path} belongs to another user; chown it to this one.")
    if found.st_mode & _OTHERS:
        now = stat.S_IMODE(found.st_mode)
        raise HabitacleError(
            f"The key {path} is open to other users (mode {now:04o}); run chmod {mode:o} on it."
        )
