"""What a vehicle profile says about diagnostics, payloads in pieces and the start inhibit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.adapters.can.rules import SignalRule

TESTER_PATH = "Vehicle.Habitacle.Diagnostics.IsTesterConnected"
SCAN_MASK = 0x08
"""Status mask of a request 19 01/02 that names none: confirmed codes."""
POSITIVE = 0x40
"""A positive answer starts with the service plus this."""


@dataclass(frozen=True, slots=True)
class IsoTpRule:
    """`[[isotp]]`: payloads reassembled from `ids` of `bus` are frames of a bus called `name`.

    `ids` are identifiers with their 29-bit flag; `lead_bytes` zero bytes stand before the service.
    """

    name: str
    bus: str
    ids: tuple[tuple[int, bool], ...]
    dbc: tuple[Path, ...]
    lead_bytes: int = 0


@dataclass(frozen=True, slots=True)
class EcuRule:
    """`[[ecu]]`: identifiers of one control unit and its answering times."""

    name: str
    request: int
    response: int
    functional: int | None
    padding: int | None
    p2_ms: int
    p2_star_ms: int
    extended: bool


@dataclass(frozen=True, slots=True)
class DecodeRule:
    """`decode`: `length` bytes, big endian, from `byte` on, counted from the answer's service byte.

    `mask` keeps one run of bits of them; `signal` holds every other key, as of a `[[signal]]`.
    """

    byte: int
    length: int
    signed: bool
    mask: int | None
    signal: SignalRule


@dataclass(frozen=True, slots=True)
class RequestRule:
    """`[[request]]`: what is asked every `every_ms`, and which path the answer gives."""

    ecu: str
    service: int
    pid: int | None
    did: int | None
    subfunction: int | None
    mask: int | None
    every_ms: int
    path: str | None = None
    decode: DecodeRule | None = None

    @property
    def payload(self) -> bytes:
        """The request, service byte first."""
        mask = self.mask
        if mask is None and self.service == 0x19:  # noqa: PLR2004  19 01/02 always carry a mask
            mask = SCAN_MASK
        parts = (self.subfunction, mask, self.pid)
        did = b"" if self.did is None else self.did.to_bytes(2, "big")
        return bytes([self.service, *(part for part in parts if part is not None)]) + did

    @property
    def answer(self) -> bytes:
        """How the positive answer begins: service, then PID or DID."""
        payload = self.payload
        return bytes([payload[0] + POSITIVE]) + payload[1:]


@dataclass(frozen=True, slots=True)
class DiagRule:
    """`[diag]` with its `[[ecu]]` and `[[request]]`; nothing is sent unless `transmit`."""

    transmit: bool
    bus: str
    min_interval_ms: int
    while_moving: bool
    ecus: tuple[EcuRule, ...]
    requests: tuple[RequestRule, ...]

    @property
    def plan_bus(self) -> str:
        """The name under which its messages stand in the plan."""
        return f"{self.bus} diagnostics"

    def ecu(self, name: str) -> EcuRule:
        """The control unit called *name*."""
        return next(item for item in self.ecus if item.name == name)


@dataclass(frozen=True, slots=True)
class TransmitRule:
    """`[[transmit]]`: a frame that may be sent.

    Its data have the length of `payload`, and equal it wherever `mask` has a one bit.
    """

    purpose: str
    bus: str
    can_id: int
    extended: bool
    payload: bytes
    mask: bytes
    max_per_s: int


def request_paths(diag: DiagRule | None, mapped: Sequence[str]) -> list[str]:
    """Paths that diagnostics add to those *mapped* to signals."""
    if diag is None:
        return []
    paths = [item.path for item in diag.requests if item.path is not None]
    return paths if TESTER_PATH in mapped else [*paths, TESTER_PATH]
