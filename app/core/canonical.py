"""Canonical JSON and hash chains (specification of consent records and the ledger)."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> bytes:
    """UTF-8, NFC, keys sorted by code point, no blanks.

    Raises ValueError for floats (their text form is not portable) and unknown types.
    """
    return _ENCODER.encode(_normalised(value)).encode()


def canonical_text(text: str) -> str:
    """The canonical JSON of one string."""
    return _ENCODER.encode(unicodedata.normalize("NFC", text))


def sha256_hex(data: bytes) -> str:
    """Lower-case hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def chain_hash(record: Mapping[str, Any]) -> str:
    """Hash of *record* without its own `hash` field; `prev_hash` must be in it."""
    return sha256_hex(canonical_json({k: v for k, v in record.items() if k != "hash"}))


def _normalised(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Mapping):
        return {_normalised(str(k)): _normalised(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normalised(v) for v in value]
    raise ValueError(f"canonical JSON has no form for {type(value).__name__}")
