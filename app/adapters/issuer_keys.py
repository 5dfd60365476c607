"""Pinned keys of those who may sign messages that act: data, checked with Ed25519."""

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError

SCHEMA = "issuer-keys/1"
_KEY_BYTES = 32
_ROOT = 0
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class _Pinned:
    issuer: str
    kinds: tuple[str, ...]
    public: bytes


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
        from cryptography.exceptions import InvalidSignature  # a start checks no signature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(pinned.public).verify(signature, signed)
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


def check_owned(path: Path) -> None:
    """HabitacleError unless *path* is a file that only we, or the administrator, can write.

    For keys that do not come with the product: who can write the file decides what the car does.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise HabitacleError(f"{path}: cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(found.st_mode):
        raise HabitacleError(f"{path}: is not a file.")
    if found.st_uid not in {os.geteuid(), _ROOT}:
        raise HabitacleError(f"{path}: belongs to another user, so its keys are not trusted.")
    if found.st_mode & _OTHERS_WRITE:
        raise HabitacleError(
            f"{path}: others can write it, so its keys are not trusted; run chmod go-w on it."
        )


def _keys(document: Mapping[str, Any]) -> dict[str, _Pinned]:
    if document["schema"] != SCHEMA:
        raise ValueError(f"schema is not {SCHEMA}")
    keys = {str(entry["kid"]): _pinned(entry) for entry in document["keys"]}
    if len(keys) != len(document["keys"]):
        raise ValueError("a kid stands twice")
    return keys


def _pinned(entry: Mapping[str, Any]) -> _Pinned:
    public = bytes.fromhex(entry["public"])
    if len(public) != _KEY_BYTES:
        raise ValueError(f"a public key has {_KEY_BYTES} bytes")
    return _Pinned(str(entry["issuer"]), tuple(map(str, entry["types"])), public)


def _serves(kinds: tuple[str, ...], kind: str) -> bool:
    """`order.*` stands for every type below `order.`."""
    return any(
        kind == each or (each.endswith(".*") and kind.startswith(each[:-1])) for each in kinds
    )
