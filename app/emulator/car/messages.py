"""What each message of the car says: signal names of the DBC to physical values."""

from collections.abc import Callable, Mapping
from math import degrees

from app.emulator.car.encoder import Code, Values
from app.emulator.car.physics import Car
from app.emulator.car.settings import (
    WHEELS,
    Beam,
    Ignition,
    Indicator,
    Mode,
    ParkedMode,
    Plug,
    Selector,
)

_SIDES = ("FrontLeft", "FrontRight", "RearLeft", "RearRight")
_BELTS = {
    "BeltFrontLeft": "front_left",
    "BeltFrontRight": "front_right",
    "BeltRearLeft": "rear_left",
    "BeltRearMiddle": "rear_middle",
    "BeltRearRight": "rear_right",
}
_SELECTOR_CODE = {
    Selector.PARK: 2,
    Selector.REVERSE: 3,
    Selector.NEUTRAL: 4,
    Selector.DRIVE: 5,
}
_IDLE, _AC, _DC, _COMPLETE = 0, 1, 2, 3
_PARKED_MODE_CODE = {mode: code for code, mode in enumerate(ParkedMode)}
_NO_TARGET = Code(0xFFFF)
_NO_LIMIT = Code(0xFE)
_NO_SOURCE, _MAP = 0, 1


def wheels(car: Car, _count: int) -> Values:
    """Wheel speeds, km/h."""
    return {f"Speed{w}": v * 3.6 for w, v in zip(_SIDES, car.wheel_speeds, strict=True)}


def motion(car: Car, _count: int) -> Values:
    """Inertial values in ISO 8855 axes, m/s^2 and degrees/s."""
    return {
        "AccelLongitudinal": car.acceleration,
        "AccelLateral": car.lateral,
        "YawRate": degrees(car.yaw),
    }


def drive(car: Car, _count: int) -> Values:
    """Ground speed, pedals in percent, steering wheel."""
    return {
        "Speed": car.speed_kmh,
        "AcceleratorPedal": car.demand.throttle * 100.0,
        "BrakePedal": car.demand.brake * 100.0,
        "SteeringAngle": car.demand.steering_deg,
    }


def gear(car: Car, _count: int) -> Values:
    """Selector and locks."""
    return {
        "Selector": _SELECTOR_CODE[car.selector],
        "ParkLock": car.selector is Selector.PARK,
        "ParkingBrake": car.settings.parking_brake,
    }


def high_voltage(car: Car, _count: int) -> Values:
    """Battery terminals: current positive while discharging, charge in percent."""
    battery = car.battery
    return {
        "Voltage": battery.voltage_v,
        "Current": battery.current_a,
        "SoC": battery.soc * 100.0,
        "Temperature": battery.temperature_c,
    }


def high_voltage_state(car: Car, _count: int) -> Values:
    """Range km, energy kWh, health percent."""
    energy = car.battery.energy_wh
    return {
        "Range": car.range.metres(energy) / 1000.0,
        "Energy": energy / 1000.0,
        "SoH": car.wear.battery_health,
    }


def charge(car: Car, _count: int) -> Values:
    """Charging session; battery-side voltage and current while it runs, else 0."""
    charging = car.charging_w > 0.0
    average = car.charged_wh * 3.6 / car.charged_s if car.charged_s > 0.0 else 0.0
    return {
        "State": charge_state(car),
        "Cable": car.plug is not Plug.NONE,
        "CableLock": charging,
        "AveragePower": average,
        "MinutesLeft": car.time_to_complete_s / 60.0,
        "Limit": car.settings.charge_limit,
        "Voltage": car.battery.voltage_v if charging else 0.0,
        "Current": max(0.0, -car.battery.current_a) if charging else 0.0,
    }


def charge_state(car: Car) -> int:
    """Code of CHARGE.State."""
    if car.charging_w > 0.0:
        return _AC if car.plug is Plug.AC else _DC
    full = car.battery.soc * 100.0 >= car.settings.charge_limit
    return _COMPLETE if car.plug is not Plug.NONE and full else _IDLE


def supply(car: Car, _count: int) -> Values:
    """12 V system, terminals S and 15, locks; an electric car cranks for a tester only."""
    ignition = car.settings.ignition
    return {
        "Voltage": car.low_voltage.voltage_v,
        "ClampS": ignition is not Ignition.OFF,
        "Clamp15": ignition is Ignition.ON,
        "ClampStart": car.effects.crank,
        "Locked": car.settings.is_locked,
    }


def doors(car: Car, _count: int) -> Values:
    """Doors, locks and belts, 0 or 1."""
    settings = car.settings
    values: dict[str, float | None] = {
        "Trunk": "trunk" in settings.open,
        "Hood": "hood" in settings.open,
    }
    for side, name in zip(_SIDES, WHEELS, strict=True):
        values[f"Door{side}"] = name in settings.open
        values[f"Lock{side}"] = name in settings.locked
    for signal, seat in _BELTS.items():
        values[signal] = seat in settings.belted
    return values


