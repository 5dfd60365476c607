"""Signs what acts in a car, with a key made on the desk at its first start."""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.core.errors import HabitacleError
from app.features.sync.domain.downlink import signed_bytes

_KEY, _PUBLIC = "issuer.key", "issuers.json"
_SEED_BYTES = 32


class Signer:
    """One issuer with one key. *seed*: the 32 secret bytes."""

    def __init__(self, seed: bytes, issuer: str = "desk") -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.issuer = issuer
        self.kid = f"{issuer}-1"

    def sign(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """*message* with issuer, key id and signature."""
        whole = {**message, "issuer": self.issuer, "kid": self.kid}
        signature = self._key.sign(signed_bytes(str(message["type"]), whole))
        return {**whole, "sig": base64.urlsafe_b64encode(signature).decode().rstrip("=")}

    @property
    def pinned(self) -> dict[str, Any]:
        """The key as a car pins it, in the form of `assets/trust/issuers.json`."""
        public = self._key.public_key().public_bytes_raw().hex()
        kinds = ["command.*", "order.*", "payment.*", "appointment.*", "loyalty.*"]
        kinds += ["entitlement.*", "proposal.*", "policy.*"]
        key = {"kid": self.kid, "issuer": self.issuer, "public": public, "types": kinds}
        return {"schema": "issuer-keys/1", "keys": [key]}


def desk_signer(folder: Path) -> Signer:
    """The signer whose key is in *folder*, made if need be; its public half lies beside it.

    Both can be written by their owner alone. HabitacleError when the key cannot be used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _KEY
    try:
        if not path.exists():
            _write(path, os.urandom(_SEED_BYTES))
        seed = path.read_bytes()
        if len(seed) != _SEED_BYTES:
            raise HabitacleError(f"{path} is no signing key; remove it to have a new one made.")
        signer = Signer(seed)
        _write(pinned_file(folder), json.dumps(signer.pinned, indent=2).encode() + b"\n")
    except OSError as error:
        raise HabitacleError(f"{path}: {error.strerror}, so the cloud cannot sign.") from error
    return signer


def pinned_file(folder: Path) -> Path:
    """Where `desk_signer` leaves the public half, in the form of `assets/trust/issuers.json`."""
    return folder / _PUBLIC


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, 0600."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    fresh.replace(path)
