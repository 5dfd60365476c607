"""The simulated car as the product's own decoder sees it: frames in, named values out."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.can.feed import VehicleFeed
from app.adapters.can.frame import Frame
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.socketcand import SocketcandSource
from app.core.signals import BusState, Reason, Sample, Validity
from app.emulator.car import SimulatedCar
from app.emulator.car.simulation import STEP_MS, Simulation
from app.emulator.car.snapshot import snapshot

Wait = Callable[[Callable[[], bool]], None]

BATTERY = "Vehicle.Powertrain.TractionBattery."
LIMIT = "Vehicle.Habitacle.SpeedLimit."
SOC = BATTERY + "StateOfCharge.Displayed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
POLLED = {BATTERY + "StateOfCharge.Current", BATTERY + "Charging.MaxPower"}
WHEEL = "Vehicle.Chassis.Axle.{}.Tire.{}"
WHEELS = ("Row1.Wheel.Left", "Row1.Wheel.Right", "Row2.Wheel.Left", "Row2.Wheel.Right")


class StoodClock:
    """Time as the simulation counts it."""

    trusted = True

    def __init__(self) -> None:
        self.now_ns = 0

    def monotonic_ns(self) -> int:
        return self.now_ns

    def utc(self) -> datetime:
        return datetime(2026, 6, 1, tzinfo=UTC)


class Line:
    """A frame source fed by hand."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self._lock = threading.Lock()
        self._fed = threading.Event()

    def feed(self, frames: list[Frame]) -> None:
        with self._lock:
            self.frames.extend(frames)
        self._fed.set()

    def open(self) -> None:
        pass

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        self._fed.wait(timeout_s)
        with self._lock:
            batch, self.frames = self.frames[:max_n], self.frames[max_n:]
            if not self.frames:
                self._fed.clear()
        return batch

    def close(self) -> None:
        pass

    def stats(self) -> dict[str, int]:
        return {}


class Desk:
    """A simulation whose frames run through the product's feed, in simulated time."""

    def __init__(self, simulation: Simulation, plan: Plan, wait: Wait) -> None:
        self.simulation = simulation
        self.samples: dict[str, Sample] = {}
        self.buses: dict[str, BusState] = {}
        self.clock = StoodClock()
        self._line = Line()
        self._wait = wait
        self._sent = 0
        self.feed = VehicleFeed(plan, dict.fromkeys(simulation.encoders, self._line), self.clock)

    def run(self, seconds: float) -> None:
        frames = []
        for _ in range(round(seconds * 1000 / STEP_MS)):
            self.clock.now_ns += STEP_MS * 1_000_000
            for bus, batch in self.simulation.step().items():
                frames += [Frame(self.clock.now_ns, bus, f.can_id, f.flags, f.data) for f in batch]
        self._sent += len(frames)
        self._line.feed(frames)
        self._wait(lambda: self._received() >= self._sent)
        news = self.feed.collect()
        if news is not None:
            self.samples.update(news.samples)
            self.buses.update(news.buses)

    def value(self, path: str) -> object:
        sample = self.samples[path]
        assert sample.state is Validity.VALID, f"{path}: {sample.state} {sample.reason}"
        return sample.value

    def _received(self) -> int:
        return sum(counts.get("frames", 0) for counts in self.feed.stats().values())


@pytest.fixture(scope="session")
def plan(profile_dir: Path) -> Plan:
    return load_plan(load_profile(profile_dir), None)


@pytest.fixture
def desk(simulation: Simulation, plan: Plan, wait: Wait) -> Iterator[Desk]:
    desk = Desk(simulation, plan, wait)
    desk.feed.start()
    yield desk
    desk.feed.stop()


