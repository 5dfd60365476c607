"""Diagnostic trouble codes in an ECU's memory: ISO 15031-6 names, ISO 14229-1 status bits."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import HabitacleError

STATUS_MASK = 0xAF
"""Status bits that the ECUs keep: failed, failed this cycle, pending, confirmed, failed since
clear, warning lamp."""
_STATUS_CONFIRMED = 0xAF
_STATUS_PENDING = 0x27
_CODE = re.compile(r"[PCBU][0-3][0-9A-F]{3}")
_FAILURE_TYPE = re.compile(r"[0-9A-F]{2}")


class DtcState(StrEnum):
    """Seen again and stored, or seen once."""

    CONFIRMED = "confirmed"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class StoredDtc:
    """One entry of an ECU's memory: `code` P0A80, `failure_type` two hex digits, 00 none."""

    ecu: str
    code: str
    failure_type: str
    state: DtcState

    @property
    def key(self) -> tuple[str, str, str]:
        """An ECU keeps one entry for it."""
        return self.ecu, self.code, self.failure_type

    @property
    def two_bytes(self) -> bytes:
        """The code as OBD sends it: two bits for the letter, then four digits."""
        letter, digit = "PCBU".index(self.code[0]), int(self.code[1])
        return bytes((letter << 6 | digit << 4 | int(self.code[2], 16), int(self.code[3:], 16)))

    @property
    def status(self) -> int:
        """Status byte of ISO 14229-1."""
        return _STATUS_CONFIRMED if self.state is DtcState.CONFIRMED else _STATUS_PENDING

    @property
    def uds(self) -> bytes:
        """Code, failure type and status as service 19 02 sends them."""
        return bytes((*self.two_bytes, int(self.failure_type, 16), self.status))


def stored_dtc(ecu: str, code: str, failure_type: str | None, state: DtcState) -> StoredDtc:
    """A checked entry; HabitacleError for a code or failure type that is none."""
    kind = failure_type or "00"
    if not _CODE.fullmatch(code):
        raise HabitacleError(f"{code!r} is not a trouble code such as 'P0A80'.")
    if not _FAILURE_TYPE.fullmatch(kind):
        raise HabitacleError(f"{kind!r} is not a failure type of two hex digits.")
    return StoredDtc(ecu, code, kind, state)
