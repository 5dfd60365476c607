"""Identifiers: UUIDv7 for messages and records, random device ids that are never a VIN."""

import re

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DEVICE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VIN_LIKE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")


def uuid7(unix_ms: int, random_bits: int) -> str:
    """UUIDv7 (RFC 9562) of a Unix time in ms and at least 74 random bits."""
    value = (unix_ms & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (random_bits >> 62 & 0xFFF) << 64
    value |= 0b10 << 62 | random_bits & (1 << 62) - 1
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def device_id(random_bits: int) -> str:
    """`hu-` and 26 Crockford base32 characters of 128 random bits."""
    digits = [_CROCKFORD[random_bits >> 5 * i & 31] for i in range(26)]
    return "hu-" + "".join(reversed(digits))


def is_device_id(text: str) -> bool:
    """Whether *text* may stand in topics: safe characters and not shaped like a VIN."""
    return bool(_DEVICE.fullmatch(text)) and not _VIN_LIKE.fullmatch(text)
