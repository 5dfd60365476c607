"""The drivers: the tester's own pedals, a held speed, a driving cycle, and the city loop."""

import math

from app.emulator.car.cycle_driver import CycleDriver
from app.emulator.car.demand import Demand
from app.emulator.car.lateral import steering_for
from app.emulator.car.longitudinal import pedals_for
from app.emulator.car.model import Model
from app.emulator.car.physics import DT_S, Car
from app.emulator.car.route import Boundary, Route
from app.emulator.car.settings import Indicator, Mode, Settings

_STANDSTILL = 0.3
_CRAWL = 1.0
_HOLDING_BRAKE = 0.25
_AT_LINE_M = 1.5


class Driver:
    """Turns a mode into pedal positions, moving its feet and hands at a human rate."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._loop = LoopDriver(model)
        self._cycle = CycleDriver()
        self._throttle = self._brake = self._steering = 0.0

    def demand(self, car: Car, settings: Settings) -> Demand:
        """The demand for the next step."""
        lead = settings.lead_gap_s
        if settings.mode is Mode.MANUAL:
            self._throttle = settings.throttle / 100.0
            self._brake = settings.brake / 100.0
            self._steering = settings.steering_deg
            return Demand(
                self._throttle,
                self._brake,
                self._steering,
                settings.indicator,
                lead_gap_s=lead or 0.0,
            )
        indicator, steering, limit = settings.indicator, settings.steering_deg, None
        cycle_s = loop_m = None
        if settings.mode is Mode.LOOP:
            acceleration = self._loop.acceleration(car)
            steering = steering_for(car.model.body, car.speed, self._loop.curvature)
            if indicator is Indicator.OFF:
                indicator = self._loop.indicator
            limit, loop_m = self._loop.here.limit_kmh, self._loop.distance
            lead = self._loop.here.lead_gap_s if lead is None else lead
        elif settings.mode is Mode.CYCLE and settings.cycle is not None:
            acceleration = self._cycle.acceleration(car, settings.cycle)
            cycle_s = self._cycle.seconds
        else:
            acceleration = self._towards(car, settings.target_kmh / 3.6)
        self._feet(car, acceleration)
        reach = self._model.driver.steer_deg_per_s * DT_S
        self._steering += max(-reach, min(reach, steering - self._steering))
        return Demand(
            *(self._throttle, self._brake, self._steering, indicator),
            limit_kmh=limit,
            lead_gap_s=lead or 0.0,
            cycle_s=cycle_s,
            loop_m=loop_m,
        )

    def _towards(self, car: Car, target: float) -> float | None:
        if not car.can_drive or target == 0.0:
            return _halt(car)
        return _cruise(self._model, car, target)

    def _feet(self, car: Car, acceleration: float | None) -> None:
        """Move the pedals towards an acceleration; None holds the car at standstill."""
        k = self._model.driver
        throttle, brake = 0.0, _HOLDING_BRAKE
        if acceleration is not None:
            speed = abs(car.speed)
            throttle, brake = pedals_for(
                self._model, speed, car.battery.soc, acceleration, car.gear
            )
        if brake > 0.0:
            self._throttle = 0.0
        reach = k.throttle_per_s * DT_S
        self._throttle += max(-reach, min(reach, throttle - self._throttle))
        reach = k.brake_per_s * DT_S
        self._brake += max(-reach, min(reach, brake - self._brake))
        if throttle > 0.0:
            self._brake = 0.0


class LoopDriver:
    """Drives the loop for ever: speed limits, bends, red lights; waits while it may not drive."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._route = Route(model)
        self.here = self._route.stretches[0]
        self.distance = 0.0
        self._waited = 0.0
        self._braking = False
        self._passed = -1
        self.curvature = 0.0
        self.indicator = Indicator.OFF

    def acceleration(self, car: Car) -> float | None:
        """Wanted acceleration in m/s^2, None to stand; call once a step."""
        route, k = self._route, self._model.driver
        self.distance = (self.distance + car.distance_m) % route.length
        index = route.at(self.distance)
        here = self.here = route.stretches[index]
        if index != self._passed:
            self._passed = -1
        self.curvature = here.curvature + k.straighten_per_m * self._heading_error(car)
        ahead = route.ahead(self.distance, k.look_ahead_m)
        self.indicator = _signal(here.curvature, ahead, k.signal_before_m)
        if not car.can_drive:
            return _halt(car)
        if self._waits(car, index, here.end - self.distance):
            return None
        wanted = _cruise(self._model, car, here.speed)
        need = self._slowing(car, ahead)
        if need < -k.brake:
            self._braking = True
        elif need > -0.3 * k.brake:
            self._braking = False
        if self._braking:
            return max(-k.brake_limit, min(wanted, need))
        return min(wanted, 0.0) if need < -0.7 * k.brake else wanted

    def _heading_error(self, car: Car) -> float:
        """Angle still to turn towards the road's direction, rad, left positive."""
        start = self._model.start.heading_deg
        turned = math.radians(start - car.position.heading_deg)
        return math.remainder(self._route.turned(self.distance) - turned, math.tau)

    def _slowing(self, car: Car, ahead: list[Boundary]) -> float:
        """Acceleration that meets every speed and red light ahead, as constant braking."""
        need = 0.0
        for gap, ending, following in ahead:
            waits = ending.stop_s > 0.0 and self._route.stretches.index(ending) != self._passed
            target = 0.0 if waits else following.speed
            room = max(0.1, gap - _AT_LINE_M / 2.0)
            need = min(need, (target * target - car.speed * car.speed) / (2.0 * room))
            if waits:
                break
        return need

    def _waits(self, car: Car, index: int, gap: float) -> bool:
        """Stand at the red light that ends this stretch until its time is over."""
        stop_s = self._route.stretches[index].stop_s
        if stop_s == 0.0 or self._passed == index or gap > _AT_LINE_M:
            return False
        if abs(car.speed) > _CRAWL:
            return False
        if car.speed == 0.0:
            self._waited += DT_S
        if self._waited < stop_s:
            return True
        self._waited = 0.0
        self._passed = index
        return False


def _signal(curvature: float, ahead: list[Boundary], before_m: float) -> Indicator:
    near = [following.curvature for gap, _, following in ahead if gap < before_m]
    turn = next((bend for bend in (curvature, *near) if bend != 0.0), 0.0)
    if turn == 0.0:
        return Indicator.OFF
    return Indicator.LEFT if turn > 0.0 else Indicator.RIGHT


def _cruise(model: Model, car: Car, target: float) -> float:
    k = model.driver
    wanted = k.gain * (target - abs(car.speed))
    return max(-k.brake, min(k.accelerate, wanted))


def _halt(car: Car) -> float | None:
    return None if abs(car.speed) < _STANDSTILL else -car.model.driver.brake