def lights(car: Car, _count: int) -> Values:
    """Lamps that are switched on; turn signals do not show their blink phase."""
    settings, lever = car.settings, car.demand.indicator
    return {
        "IndicatorLeft": lever is Indicator.LEFT and not settings.hazard,
        "IndicatorRight": lever is Indicator.RIGHT and not settings.hazard,
        "Hazard": settings.hazard,
        "BeamLow": settings.beam is not Beam.OFF,
        "BeamHigh": settings.beam is Beam.HIGH,
        "Brake": car.brake_light,
    }


def tyres(car: Car, count: int) -> Values:
    """One wheel a frame, in turn: gauge pressure kPa, air temperature, warning."""
    wheel = count % len(_SIDES)
    tyre, side = car.tyres[wheel], _SIDES[wheel]
    if car.effects.tyres_asleep[wheel]:
        unknown: Values = dict.fromkeys(
            (f"Pressure{side}", f"Temperature{side}", f"Low{side}"), None
        )
        return {"Wheel": wheel, **unknown}
    return {
        "Wheel": wheel,
        f"Pressure{side}": tyre.pressure_kpa,
        f"Temperature{side}": tyre.temperature_c,
        f"Low{side}": tyre.is_low,
    }


def flags(car: Car, _count: int) -> Values:
    """Pitch in degrees, what a tester switches on, hands on the steering wheel."""
    on = car.settings.flags
    return {
        "Pitch": car.pitch_deg,
        "Trailer": "trailer" in on,
        "Alarm": "alarm" in on,
        "ECall": "ecall" in on,
        "Phone": "phone" in on,
        "Tester": "tester" in on,
        "ParkedMode": _PARKED_MODE_CODE[car.settings.parked_mode],
        "StartInhibit": "start_inhibit" in on,
        "SteeringTorque": car.speed != 0.0,
    }


def ambient(car: Car, _count: int) -> Values:
    """Outside temperature and light."""
    return {"Temperature": car.settings.ambient_c, "Light": car.settings.light_percent}


def odometer(car: Car, _count: int) -> Values:
    """Odometer, km; the last digit is cut, not rounded, as dashboards do."""
    return {"Odometer": int(car.odometer_m / 100.0) / 10.0}


def wear(car: Car, _count: int) -> Values:
    """Wear in percent (0 new); distance km and time h to the next service."""
    worn = car.wear
    distance_km, hours = worn.service_left_km(car.odometer_m), worn.service_days * 24.0
    return {
        "PadFrontLeft": worn.pad_front_left,
        "PadFrontRight": worn.pad_front_right,
        "PadRearLeft": worn.pad_rear_left,
        "PadRearRight": worn.pad_rear_right,
        "Wiper": worn.wiper,
        "ServiceDistance": distance_km,
        "ServiceTime": hours,
        "WasherLow": worn.washer_low > 0.0,
        "BrakeFluidLow": worn.brake_fluid_low > 0.0,
        "ServiceDue": min(distance_km, hours) <= 0.0,
    }


def gnss_position(car: Car, _count: int) -> Values:
    """WGS 84 degrees."""
    if car.effects.gnss_lost:
        return {"Latitude": None, "Longitude": None}
    return {"Latitude": car.position.latitude, "Longitude": car.position.longitude}


def gnss_fix(car: Car, _count: int) -> Values:
    """UTC, compass heading, altitude m, horizontal accuracy m."""
    start = car.model.start
    if car.effects.gnss_lost:
        return {"Time": None, "Heading": None, "Altitude": None, "Accuracy": None}
    return {
        "Time": int(car.utc_s),
        "Heading": car.position.heading_deg,
        "Altitude": start.altitude_m,
        "Accuracy": start.accuracy_m,
    }


def front(car: Car, _count: int) -> Values:
    """Vehicle ahead (ms, m, km/h), speed limit km/h, driver assistance at work."""
    lead, limit, on = car.lead, car.demand.limit_kmh, car.settings.assists
    gap_s = lead.time_gap_s(abs(car.speed))
    someone = lead.distance_m is not None
    return {
        "TimeGap": _NO_TARGET if gap_s is None else gap_s * 1000.0,
        "Distance": lead.distance_m if someone else _NO_TARGET,
        "RelativeSpeed": lead.relative_mps * 3.6 if someone else _NO_TARGET,
        "SpeedLimit": _NO_LIMIT if limit is None else limit,
        "SpeedLimitSource": _NO_SOURCE if limit is None else _MAP,
        "AEB": "aeb" in on,
        "ABS": "abs" in on,
        "ESC": "esc" in on,
        "TCS": "tcs" in on,
        "EBA": "eba" in on,
        "Cruise": car.settings.mode is Mode.HOLD and car.speed != 0.0,
        "LaneDeparture": "lane_departure" in on,
    }


CONTENT: Mapping[str, Callable[[Car, int], Values]] = {
    "WHEELS": wheels,
    "MOTION": motion,
    "DRIVE": drive,
    "GEAR": gear,
    "HV": high_voltage,
    "HV_STATE": high_voltage_state,
    "CHARGE": charge,
    "SUPPLY": supply,
    "DOORS": doors,
    "LIGHTS": lights,
    "TYRES": tyres,
    "FLAGS": flags,
    "AMBIENT": ambient,
    "ODO": odometer,
    "WEAR": wear,
    "GNSS_POS": gnss_position,
    "GNSS_FIX": gnss_fix,
    "FRONT": front,
}
