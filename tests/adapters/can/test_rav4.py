"""The recorded drive through the RAV4's profile."""

from pathlib import Path
from statistics import correlation

import pytest

from app.adapters.can.frame import Frame
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.plan import Plan
from app.adapters.can.replay import channel_map
from app.adapters.can.rows import ProfileRows, Row
from app.core.signals import Validity
from tests.adapters.can.car import HandCar


def feed(plan: Plan, can_id: int, payload: str) -> HandCar:
    car = HandCar(plan)
    car.intake.receive(Frame(car.clock.ns, "pt", can_id, 0, bytes.fromhex(payload)))
    car.beat()
    return car


def test_wheels_give_the_speed(rav4_plan: Plan) -> None:
    car = feed(rav4_plan, 0xAA, "25B525B525A0258D")
    assert car.sample("Speed").number == pytest.approx(28.7075)


def test_signs_and_codes(rav4_plan: Plan) -> None:
    motion = feed(rav4_plan, 0x24, "01FE01D541F980BB")
    assert motion.sample("Acceleration.Longitudinal").number == pytest.approx(1.54259)
    gear = feed(rav4_plan, 0x3BC, "000000DE00800000")
    assert gear.sample("Powertrain.Transmission.SelectedGear").value == 127
    odometer = feed(rav4_plan, 0x611, "2100002400003CE5")
    assert odometer.sample("TraveledDistance").value == 25_088_064


def test_no_false_stale_on_the_drive(rav4_plan: Plan, rav4_log: Path) -> None:
    channels = channel_map({bus.name: bus.channels for bus in rav4_plan.buses}, {})
    rows: list[Row] = list(ProfileRows(rav4_plan, channels).rows(LogReader(rav4_log), 0))
    bad = [row for row in rows if row.validity is not Validity.VALID]
    assert len(rows) > 9000
    assert bad == []


def series(plan: Plan, log: Path, signal: str) -> list[tuple[float, float]]:
    channels = channel_map({bus.name: bus.channels for bus in plan.buses}, {})
    rows = ProfileRows(plan, channels).rows(LogReader(log), 0)
    name = f"Vehicle.{signal}"
    return [(r.t_ns / 1e9, float(r.value)) for r in rows if r.signal == name]  # type: ignore[arg-type]


def test_the_speed_range_and_every_wheel(rav4_plan: Plan, rav4_log: Path) -> None:
    speed = [kmh for _, kmh in series(rav4_plan, rav4_log, "Speed")]
    assert min(speed) == pytest.approx(28.71, abs=0.01)
    assert max(speed) == pytest.approx(71.43, abs=0.01)
    for row, side in ((1, "Left"), (1, "Right"), (2, "Left"), (2, "Right")):
        wheel = series(rav4_plan, rav4_log, f"Chassis.Axle.Row{row}.Wheel.{side}.Speed")
        assert len(wheel) == len(speed)
        slip = [abs(kmh - mean) for (_, kmh), mean in zip(wheel, speed, strict=True)]
        assert max(slip) < 4


def test_speeding_up_is_positive_and_slowing_down_negative(rav4_plan: Plan, rav4_log: Path) -> None:
    speed = series(rav4_plan, rav4_log, "Speed")
    measured = series(rav4_plan, rav4_log, "Acceleration.Longitudinal")
    step = 30
    changes: list[float] = []
    means: list[float] = []
    for (t0, v0), (t1, v1) in zip(speed, speed[step:], strict=False):
        inside = [value for t, value in measured if t0 <= t <= t1]
        changes.append((v1 - v0) / 3.6 / (t1 - t0))
        means.append(sum(inside) / len(inside))
    assert correlation(changes, means) > 0.9
    slowing = [mean for change, mean in zip(changes, means, strict=True) if change < -0.05]
    assert slowing
    assert max(slowing) < 0


def test_the_dashboard_reads_two_percent_above(rav4_plan: Plan, rav4_log: Path) -> None:
    channels = channel_map({bus.name: bus.channels for bus in rav4_plan.buses}, {})
    rows = ProfileRows(rav4_plan, channels).rows(LogReader(rav4_log), 0)
    wheels = [float(r.value) for r in rows if r.signal == "Vehicle.Speed" and r.value]  # type: ignore[arg-type]
    dash = [
        int.from_bytes(r.data[5:7], "big") * 0.01 for r in LogReader(rav4_log) if r.can_id == 0xB4
    ]
    assert sum(dash) / len(dash) / (sum(wheels) / len(wheels)) == pytest.approx(1.022, abs=0.001)
