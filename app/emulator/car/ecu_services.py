"""Services of the simulated ECUs: OBD of SAE J1979 and reading services of ISO 14229-1."""

from collections.abc import Sequence

from app.emulator.car.ecu_values import has_obd, read_did, read_pid, read_vehicle_info
from app.emulator.car.physics import Car
from app.emulator.car.trouble import STATUS_MASK, DtcState, StoredDtc

_LIVE_DATA, _PENDING_DTCS, _VEHICLE_INFO = 0x01, 0x07, 0x09
_OBD = frozenset({_LIVE_DATA, 0x03, _PENDING_DTCS, _VEHICLE_INFO, 0x0A})
_SESSION, _DTC_INFORMATION, _IDENTIFIERS, _TESTER_PRESENT = 0x10, 0x19, 0x22, 0x3E
NEGATIVE = 0x7F
SERVICE_UNKNOWN, SUBFUNCTION_UNKNOWN, WRONG_LENGTH = 0x11, 0x12, 0x13
BUSY, OUT_OF_RANGE, PENDING = 0x21, 0x31, 0x78
_HUSHED = frozenset({SERVICE_UNKNOWN, SUBFUNCTION_UNKNOWN, OUT_OF_RANGE})
"""Answers that a request to all ECUs does not get (ISO 14229-1, 7.5)."""
_NO_ANSWER_BIT = 0x80
_SESSION_TIMES = bytes.fromhex("003201F4")
"""P2 50 ms, P2* 5 000 ms in units of 10 ms."""
_DTC_FORMAT = 0x01
_POSITIVE = 0x40
_MOST_PIDS = 6
_SUBFUNCTION_AND_MASK = 2


class Refused(Exception):  # noqa: N818  it is an answer, no error of the program
    """A negative answer with its code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code:02X}")
        self.code = code


def answer(car: Car, ecu: str, request: bytes, *, functional: bool) -> bytes | None:
    """Answer of *ecu* to a request, None for silence.

    It reads and never writes: clearing, resetting, coding and control are unknown services.
    """
    service, rest = request[0], request[1:]
    try:
        data = _dispatch(car, ecu, service, rest)
    except Refused as refusal:
        if functional and refusal.code in _HUSHED:
            return None
        return negative(service, refusal.code)
    return None if data is None else bytes((service + _POSITIVE,)) + data


def negative(service: int, code: int) -> bytes:
    """The answer that refuses."""
    return bytes((NEGATIVE, service, code))


def _dispatch(car: Car, ecu: str, service: int, rest: bytes) -> bytes | None:
    dtcs = [dtc for dtc in car.dtcs if dtc.ecu == ecu]
    if service in _OBD and has_obd(ecu):
        return _obd(car, ecu, service, rest, dtcs)
    if service == _SESSION:
        return _quiet(rest, 0x01, _SESSION_TIMES)
    if service == _TESTER_PRESENT:
        return _quiet(rest, 0x00, b"")
    if service == _DTC_INFORMATION:
        return _dtc_information(rest, dtcs)
    if service == _IDENTIFIERS:
        return _identifiers(car, ecu, rest)
    raise Refused(SERVICE_UNKNOWN)


def _obd(car: Car, ecu: str, service: int, rest: bytes, dtcs: Sequence[StoredDtc]) -> bytes:
    if service == _LIVE_DATA:
        return _pids(car, ecu, rest)
    if service == _VEHICLE_INFO:
        info = None if len(rest) != 1 else read_vehicle_info(car, ecu, rest[0])
        if info is None:
            raise Refused(SUBFUNCTION_UNKNOWN)
        return rest + info
    if rest:
        raise Refused(WRONG_LENGTH)
    wanted = DtcState.PENDING if service == _PENDING_DTCS else DtcState.CONFIRMED
    found = [dtc.two_bytes for dtc in dtcs if dtc.state is wanted]
    return bytes((len(found),)) + b"".join(found)


def _pids(car: Car, ecu: str, pids: bytes) -> bytes:
    if not 0 < len(pids) <= _MOST_PIDS:
        raise Refused(WRONG_LENGTH)
    found = [(pid, read_pid(car, ecu, pid)) for pid in pids]
    known = [bytes((pid,)) + data for pid, data in found if data is not None]
    if not known:
        raise Refused(SUBFUNCTION_UNKNOWN)
    return b"".join(known)


def _quiet(rest: bytes, known: int, data: bytes) -> bytes | None:
    """Answer to a service with one subfunction; its highest bit asks for silence."""
    if len(rest) != 1:
        raise Refused(WRONG_LENGTH)
    if rest[0] & ~_NO_ANSWER_BIT != known:
        raise Refused(SUBFUNCTION_UNKNOWN)
    return None if rest[0] & _NO_ANSWER_BIT else bytes((known,)) + data


def _dtc_information(rest: bytes, dtcs: Sequence[StoredDtc]) -> bytes:
    if rest[:1] not in {b"\x01", b"\x02"}:
        raise Refused(SUBFUNCTION_UNKNOWN)
    if len(rest) != _SUBFUNCTION_AND_MASK:
        raise Refused(WRONG_LENGTH)
    found = [dtc.uds for dtc in dtcs if dtc.status & rest[1] & STATUS_MASK]
    head = bytes((rest[0], STATUS_MASK))
    if rest[0] == 0x01:
        return head + bytes((_DTC_FORMAT,)) + len(found).to_bytes(2)
    return head + b"".join(found)


def _identifiers(car: Car, ecu: str, rest: bytes) -> bytes:
    if not rest or len(rest) % 2:
        raise Refused(WRONG_LENGTH)
    dids = [int.from_bytes(rest[at : at + 2]) for at in range(0, len(rest), 2)]
    found = [(did, read_did(car, ecu, did)) for did in dids]
    known = [did.to_bytes(2) + data for did, data in found if data is not None]
    if not known:
        raise Refused(OUT_OF_RANGE)
    return b"".join(known)
