"""What the ECUs can tell besides trouble codes: OBD PIDs, UDS identifiers (DIDs), the VIN.

Encodings of PIDs: SAE J1979. DIDs from 2001 on are this car's own.
"""

import math
from collections.abc import Callable, Mapping

from app.emulator.car.charging import charging_power_w
from app.emulator.car.physics import Car
from app.emulator.car.settings import Plug
from app.emulator.car.trouble import DtcState

Read = Callable[[Car], bytes]

VCU, BMS, BODY, BRAKES = "vcu", "bms", "body", "brakes"
_EOBD = 6
_INFO_VIN = 2
_MOST_DTCS = 0x7F


def _scaled(value: float, scale: float, offset: float, size: int) -> bytes:
    code = math.floor((value - offset) / scale + 0.5)
    return min((1 << 8 * size) - 1, max(0, code)).to_bytes(size)


def monitor_status(car: Car, ecu: str) -> bytes:
    """PID 01: warning lamp, number of confirmed codes; no monitors of a combustion engine."""
    confirmed = [d for d in car.dtcs if d.ecu == ecu and d.state is DtcState.CONFIRMED]
    lamp = 0x80 if confirmed else 0
    return bytes((lamp | min(_MOST_DTCS, len(confirmed)), 0, 0, 0))


def _speed(car: Car) -> bytes:
    return _scaled(car.speed_kmh, 1.0, 0.0, 1)


def _standard(_car: Car) -> bytes:
    return bytes((_EOBD,))


def _supply(car: Car) -> bytes:
    return _scaled(car.low_voltage.voltage_v, 0.001, 0.0, 2)


def _ambient(car: Car) -> bytes:
    return _scaled(car.settings.ambient_c, 1.0, -40.0, 1)


def _charge(car: Car) -> bytes:
    return _scaled(car.battery.soc * 100.0, 100.0 / 255.0, 0.0, 1)


def _odometer(car: Car) -> bytes:
    return _scaled(car.odometer_m, 100.0, 0.0, 4)


def _vin(car: Car) -> bytes:
    return car.model.diagnostics.vin.encode("ascii")


def _charging_limit(car: Car) -> bytes:
    """Power that the cells take from a DC point now, 0.1 kW."""
    return _scaled(charging_power_w(car.model, Plug.DC, car.battery.soc), 100.0, 0.0, 2)


_PIDS: Mapping[str, Mapping[int, Read]] = {
    VCU: {
        0x0D: _speed,
        0x1C: _standard,
        0x42: _supply,
        0x46: _ambient,
        0xA6: _odometer,
    },
    BMS: {0x1C: _standard, 0x42: _supply, 0x5B: _charge},
}
_DIDS: Mapping[str, Mapping[int, Read]] = {
    VCU: {0xF190: _vin},
    BMS: {0x2001: _charging_limit},
}


def has_obd(ecu: str) -> bool:
    """Whether the ECU answers OBD services."""
    return ecu in _PIDS


def read_pid(car: Car, ecu: str, pid: int) -> bytes | None:
    """Data of an OBD PID, support masks included; None if the ECU does not have it."""
    pids = _PIDS.get(ecu, {})
    if pid % 0x20 == 0:
        return _support(frozenset(pids) | {1}, pid)
    if pid == 1:
        return monitor_status(car, ecu)
    read = pids.get(pid)
    return None if read is None else read(car)


def read_did(car: Car, ecu: str, did: int) -> bytes | None:
    """Data of an identifier; None if the ECU does not have it."""
    read = _DIDS.get(ecu, {}).get(did)
    return None if read is None else read(car)


def read_vehicle_info(car: Car, ecu: str, info: int) -> bytes | None:
    """Data of OBD service 09: support mask and VIN, with the number of items before."""
    if ecu != VCU:
        return None
    if info == 0:
        return _support(frozenset({_INFO_VIN}), 0)
    return b"\x01" + _vin(car) if info == _INFO_VIN else None


def _support(pids: frozenset[int], first: int) -> bytes | None:
    """Bit mask of `first` + 1 to `first` + 32; the last bit says that the next mask is there."""
    if first and not any(pid > first for pid in pids):
        return None
    bits = 0
    for pid in pids:
        if first < pid <= first + 0x20:
            bits |= 1 << (first + 0x20 - pid)
    if any(pid > first + 0x20 for pid in pids):
        bits |= 1
    return bits.to_bytes(4)
