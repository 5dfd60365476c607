"""The simulated car itself: one fixed step of 10 ms, no clock, no randomness."""

import math

from app.emulator.car.battery import Battery
from app.emulator.car.charging import charging_power_w, time_to_complete_s
from app.emulator.car.demand import Demand
from app.emulator.car.faults import NO_EFFECT
from app.emulator.car.lateral import Position, wheel_speeds, yaw_rate
from app.emulator.car.lead import Lead
from app.emulator.car.longitudinal import pedal_forces, resistance_n
from app.emulator.car.low_voltage import LowVoltage
from app.emulator.car.model import Model
from app.emulator.car.range import RangeEstimate
from app.emulator.car.settings import Ignition, Plug, Selector, Settings
from app.emulator.car.trouble import StoredDtc
from app.emulator.car.tyres import Tyre
from app.emulator.car.wear import Wear

DT_S = 0.01
_GEAR = {Selector.DRIVE: 1, Selector.REVERSE: -1, Selector.PARK: 0, Selector.NEUTRAL: 0}
_TYRE_STEPS = 10
_SLOW_STEPS = 100


class Car:
    """State of the car. Speeds are m/s, signed forward; powers W, out of the battery positive."""

    def __init__(self, model: Model, settings: Settings) -> None:
        start = model.start
        self.model = model
        self.settings = settings
        self.demand = Demand()
        self.effects = NO_EFFECT
        self.start_utc_s = start.utc_s
        self.steps = 0
        self.speed = 0.0
        self.acceleration = 0.0
        self.yaw = 0.0
        self.wheel_speeds = (0.0, 0.0, 0.0, 0.0)
        self.selector = settings.selector
        self.plug = Plug.NONE
        self.odometer_m = start.odometer_m
        self.distance_m = 0.0
        self.charging_w = 0.0
        self.charged_wh = 0.0
        self.charged_s = 0.0
        self.time_to_complete_s = 0.0
        self.battery = Battery(model.battery, start.soc, start.ambient_c)
        self.low_voltage = LowVoltage(model)
        self.wear = new_wear(model)
        self.range = RangeEstimate(model.consumption)
        placard = model.tyres.placard_kpa
        self.tyres = tuple(Tyre(model.tyres, placard, start.ambient_c) for _ in range(4))
        self.lead = Lead(model.lead)
        self.position = Position(start.latitude, start.longitude, start.heading_deg)

    @property
    def speed_kmh(self) -> float:
        """Ground speed, never negative."""
        return abs(self.speed) * 3.6

    @property
    def lateral(self) -> float:
        """Lateral acceleration, m/s^2, left positive."""
        return self.speed * self.yaw

    @property
    def pitch_deg(self) -> float:
        """Body pitch on a level road, nose up positive."""
        return self.acceleration * self.model.body.pitch_deg_per_mps2

    @property
    def gear(self) -> int:
        """Direction of drive: 1, -1 or 0; 0 without ignition or with a cable in."""
        ready = self.settings.ignition is Ignition.ON and self.plug is Plug.NONE
        return _GEAR[self.selector] if ready else 0

    @property
    def brake_light(self) -> bool:
        """Pedal pressed, or the motor alone slows the car noticeably (ECE R13-H)."""
        slowing = -self.acceleration * math.copysign(1.0, self.speed)
        slows = self.speed != 0.0 and slowing > self.model.brakes.light_on_decel
        return self.demand.brake > 0.0 or slows

    @property
    def can_drive(self) -> bool:
        """Whether an automatic driver may move off or go on."""
        wish = self.settings
        return self.gear != 0 and not wish.parking_brake and not wish.open

    @property
    def utc_s(self) -> float:
        """Time of day, s since 1970-01-01 UTC."""
        return self.start_utc_s + self.steps * DT_S

    @property
    def dtcs(self) -> tuple[StoredDtc, ...]:
        """Trouble memories of all ECUs: what the tester stored, and injected faults."""
        return self.settings.dtcs + self.effects.dtcs

    def set_odometer(self, metres: float) -> None:
        """Jump to an odometer reading."""
        self.odometer_m = metres

    def step(self, settings: Settings, demand: Demand) -> None:
        """Advance by `DT_S` with the tester's wishes and the driver's demand."""
        self.settings = settings
        self.demand = demand
        self._levers()
        motor_n = self._move()
        self.yaw = yaw_rate(self.model.body, self.speed, demand.steering_deg)
        self.wheel_speeds = wheel_speeds(self.model.body, self.speed, self.yaw)
        self.position.step(self.speed, self.yaw, DT_S)
        self.lead.step(demand.lead_gap_s, abs(self.speed), DT_S)
        self._energy(motor_n)
        if self.steps % _TYRE_STEPS == 0:
            self._air()
        if self.steps % _SLOW_STEPS == 0:
            plug = self.plug if self.charging_w > 0.0 else Plug.NONE
            self.time_to_complete_s = time_to_complete_s(
                self.model, plug, self.battery.soc, settings.charge_limit / 100.0
            )
        self.steps += 1

    def _levers(self) -> None:
        wish = self.settings
        standing = self.speed_kmh < self.model.brakes.standstill_kmh
        if wish.selector is not self.selector:
            opposed = _GEAR[wish.selector] * self.speed < 0.0
            refused = wish.selector is Selector.PARK or opposed
            self.selector = Selector.NEUTRAL if refused and not standing else wish.selector
        if wish.plug is not self.plug and (self.speed == 0.0 or wish.plug is Plug.NONE):
            self.plug = wish.plug
            self.charged_wh = self.charged_s = 0.0

    def _move(self) -> float:
        """Update speed, acceleration and distance; returns the motor's force along the car."""
        model, demand = self.model, self.demand
        gear, speed = self.gear, self.speed
        mass = model.body.mass_kg
        forces = pedal_forces(
            model, abs(speed), self.battery.soc, (demand.throttle, demand.brake), gear
        )
        friction = forces.friction + resistance_n(model, abs(speed))
        if self.settings.parking_brake:
            friction += model.brakes.parking_brake * mass
        if self.selector is Selector.PARK:
            friction += model.brakes.full_pedal * mass
        motor = gear * forces.motor
        speed_after = _advance(speed, motor, friction, mass * model.body.rotating_mass_factor)
        self.acceleration = (speed_after - speed) / DT_S
        moved = 0.5 * abs(speed + speed_after) * DT_S
        self.speed = speed_after
        self.odometer_m += moved
        self.distance_m = moved
        return motor

    def _air(self) -> None:
        slow = self.model.disturbances.leak_kpa_s
        ambient, speed = self.settings.ambient_c, self.speed_kmh
        holes = zip(self.tyres, self.settings.leaks, self.effects.leaks, strict=True)
        for tyre, leak, faulty in holes:
            tyre.step(speed, ambient, leak + slow * faulty, DT_S * _TYRE_STEPS)

    def _energy(self, motor_n: float) -> None:
        model, settings = self.model, self.settings
        mechanical = motor_n * self.speed
        factor = model.motor.efficiency
        electric = mechanical / factor if mechanical > 0.0 else 0.0
        if mechanical < 0.0:
            electric = mechanical * model.motor.recuperation_efficiency
        self.charging_w = 0.0
        parked = self.selector is Selector.PARK and self.speed == 0.0
        below = self.battery.soc * 100.0 < settings.charge_limit
        if self.plug is not Plug.NONE and parked and below:
            self.charging_w = charging_power_w(model, self.plug, self.battery.soc)
            self.charged_wh += self.charging_w * DT_S / 3600.0
            self.charged_s += DT_S
        self.low_voltage.rest_v = self.wear.low_voltage_rest
        auxiliary = self.low_voltage.step(
            settings,
            brake_light=self.brake_light,
            charging=self.charging_w > 0.0,
            crank=self.effects.crank,
            dt_s=DT_S,
        )
        before = self.battery.energy_wh
        power = electric + auxiliary - self.charging_w
        self.battery.step(power, settings.ambient_c, DT_S)
        if self.plug is Plug.NONE and settings.ignition is Ignition.ON:
            self.range.step(before - self.battery.energy_wh, self.distance_m)


def new_wear(model: Model) -> Wear:
    """As the model's car has aged."""
    return Wear.at_start(model.start, model.battery.health, model.low_voltage)


def _advance(speed: float, motor: float, friction: float, mass: float) -> float:
    """Speed after one step; friction can stop the car but never push it."""
    if speed == 0.0:
        if abs(motor) <= friction:
            return 0.0
        return (motor - math.copysign(friction, motor)) / mass * DT_S
    after = speed + (motor - math.copysign(friction, speed)) / mass * DT_S
    return 0.0 if after * speed < 0.0 else after