def test_every_mapped_signal_is_valid_within_three_seconds_of_driving(
    desk: Desk, plan: Plan
) -> None:
    """But those that only an ECU tells, when it is asked."""
    desk.simulation.controls.drive_loop()
    desk.simulation.controls.set_lead_gap(1.5)
    desk.run(3.0)
    assert len(plan.order) > 100
    wrong = {
        path: (sample.state, sample.reason)
        for path in plan.order
        if (sample := desk.samples.get(path)) is not None and sample.state is not Validity.VALID
    }
    assert wrong == {}
    assert set(plan.order) - desk.samples.keys() == POLLED
    counts = desk.feed.stats()
    for bus in desk.simulation.encoders:
        assert counts[bus]["checksum"] == counts[bus]["counter"] == counts[bus]["short"] == 0


def test_parked_values_equal_the_state(desk: Desk) -> None:
    controls = desk.simulation.controls
    controls.set_soc(61.6)
    for wheel, kpa in zip(
        ("front_left", "front_right", "rear_left", "rear_right"), (241, 252, 193, 264), strict=True
    ):
        controls.set_tyre_pressure(wheel, kpa)
    controls.set_open("rear_right", True)
    controls.set_odometer(23456.7)
    controls.set_ambient(-7.5)
    desk.run(10.5)
    state = snapshot(desk.simulation.car)
    assert desk.value(SOC) == pytest.approx(state.soc_percent, abs=0.25)
    assert desk.value(GEAR) == 126
    assert desk.value("Vehicle.Powertrain.Transmission.IsParkLockEngaged") is True
    assert desk.value("Vehicle.Speed") == 0.0
    assert desk.value("Vehicle.TraveledDistance") == 23_456_700
    assert desk.value("Vehicle.Exterior.AirTemperature") == pytest.approx(-7.5)
    assert desk.value("Vehicle.LowVoltageSystemState") == "ON"
    assert desk.value("Vehicle.Powertrain.Range") == pytest.approx(state.range_km * 1e3, abs=501)
    for wheel, kpa in zip(WHEELS, (241, 252, 193, 264), strict=True):
        assert desk.value(WHEEL.format(wheel, "Pressure")) == pytest.approx(kpa, abs=1)
        assert desk.value(WHEEL.format(wheel, "IsPressureLow")) is (kpa < 200)
    assert desk.value("Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen") is True
    assert desk.value("Vehicle.Cabin.Door.Row2.DriverSide.IsOpen") is False
    assert desk.value("Vehicle.Service.DistanceToService") == pytest.approx(6600.0, abs=20.0)


def test_driving_values_follow_the_state_and_keep_their_signs(desk: Desk) -> None:
    desk.simulation.controls.hold(60.0)
    desk.run(6.0)
    state = snapshot(desk.simulation.car)
    assert desk.value(GEAR) == 127
    assert desk.value("Vehicle.Speed") == pytest.approx(state.speed_kmh, abs=0.2)
    assert desk.value("Vehicle.Acceleration.Longitudinal") == pytest.approx(
        state.acceleration, abs=0.01
    )
    assert state.acceleration > 0.5
    power = desk.value(BATTERY + "CurrentPower")
    assert isinstance(power, float)
    assert power < -10_000.0
    desk.run(20.0)
    desk.simulation.controls.set_steering(60.0)
    desk.simulation.controls.hold(0.0)
    desk.run(2.0)
    braking = desk.value("Vehicle.Acceleration.Longitudinal")
    turning = desk.value("Vehicle.AngularVelocity.Yaw")
    recuperating = desk.value(BATTERY + "CurrentCurrent")
    assert isinstance(braking, float)
    assert isinstance(turning, float)
    assert isinstance(recuperating, float)
    assert braking < -1.0
    assert turning > 1.0
    assert recuperating > 10.0
    assert desk.value("Vehicle.Body.Lights.Brake.IsActive") == "ACTIVE"


