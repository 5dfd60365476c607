"""What a message looks like on the wire, and the checksum of the row it came from."""

import functools
import zlib
from datetime import UTC, datetime, timedelta

from app.core.canonical import canonical_text
from app.core.message import QueuedMessage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@functools.lru_cache(maxsize=2)  # measured by the gateway, then sent
def encode(row: QueuedMessage) -> bytes:
    """The envelope of *row*, UTF-8 without blanks, keys in the order of the contract.

    A pure function of the stored row, so a repetition has the same bytes. `row.data` is placed
    as stored: it must be the compact JSON text of the message's data.
    """
    head = (
        f'{{"v":1,"id":{canonical_text(row.id)},"type":{_word(row.type)},"ver":{row.ver},'
        f'"seq":{row.seq},"boot":{_word(row.boot)},"ts":"{timestamp(row.created_ms)}","data":'
    )
    return head.encode() + row.data + b"}"


def timestamp(unix_ms: int) -> str:
    """RFC 3339 in UTC with milliseconds, such as `2026-11-22T12:00:00.000Z`."""
    seconds, ms = divmod(unix_ms, 1000)
    return f"{_second(seconds)}.{ms:03d}Z"


def row_crc(row: QueuedMessage) -> int:
    """CRC-32 of everything in an outbox row that is fixed at writing (`attempts` is not).

    Over the UTF-8 of seq, id, topic, type, ver, purpose, recipient, prio, boot, created_ms and
    expires_ms (empty if none), joined by 0x1F, then 0x1F and the data.
    """
    expires = "" if row.expires_ms is None else row.expires_ms
    head = (
        f"{row.seq}\x1f{row.id}\x1f{row.topic}\x1f{row.type}\x1f{row.ver}\x1f{row.purpose}\x1f"
        f"{row.recipient}\x1f{row.prio}\x1f{row.boot}\x1f{row.created_ms}\x1f{expires}\x1f"
    )
    return zlib.crc32(row.data, zlib.crc32(head.encode()))


_word = functools.lru_cache(maxsize=256)(canonical_text)
"""The same few types and boots are written again and again."""


@functools.lru_cache(maxsize=256)
def _second(unix_s: int) -> str:
    moment = _EPOCH + timedelta(seconds=unix_s)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
