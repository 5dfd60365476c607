"""What may be put on the bus, judged frame by frame at the socket."""

from collections.abc import Iterable

from app.adapters.can.diag_model import EcuRule
from app.core.diagnostics import MAX_LENGTH, refusal

_MAX_FRAME = 8
_FLOW_CONTROL_LENGTH = 3
_SINGLE_FRAME, _FLOW_CONTROL = 0x0, 0x3
_FLOW_STATES = frozenset({0x30, 0x31, 0x32})


class Guard:
    """Lets through single-frame requests of the allow-list and flow control, to these ECUs only."""

    def __init__(self, ecus: Iterable[EcuRule]) -> None:
        known = tuple(ecus)
        self._physical = {ecu.request: ecu.extended for ecu in known}
        self._functional = {
            ecu.functional: ecu.extended for ecu in known if ecu.functional is not None
        }
        self.responses = {ecu.response: ecu.extended for ecu in known}

    def is_extended(self, can_id: int) -> bool:
        """Whether the request id *can_id* has 29 bits."""
        return self._physical.get(can_id, self._functional.get(can_id, False))

    def refusal(self, can_id: int, data: bytes) -> str | None:
        """Why the frame may not be sent; None when it may."""
        if can_id not in self._physical and can_id not in self._functional:
            return f"{can_id:X} is no request id of this vehicle profile"
        if not data or len(data) > _MAX_FRAME:
            return f"a frame of {len(data)} bytes is no classic diagnostic frame"
        kind, length = data[0] >> 4, data[0] & 0xF
        if kind == _SINGLE_FRAME:
            if not 0 < length <= min(MAX_LENGTH, len(data) - 1):
                return f"{data.hex(' ').upper()} is no whole ISO-TP single frame"
            return refusal(data[1 : 1 + length])
        if kind == _FLOW_CONTROL and can_id in self._physical:
            whole = data[0] in _FLOW_STATES and len(data) >= _FLOW_CONTROL_LENGTH
            return None if whole else f"{data.hex(' ').upper()} is no flow control frame"
        return f"{data.hex(' ').upper()} is neither a single frame nor flow control"
