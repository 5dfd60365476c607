"""Which diagnostic requests may leave this product: an allow-list in code.

Source: SAE J1979 (OBD modes 01, 03, 07, 09, 0A), ISO 14229-1 (services 10 01, 19 01, 19 02, 22,
3E 00). All of them only read. No profile, file or setting can widen the list.
"""

from collections.abc import Callable, Mapping

MAX_LENGTH = 7
"""Bytes of a request: it fits one ISO-TP single frame, so nothing is ever sent in pieces."""


def _alone(payload: bytes) -> bool:
    return len(payload) == 1


def _parameters(payload: bytes) -> bool:
    return 1 < len(payload) <= MAX_LENGTH


def _vehicle_information(payload: bytes) -> bool:
    return len(payload) == 2  # noqa: PLR2004 - service and one InfoType


def _default_session(payload: bytes) -> bool:
    return payload[1:] == b"\x01"


def _stored_codes(payload: bytes) -> bool:
    return len(payload) == 3 and payload[1] in {0x01, 0x02}  # noqa: PLR2004 - report, status mask


def _identifiers(payload: bytes) -> bool:
    return 3 <= len(payload) <= MAX_LENGTH and len(payload) % 2 == 1  # noqa: PLR2004 - 2 a DID


def _tester_present(payload: bytes) -> bool:
    return payload[1:] == b"\x00"


_ALLOWED: Mapping[int, Callable[[bytes], bool]] = {
    0x01: _parameters,
    0x03: _alone,
    0x07: _alone,
    0x09: _vehicle_information,
    0x0A: _alone,
    0x10: _default_session,
    0x19: _stored_codes,
    0x22: _identifiers,
    0x3E: _tester_present,
}


def refusal(payload: bytes) -> str | None:
    """Why the request *payload* (service byte first, no ISO-TP header) is refused; None = allowed.

    A suppress-positive-response bit, a missing or an extra byte is refused like a foreign service.
    """
    if not payload:
        return "an empty diagnostic request is refused"
    shape = _ALLOWED.get(payload[0])
    if shape is None:
        return f"diagnostic service {payload[0]:02X} is not on the allow-list"
    if not shape(payload):
        return f"diagnostic request {payload.hex(' ').upper()} is not on the allow-list"
    return None
