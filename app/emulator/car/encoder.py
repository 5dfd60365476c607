"""Frame encoder: a DBC message compiled once to shifts and masks, then only integers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.emulator.car.crc8 import crc8

COUNTER = "Counter"
CRC = "Crc"
COUNTER_MODULO = 16
_WRONG_CRC = 0x5A
_SHORTER = {64: 48, 48: 32, 32: 24, 24: 20, 20: 16, 16: 12, 12: 8}
"""The next shorter length of a CAN FD frame."""


class Code(int):
    """A raw code that is sent as it is, in place of a physical value."""


Values = Mapping[str, float | Code | None]


@dataclass(frozen=True, slots=True)
class MessageFault:
    """What to spoil in one message: signals not available or out of range, CRC, counter, length."""

    sna: frozenset[str] = frozenset()
    out_of_range: frozenset[str] = frozenset()
    crc: bool = False
    counter: bool = False
    length: bool = False


NO_FAULT = MessageFault()


@dataclass(frozen=True, slots=True)
class Field:
    """One signal: `shift` from the least significant end of the payload taken as one integer.

    `low` and `high` bound the raw code; `sna` means not available. `page` is the multiplexer
    value the signal belongs to, None on every page.
    """

    name: str
    shift: int
    mask: int
    signed: bool
    scale: float
    offset: float
    low: int
    high: int
    sna: int
    page: int | None = None

    def raw(self, value: float | Code | None) -> int:
        """Code of a physical value: rounded half up, limited; None or NaN = not available."""
        if type(value) is Code:
            return value & self.mask
        if value is None or not math.isfinite(value):
            return self.sna
        code = math.floor((value - self.offset) / self.scale + 0.5)
        code = min(self.high, max(self.low, code))
        if self.signed and code == -1:
            return 0
        return code & self.mask


@dataclass(frozen=True, slots=True)
class Encoder:
    """One message of one bus. `period_ms` 0 = sent on change only; `fd` = a CAN FD frame.

    Messages with signals called `Counter` and `Crc` get a running number modulo 16 and the
    CRC-8 J1850 over the low id byte and all bytes but the checksum's own.
    """

    name: str
    can_id: int
    length: int
    period_ms: int
    little_endian: bool
    fields: tuple[Field, ...]
    selector: str | None
    counter_shift: int | None
    crc_byte: int | None
    fd: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Names of the signals that carry content."""
        return frozenset(field.name for field in self.fields)

    def encode(self, values: Values, count: int = 0, fault: MessageFault = NO_FAULT) -> bytes:
        """Payload for physical *values*; every signal of the selected page must be among them."""
        page = None if self.selector is None else values[self.selector]
        bits = 0
        for field in self.fields:
            if field.page is not None and field.page != page:
                continue
            bits |= field.raw(values[field.name]) << field.shift
        if fault is not NO_FAULT:
            bits = self._spoiled(bits, page, fault)
        if self.counter_shift is not None:
            number = 0 if fault.counter else count % COUNTER_MODULO
            bits |= number << self.counter_shift
        payload = bits.to_bytes(self.length, "little" if self.little_endian else "big")
        if self.crc_byte is not None:
            payload = self._sealed(payload, fault.crc)
        return payload[: _SHORTER.get(self.length, self.length - 1)] if fault.length else payload

    def _spoiled(self, bits: int, page: float | None, fault: MessageFault) -> int:
        for field in self.fields:
            if field.page is not None and field.page != page:
                continue
            code = None
            if field.name in fault.sna:
                code = field.sna
            elif field.name in fault.out_of_range:
                code = field.high & field.mask
            if code is not None:
                bits &= ~(field.mask << field.shift)
                bits |= code << field.shift
        return bits

    def _sealed(self, payload: bytes, wrong: bool) -> bytes:
        at = self.crc_byte or 0
        rest = payload[:at] + payload[at + 1 :]
        checksum = crc8(bytes((self.can_id & 0xFF,)) + rest)
        if wrong:
            checksum ^= _WRONG_CRC
        return payload[:at] + bytes((checksum,)) + payload[at + 1 :]
