"""What a bench window shows of the car, copied at one moment."""

from dataclasses import dataclass, replace
from math import degrees

from app.emulator.car.physics import DT_S, Car
from app.emulator.car.settings import Ignition, Indicator, Mode, Plug, Selector
from app.emulator.car.trouble import StoredDtc
from app.emulator.car.wear import Wear

Four = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class CarState:
    """Truth of the simulation. Wheels: front left, front right, rear left, rear right.

    `power_kw` and `current_a` are positive into the battery; pressures are gauge, kPa.
    `lead_m` is the distance to the vehicle ahead and `limit_kmh` the street's limit, None without;
    `cycle_s` the time in a driving cycle and `loop_m` the place on the loop, None outside.
    """

    time_s: float
    mode: Mode
    cycle_s: float | None
    loop_m: float | None
    ignition: Ignition
    selector: Selector
    parking_brake: bool
    speed_kmh: float
    acceleration: float
    lateral: float
    yaw_deg_s: float
    throttle_percent: float
    brake_percent: float
    steering_deg: float
    indicator: Indicator
    brake_light: bool
    soc_percent: float
    energy_kwh: float
    range_km: float
    consumption_wh_km: float
    voltage_v: float
    current_a: float
    power_kw: float
    battery_c: float
    low_voltage_v: float
    plug: Plug
    charging: bool
    charging_kw: float
    time_to_complete_s: float
    odometer_km: float
    wheel_kmh: Four
    tyre_kpa: Four
    tyre_c: Four
    ambient_c: float
    latitude: float
    longitude: float
    heading_deg: float
    lead_m: float | None
    limit_kmh: float | None
    dtcs: tuple[StoredDtc, ...]
    wear: Wear


def snapshot(car: Car) -> CarState:
    """Copy the present state."""
    battery, settings, demand = car.battery, car.settings, car.demand
    fl, fr, rl, rr = car.wheel_speeds
    a, b, c, d = car.tyres
    return CarState(
        time_s=car.steps * DT_S,
        mode=settings.mode,
        cycle_s=demand.cycle_s,
        loop_m=demand.loop_m,
        ignition=settings.ignition,
        selector=car.selector,
        parking_brake=settings.parking_brake,
        speed_kmh=car.speed_kmh,
        acceleration=car.acceleration,
        lateral=car.lateral,
        yaw_deg_s=degrees(car.yaw),
        throttle_percent=demand.throttle * 100.0,
        brake_percent=demand.brake * 100.0,
        steering_deg=demand.steering_deg,
        indicator=demand.indicator,
        brake_light=car.brake_light,
        soc_percent=battery.soc * 100.0,
        energy_kwh=battery.energy_wh / 1000.0,
        range_km=car.range.metres(battery.energy_wh) / 1000.0,
        consumption_wh_km=car.range.wh_per_km,
        voltage_v=battery.voltage_v,
        current_a=-battery.current_a,
        power_kw=-battery.voltage_v * battery.current_a / 1000.0,
        battery_c=battery.temperature_c,
        low_voltage_v=car.low_voltage.voltage_v,
        plug=car.plug,
        charging=car.charging_w > 0.0,
        charging_kw=car.charging_w / 1000.0,
        time_to_complete_s=car.time_to_complete_s,
        odometer_km=car.odometer_m / 1000.0,
        wheel_kmh=(fl * 3.6, fr * 3.6, rl * 3.6, rr * 3.6),
        tyre_kpa=(a.pressure_kpa, b.pressure_kpa, c.pressure_kpa, d.pressure_kpa),
        tyre_c=(a.temperature_c, b.temperature_c, c.temperature_c, d.temperature_c),
        ambient_c=settings.ambient_c,
        latitude=car.position.latitude,
        longitude=car.position.longitude,
        heading_deg=car.position.heading_deg,
        lead_m=car.lead.distance_m,
        limit_kmh=demand.limit_kmh,
        dtcs=car.dtcs,
        wear=replace(car.wear),
    )
