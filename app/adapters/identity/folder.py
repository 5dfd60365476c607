"""Where certificates and keys lie: the one in use, the one on trial, the claim of the factory.

Each pair has a folder of its own; `current` and `trial` name it. A pointer is replaced as a whole,
so that a power cut leaves the old or the new pair in use, never a mixture.
"""

import os
import secrets
import shutil
from pathlib import Path

from app.adapters.files import replace_durably, shred, sync_folder
from app.adapters.identity.request import common_name
from app.adapters.mqtt.tls import TlsFiles, Validity, certificate_validity
from app.core.errors import HabitacleError

_CURRENT, _TRIAL, _CLAIM = "current", "trial", "claim"
_CERT, _KEY = "cert.pem", "key.pem"


class IdentityFolder:
    """Pairs below *folder* (0700), trusted against the authority *ca*."""

    def __init__(self, folder: Path, ca: Path) -> None:
        self._folder = folder
        self._ca = ca

    def files(self) -> TlsFiles:
        """The pair to connect with: the one on trial, else the current one."""
        name = self._named(_TRIAL) or self._named(_CURRENT) or "none"
        return self._files(name)

    def device_id(self) -> str | None:
        """Common name of the current certificate; None without an identity."""
        return self._device(_CURRENT)

    def trial_device_id(self) -> str | None:
        """Common name of the certificate on trial."""
        return self._device(_TRIAL)

    def validity(self) -> Validity | None:
        """Dates of the current certificate."""
        name = self._named(_CURRENT)
        try:
            return (
                None if name is None else certificate_validity(self._files(name).cert.read_bytes())
            )
        except (OSError, ValueError):
            return None

    @property
    def on_trial(self) -> bool:
        """Whether a new pair waits to connect once."""
        return self._named(_TRIAL) is not None

    def claim(self) -> TlsFiles | None:
        """The factory's claim certificate, while it is still here."""
        files = self._files(_CLAIM)
        return files if files.cert.is_file() and files.key.is_file() else None

    def propose(self, key: bytes, chain: bytes) -> None:
        """Keep a new pair beside the current one; HabitacleError when it cannot be written."""
        name = f"pair-{secrets.token_hex(8)}"
        place = self._folder / name
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.mkdir(mode=0o700)
            for file, data in ((_KEY, key), (_CERT, chain)):
                _write(place / file, data)
            sync_folder(place)
            sync_folder(self._folder)
            replace_durably(self._folder / _TRIAL, name.encode())
        except OSError as error:
            raise HabitacleError(f"The identity cannot be written: {error.strerror}.") from error

    def confirm(self) -> None:
        """The pair on trial has connected: it is the current one, the others are destroyed."""
        name = self._named(_TRIAL)
        if name is None:
            return
        replace_durably(self._folder / _CURRENT, name.encode())
        self._forget(_TRIAL)
        self._clean(keep=name)
        self._destroy(self._folder / _CLAIM)

    def roll_back(self) -> None:
        """The pair on trial is of no use: back to the current one."""
        self._forget(_TRIAL)
        self._clean(keep=self._named(_CURRENT))

    def hand_back(self) -> None:
        """The car changes hands: keys and certificates are destroyed, the claim of the factory too.

        HabitacleError when the disk refuses; then do it again.
        """
        try:
            self._clean(keep=None)
            self._destroy(self._folder / _CLAIM)
            for pointer in (_TRIAL, _CURRENT):
                self._forget(pointer)
        except OSError as error:
            raise HabitacleError(f"The identity cannot be destroyed: {error.strerror}.") from error

    def _named(self, pointer: str) -> str | None:
        try:
            name = (self._folder / pointer).read_text("utf-8").strip()
        except OSError:
            return None
        return name if name.startswith("pair-") and name[5:].isalnum() else None

    def _device(self, pointer: str) -> str | None:
        name = self._named(pointer)
        if name is None:
            return None
        try:
            return common_name(self._files(name).cert.read_bytes())
        except (OSError, ValueError):
            return None

    def _files(self, name: str) -> TlsFiles:
        place = self._folder / name
        return TlsFiles(self._ca, place / _CERT, place / _KEY)

    def _forget(self, pointer: str) -> None:
        (self._folder / pointer).unlink(missing_ok=True)
        sync_folder(self._folder)

    def _clean(self, keep: str | None) -> None:
        for place in self._folder.glob("pair-*"):
            if place.name != keep:
                self._destroy(place)

    @staticmethod
    def _destroy(place: Path) -> None:
        if place.is_dir():
            shred(place / _KEY)
            shutil.rmtree(place)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
