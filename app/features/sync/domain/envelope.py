"""What a message looks like on the wire, and the checksum of the row it came from."""

import zlib
from datetime import UTC, datetime, timedelta

from app.core.canonical import canonical_json
from app.core.message import QueuedMessage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEPARATOR = b"\x1f"


def encode(row: QueuedMessage) -> bytes:
    """The envelope of *row*, UTF-8 without blanks, keys in the order of the contract.

    A pure function of the stored row, so a repetition has the same bytes. `row.data` is placed
    as stored: it must be the compact JSON text of the message's data.
    """
    head = (
        f'{{"v":1,"id":{_json(row.id)},"type":{_json(row.type)},"ver":{row.ver},"seq":{row.seq},'
        f'"boot":{_json(row.boot)},"ts":"{timestamp(row.created_ms)}","data":'
    )
    return head.encode() + row.data + b"}"


def timestamp(unix_ms: int) -> str:
    """RFC 3339 in UTC with milliseconds, such as `2026-11-22T12:00:00.000Z`."""
    moment = _EPOCH + timedelta(milliseconds=unix_ms)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def row_crc(row: QueuedMessage) -> int:
    """CRC-32 of everything in an outbox row that is fixed at writing (`attempts` is not).

    Over the UTF-8 of seq, id, topic, type, ver, purpose, recipient, prio, boot, created_ms and
    expires_ms (empty if none), joined by 0x1F, then 0x1F and the data.
    """
    expires = "" if row.expires_ms is None else row.expires_ms
    head = (
        *(row.seq, row.id, row.topic, row.type, row.ver, row.purpose, row.recipient, row.prio),
        *(row.boot, row.created_ms, expires),
    )
    parts = [str(part).encode() for part in head]
    return zlib.crc32(_SEPARATOR.join([*parts, row.data]))


def _json(text: str) -> str:
    return canonical_json(text).decode()
