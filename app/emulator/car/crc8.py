"""CRC-8 SAE J1850: polynomial 1D, initial FF, final XOR FF."""

from collections.abc import Iterable

_POLYNOMIAL = 0x1D


def _entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte << 1) ^ (_POLYNOMIAL if byte & 0x80 else 0)
    return byte & 0xFF


_TABLE = bytes(_entry(byte) for byte in range(256))


def crc8(data: Iterable[int], crc: int = 0xFF) -> int:
    """CRC of *data*; the check value of `123456789` is 4B."""
    for byte in data:
        crc = _TABLE[crc ^ byte]
    return crc ^ 0xFF