def test_charging_is_seen(desk: Desk) -> None:
    desk.simulation.controls.set_plug("dc")
    desk.run(3.0)
    assert desk.value(BATTERY + "Charging.IsCharging") is True
    state = snapshot(desk.simulation.car)
    left = desk.value(BATTERY + "Charging.TimeToComplete")
    assert left == pytest.approx(state.time_to_complete_s, abs=60.0)
    power = desk.value(BATTERY + "CurrentPower")
    assert power == pytest.approx(state.power_kw * 1000.0, abs=400.0)


def test_what_is_around_the_car_is_seen(desk: Desk) -> None:
    controls = desk.simulation.controls
    desk.run(1.0)
    gap = "Vehicle.ADAS.ObstacleDetection.Front.Center.TimeGap"
    assert desk.samples[gap].reason is Reason.NO_TARGET
    assert desk.samples[LIMIT + "Value"].reason is Reason.NO_TARGET
    assert desk.value(LIMIT + "Source") == "none"
    controls.set_lead_gap(1.5)
    controls.drive_loop()
    desk.run(20.0)
    state = snapshot(desk.simulation.car)
    assert state.lead_m is not None
    headway_ms = state.lead_m / state.speed_kmh * 3600.0
    assert desk.value(gap) == pytest.approx(headway_ms, abs=30)
    assert desk.value(gap.replace("TimeGap", "Distance")) == pytest.approx(state.lead_m, abs=0.5)
    assert desk.value(LIMIT + "Value") == state.limit_kmh
    assert desk.value(LIMIT + "Source") == "map"
    for system, path in {
        "abs": "ADAS.ABS.IsEngaged",
        "eba": "ADAS.EBA.IsEngaged",
        "aeb": "Habitacle.AEB.IsEngaged",
        "lane_departure": "ADAS.LaneDepartureDetection.IsWarning",
    }.items():
        assert desk.value(f"Vehicle.{path}") is False
        controls.set_assist(system, True)
        desk.run(0.2)
        assert desk.value(f"Vehicle.{path}") is True


def test_flags_are_seen(desk: Desk) -> None:
    desk.run(0.5)
    paths = {
        "trailer": "Trailer.IsConnected",
        "alarm": "Habitacle.Alarm.IsTriggered",
        "ecall": "Habitacle.ECall.IsActive",
        "phone": "Habitacle.Phone.IsCallActive",
        "tester": "Habitacle.Diagnostics.IsTesterConnected",
        "start_inhibit": "Habitacle.Update.StartInhibit.IsAcknowledged",
    }
    for flag, path in paths.items():
        assert desk.value(f"Vehicle.{path}") is False
        desk.simulation.controls.set_flag(flag, True)
        desk.run(0.2)
        assert desk.value(f"Vehicle.{path}") is True
    for mode in ("climate", "pet", "sentry", "none"):
        desk.simulation.controls.set_parked_mode(mode)
        desk.run(0.2)
        assert desk.value("Vehicle.Habitacle.ParkedMode") == mode.upper()
    assert desk.value("Vehicle.Habitacle.Steering.IsTorqueApplied") is False


def test_a_locked_car_falls_asleep_and_comes_back_with_its_charge_unknown(desk: Desk) -> None:
    controls = desk.simulation.controls
    desk.run(1.0)
    for door in ("front_left", "front_right", "rear_left", "rear_right"):
        controls.set_locked(door, True)
    controls.set_ignition("off")
    desk.run(1.0)
    assert desk.value("Vehicle.LowVoltageSystemState") == "LOCK"
    desk.run(12.0)
    assert set(desk.buses.values()) == {BusState.ASLEEP}
    controls.set_locked("front_left", False)
    controls.set_ignition("on")
    desk.run(1.5)
    assert set(desk.buses.values()) == {BusState.ALIVE}
    assert desk.samples[SOC].reason is Reason.SNA
    desk.run(1.0)
    assert desk.value(SOC) == 74.0


def test_answers_of_the_ecus_are_values_too(desk: Desk) -> None:
    desk.run(1.0)
    for request in ("02015B", "03222001"):
        assert desk.simulation.ecus.receive(0x7E4, bytes.fromhex(request))
    desk.run(0.2)
    assert desk.value(BATTERY + "StateOfCharge.Current") == pytest.approx(74.1, abs=0.1)
    assert desk.value(BATTERY + "Charging.MaxPower") == pytest.approx(39.5)


