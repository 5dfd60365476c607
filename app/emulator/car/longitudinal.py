"""Forces along the road: motor, recuperation, brakes, air and rolling resistance (N, m/s)."""

from dataclasses import dataclass

from app.emulator.car.model import Model

GRAVITY = 9.80665


@dataclass(frozen=True, slots=True)
class Forces:
    """`motor` acts along the selected direction (negative recuperates), `friction` against it."""

    motor: float
    friction: float


def resistance_n(model: Model, speed: float) -> float:
    """Air and rolling resistance at a speed >= 0."""
    body = model.body
    air = 0.5 * body.air_density * body.drag_area_m2 * speed * speed
    return air + body.rolling_coefficient * body.mass_kg * GRAVITY


def drive_limit_n(model: Model, speed: float, soc: float, reverse: bool) -> float:
    """Largest driving force: torque below, power above the corner speed, less when empty."""
    motor = model.motor
    if reverse and speed * 3.6 > motor.reverse_limit_kmh:
        return 0.0
    power = motor.power_w * motor.efficiency * min(1.0, soc / motor.derate_below_soc)
    return min(motor.wheel_force_n, power / max(speed, 1.0))


def recuperation_limit_n(model: Model, speed: float, soc: float) -> float:
    """Largest braking force of the motor: fades at walking pace and in a nearly full battery."""
    motor = model.motor
    slow = (speed * 3.6 - motor.fade_to_kmh) / (motor.fade_from_kmh - motor.fade_to_kmh)
    full = (1.0 - soc) / (1.0 - motor.full_from_soc)
    fade = min(1.0, max(0.0, slow)) * min(1.0, max(0.0, full))
    force = min(
        motor.recuperation_limit * model.body.mass_kg,
        motor.recuperation_power_w / max(speed, 1.0),
    )
    return fade * force


def pedal_forces(
    model: Model, speed: float, soc: float, pedals: tuple[float, float], gear: int
) -> Forces:
    """Forces for (throttle, brake) 0..1 in *gear* 1 (D), -1 (R) or 0 (none); the brake wins.

    The motor recuperates first, up to its limit; friction supplies what is missing.
    """
    throttle, brake = pedals
    braking = brake * model.brakes.full_pedal * model.body.mass_kg
    if gear == 0:
        return Forces(0.0, braking)
    regen_limit = recuperation_limit_n(model, speed, soc)
    lift_off = min(model.motor.lift_off * model.body.mass_kg, regen_limit)
    drive = 0.0
    if brake == 0.0:
        drive = throttle * drive_limit_n(model, speed, soc, gear < 0)
    coasting = (1.0 - throttle) * lift_off
    regen = min(coasting + braking, regen_limit)
    return Forces(drive - regen, max(0.0, braking - (regen - coasting)))


def pedals_for(
    model: Model, speed: float, soc: float, acceleration: float, gear: int
) -> tuple[float, float]:
    """Throttle and brake, 0..1, for an acceleration along the selected direction (m/s^2)."""
    mass = model.body.mass_kg
    force = mass * model.body.rotating_mass_factor * acceleration + resistance_n(model, speed)
    limit = drive_limit_n(model, speed, soc, gear < 0)
    lift_off = min(model.motor.lift_off * mass, recuperation_limit_n(model, speed, soc))
    if force > -lift_off:
        return min(1.0, (force + lift_off) / max(1.0, limit + lift_off)), 0.0
    return 0.0, min(1.0, (-force - lift_off) / (model.brakes.full_pedal * mass))
