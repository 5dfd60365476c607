"""Several rows of one topic in one message, and their compression (specification section 5)."""

import hashlib
import zlib
from collections.abc import Sequence

from app.core.ids import uuid7

ZLIB = "application/json+zlib"
"""Content type of a compressed body (RFC 1950)."""
_LEVEL = 6


class TooLarge(ValueError):  # noqa: N818  a finding about input
    """A compressed body that is damaged, grows beyond its bound, or is followed by something."""


def bundle_id(first_created_ms: int, rows: Sequence[str]) -> str:
    """UUIDv7 of a bundle: time of its first row, and 74 bits that stand for its composition.

    The same rows always make the same id, and other rows another.
    """
    digest = hashlib.sha256("\x1f".join(rows).encode()).digest()
    return uuid7(first_created_ms, int.from_bytes(digest[:10]))


def encode_bundle(message_id: str, envelopes: Sequence[bytes]) -> bytes:
    """The bundle's envelope around whole envelopes, UTF-8 without blanks."""
    head = f'{{"v":1,"id":"{message_id}","type":"bundle","ver":1,"rows":['
    return head.encode() + b",".join(envelopes) + b"]}"


def deflate(payload: bytes) -> bytes:
    """*payload* compressed; never assert its bytes, they differ between builds of zlib."""
    return zlib.compress(payload, _LEVEL)


def inflate(payload: bytes, bound: int) -> bytes:
    """The inverse, at most *bound* bytes and nothing left over; TooLarge otherwise."""
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(payload, bound + 1)
    except zlib.error as error:
        raise TooLarge("too_large") from error
    if len(plain) > bound or not stream.eof or stream.unused_data:
        raise TooLarge("too_large")
    return plain
