"""Pinned keys of those who may sign messages that act: data, checked with Ed25519."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.core.errors import HabitacleError

SCHEMA = "issuer-keys/1"


@dataclass(frozen=True, slots=True)
class _Pinned:
    issuer: str
    kinds: tuple[str, ...]
    key: Ed25519PublicKey


class IssuerKeys:
    """Implements `Signatures`. A key serves one issuer and the types its entry lists."""

    def __init__(self, keys: Mapping[str, _Pinned]) -> None:
        self._keys = dict(keys)

    def __len__(self) -> int:
        return len(self._keys)

    def valid(self, kid: str, issuer: str, kind: str, signed: bytes, signature: bytes) -> bool:
        """Whether *signature* over *signed* is by key *kid*, pinned for *issuer* and *kind*."""
        pinned = self._keys.get(kid)
        if pinned is None or pinned.issuer != issuer or not _serves(pinned.kinds, kind):
            return False
        try:
            pinned.key.verify(signature, signed)
        except InvalidSignature:
            return False
        return True


def load_issuer_keys(*paths: Path) -> IssuerKeys:
    """The keys in *paths*, such as `assets/trust/issuers.json`; HabitacleError names a bad one."""
    keys: dict[str, _Pinned] = {}
    for path in paths:
        try:
            found = _keys(json.loads(path.read_text("utf-8")))
        except OSError as error:
            raise HabitacleError(f"{path}: cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HabitacleError(
                f"{path}: no issuer keys: {type(error).__name__} {error}."
            ) from error
        for kid in keys.keys() & found.keys():
            raise HabitacleError(f"{path}: the key {kid} is pinned already.")
        keys |= found
    return IssuerKeys(keys)


def _keys(document: Mapping[str, Any]) -> dict[str, _Pinned]:
    if document["schema"] != SCHEMA:
        raise ValueError(f"schema is not {SCHEMA}")
    keys = {str(entry["kid"]): _pinned(entry) for entry in document["keys"]}
    if len(keys) != len(document["keys"]):
        raise ValueError("a kid stands twice")
    return keys


def _pinned(entry: Mapping[str, Any]) -> _Pinned:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry["public"]))
    return _Pinned(str(entry["issuer"]), tuple(map(str, entry["types"])), key)


def _serves(kinds: tuple[str, ...], kind: str) -> bool:
    """`order.*` stands for every type below `order.`."""
    return any(
        kind == each or (each.endswith(".*") and kind.startswith(each[:-1])) for each in kinds
    )
