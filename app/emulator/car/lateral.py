"""Plane motion: yaw by a single-track model, wheel speeds by geometry, position by reckoning."""

import math
from dataclasses import dataclass

from app.emulator.car.parameters import Body

_METRES_PER_DEGREE = 111_320.0


def yaw_rate(body: Body, speed: float, steering_deg: float) -> float:
    """Yaw rate, rad/s, left positive, for a signed speed in m/s.

    Steady single-track model with understeer: yaw = v tan(d) / (L (1 + K v^2)), cut where the
    lateral acceleration would exceed the grip.
    """
    angle = math.radians(steering_deg / body.steering_ratio)
    yaw = speed * math.tan(angle) / (body.wheelbase_m * _stretch(body, speed))
    grip = body.lateral_limit / max(abs(speed), 0.1)
    return max(-grip, min(grip, yaw))


def steering_for(body: Body, speed: float, curvature: float) -> float:
    """Steering wheel angle in degrees that follows *curvature* (1/m, left positive)."""
    angle = math.atan(curvature * body.wheelbase_m * _stretch(body, speed))
    return math.degrees(angle) * body.steering_ratio


def wheel_speeds(body: Body, speed: float, yaw: float) -> tuple[float, float, float, float]:
    """Ground speeds >= 0 of front left, front right, rear left, rear right, in m/s."""
    inner = abs(speed - yaw * body.track_m / 2.0)
    outer = abs(speed + yaw * body.track_m / 2.0)
    front = yaw * body.wheelbase_m
    return math.hypot(inner, front), math.hypot(outer, front), inner, outer


@dataclass(slots=True)
class Position:
    """WGS 84 position and compass heading in degrees, by dead reckoning."""

    latitude: float
    longitude: float
    heading_deg: float

    def step(self, speed: float, yaw: float, dt_s: float) -> None:
        """Move by a signed speed (m/s) and a yaw rate (rad/s, left positive)."""
        self.heading_deg = (self.heading_deg - math.degrees(yaw) * dt_s) % 360.0
        heading = math.radians(self.heading_deg)
        scale = _METRES_PER_DEGREE * math.cos(math.radians(self.latitude))
        self.latitude += speed * math.cos(heading) * dt_s / _METRES_PER_DEGREE
        self.longitude += speed * math.sin(heading) * dt_s / scale


def _stretch(body: Body, speed: float) -> float:
    return 1.0 + body.understeer_s2_m2 * speed * speed
