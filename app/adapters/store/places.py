"""Which databases a data folder has, with their keys and mirrors."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.adapters.store.copies import ConsentCopy, Copy, IdentityCopy, OrderCopy
from app.adapters.store.mirror import Plain, Sealer
from app.adapters.store.mirrors import Mirrors
from app.adapters.store.recovery import Place
from app.adapters.store.schema import DEVICE, PROFILE, Step
from app.core.keys import KeyStore

DEVICE_FILE = "device.db"
PROFILE_FILE = "p-1.db"
MIRRORS = "mirror"
KEYS = "keys"


class _Sealed:
    """Lines sealed by the key store under the database's name."""

    def __init__(self, key: KeyStore, name: str) -> None:
        self._key = key
        self._name = name

    def seal(self, data: bytes) -> bytes:
        return self._key.seal(self._name, data)

    def unseal(self, sealed: bytes) -> bytes:
        return self._key.unseal(self._name, sealed)


def places(data_dir: Path, key: KeyStore | None) -> Iterator[tuple[Place, bool]]:
    """The device's file, then the profile's; and whether the key of a file must be a new one."""
    files: tuple[tuple[str, Sequence[Step], Sequence[Copy]], ...] = (
        (DEVICE_FILE, DEVICE, (IdentityCopy(),)),
        (PROFILE_FILE, PROFILE, (ConsentCopy(), OrderCopy())),
    )
    for file, steps, copies in files:
        path = data_dir / file
        lost = key is not None and not key.knows(path.stem)
        sealer: Sealer = Plain() if key is None else _Sealed(key, path.stem)
        mirrors = Mirrors(data_dir / MIRRORS, path.stem, copies, sealer)
        secret = None if key is None else key.database_key(path.stem)
        yield Place(path, steps, secret, mirrors), lost