@pytest.mark.parametrize(
    ("kind", "target", "path", "reason"),
    [
        ("sna", "DRIVE.Speed", "Vehicle.Speed", Reason.SNA),
        ("range", "DRIVE.Speed", "Vehicle.Speed", Reason.RANGE),
        ("crc", "DRIVE", "Vehicle.Speed", Reason.CHECKSUM),
        ("counter", "GEAR", GEAR, Reason.COUNTER),
        ("range", "GEAR.Selector", GEAR, Reason.UNMAPPED),
        ("missing", "DRIVE", "Vehicle.Speed", Reason.TIMEOUT),
        ("length", "DRIVE", "Vehicle.Speed", Reason.TIMEOUT),
        ("length", "FRONT", LIMIT + "Source", Reason.TIMEOUT),
        ("sleep", "powertrain", "Vehicle.Speed", Reason.TIMEOUT),
        ("wake", "powertrain", SOC, Reason.SNA),
        ("tyre_asleep", "front_left", WHEEL.format(WHEELS[0], "Pressure"), Reason.SNA),
        ("sna", "FRONT.SpeedLimitSource", LIMIT + "Source", Reason.SNA),
        ("silent", "powertrain", "Vehicle.Speed", Reason.TIMEOUT),
        ("silent", "body", "Vehicle.Body.Lights.Beam.Low.IsOn", Reason.BUS_SILENT),
        ("sna", "TYRES.PressureFrontLeft", WHEEL.format(WHEELS[0], "Pressure"), Reason.SNA),
    ],
)
def test_a_fault_is_seen_for_what_it_is_and_heals(
    desk: Desk, kind: str, target: str, path: str, reason: Reason
) -> None:
    desk.run(3.0)
    desk.value(path)
    desk.simulation.faults.set(kind, target)
    desk.run(2.0)
    assert desk.samples[path].value is None
    assert desk.samples[path].reason is reason
    desk.simulation.faults.clear()
    desk.run(3.0)
    desk.value(path)


def test_the_running_car_is_read_over_its_sockets(
    car: SimulatedCar, plan: Plan, wait: Wait
) -> None:
    clock = car._clock
    sources = {}
    for bus, channel in car.channels.items():
        address, _, name = channel.removeprefix("socketcand:").partition("/")
        host, _, port = address.partition(":")
        sources[bus] = SocketcandSource(bus, host, int(port), name, clock, fd=bus == "adas")
    feed = VehicleFeed(plan, sources, clock)
    samples: dict[str, Sample] = {}
    buses: dict[str, BusState] = {}

    def number(path: str) -> float | None:
        batch = feed.collect()
        if batch is not None:
            samples.update(batch.samples)
            buses.update(batch.buses)
        return samples[path].number if path in samples else None

    feed.start()
    try:
        wait(lambda: number(SOC) is not None and number(GEAR) == 126.0)
        assert samples[SOC].number == pytest.approx(car.state.soc_percent, abs=0.26)
        wait(lambda: number(WHEEL.format(WHEELS[3], "Pressure")) == 250.0)
        car.controls.hold(20.0)
        wait(lambda: (number("Vehicle.Speed") or 0.0) > 5.0)
        assert samples[GEAR].value == 127
        wait(lambda: number("Vehicle.ADAS.ABS.IsEngaged") == 0.0)
        assert buses == dict.fromkeys(car.channels, BusState.ALIVE)
        car.faults.set("dropped", "body")
        wait(lambda: number("Vehicle.Speed") is not None and buses["body"] is BusState.LOST)
        car.faults.clear()
        wait(lambda: number("Vehicle.Speed") is not None and buses["body"] is BusState.ALIVE)
    finally:
        feed.stop()
