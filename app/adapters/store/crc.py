"""CRC-32 of rows: a flipped bit that no SQLite check sees (sync.md, section 10)."""

import zlib
from collections.abc import Sequence

_SEPARATOR = b"\x1f"


def crc_of(fields: Sequence[object]) -> int:
    """CRC-32 over the 0x1F-joined UTF-8 of *fields*; None counts as empty."""
    return zlib.crc32(
        _SEPARATOR.join(b"" if field is None else str(field).encode() for field in fields)
    )
