"""The OBD-II profile: ten minutes of a petrol car with another tool asking, and a GNSS module."""

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import correlation, mean

import pytest

from app.adapters.can.logs.reader import LogReader
from app.adapters.can.plan import Plan
from app.adapters.can.rows import Row
from tests.adapters.can.profile_rows import log_rows, of, series, shipped_plan, stale, write_log

FOLDER = "can/css_obd2_gps_drive"
LOG = f"{FOLDER}/00000002-60FE415D.log.gz"
IMU = ("Acceleration.Longitudinal", "Acceleration.Lateral", "AngularVelocity.Yaw")


@pytest.fixture(scope="module")
def plan(shared_data: Callable[[str], Path]) -> Plan:
    return shipped_plan("obd2-car", shared_data(f"{FOLDER}/canmod-gps.dbc"))


@pytest.fixture(scope="module")
def rows(plan: Plan, shared_data: Callable[[str], Path]) -> Sequence[Row]:
    return log_rows(plan, shared_data(LOG))


def test_frames_of_the_log(shared_data: Callable[[str], Path]) -> None:
    frames = [(record.can_id, record.channel) for record in LogReader(shared_data(LOG))]
    assert len(frames) == 73_785
    assert frames.count((0x7E8, "can0")) == 7267
    assert frames.count((0x17F00010, "can0")) == 1200


@pytest.mark.parametrize(
    ("path", "count", "low", "high"),
    [
        ("Powertrain.CombustionEngine.Speed", 1204, 925.5, 2504.5),
        ("Powertrain.CombustionEngine.EngineCoolant.Temperature", 600, 89, 98),
        ("Powertrain.FuelSystem.RelativeLevel", 60, 53, 53),
        ("LowVoltageBattery.CurrentVoltage", 200, 13.28, 14.9),
    ],
)
def test_answers_of_the_engine(
    rows: Sequence[Row], path: str, count: int, low: float, high: float
) -> None:
    found = [number for _, number in series(rows, path)]
    assert len(found) == count
    assert min(found) == pytest.approx(low)
    assert max(found) == pytest.approx(high)


def test_speed(rows: Sequence[Row]) -> None:
    answers = [number for _, number in series(rows, "Speed") if number == int(number)]
    assert (min(answers), max(answers)) == (17, 88)


def test_nothing_is_stale_and_one_inertia_frame_is_wrong(rows: Sequence[Row]) -> None:
    assert stale(rows) == []
    wrong = [row for row in rows if row.value is None]
    assert {row.signal for row in wrong} == {f"Vehicle.{path}" for path in IMU}
    assert len(wrong) == len(IMU)
    assert {row.reason.value for row in wrong} == {"valid_flag"}
    assert {round((row.t_ns - rows[0].t_ns) / 1e9, 4) for row in wrong} == {167.4665}


def test_position_and_heading_are_there_every_second(rows: Sequence[Row]) -> None:
    for path in ("Latitude", "Longitude", "Altitude", "Heading", "HorizontalAccuracy"):
        assert len(series(rows, f"CurrentLocation.{path}")) == 571


def test_axes_of_the_module(rows: Sequence[Row], shared_data: Callable[[str], Path]) -> None:
    ground = _ground(shared_data(LOG))
    heading = dict(series(rows, "CurrentLocation.Heading"))
    turns = list(heading.items())
    inertia = {path: _seconds(series(rows, path)) for path in IMU}
    pushes: dict[str, list[tuple[float, float]]] = {path: [] for path in IMU}
    for (t, v), (t1, v1), (h_t, h), (_, h1) in zip(
        ground, ground[1:], turns, turns[1:], strict=False
    ):
        if not 0.9 < t1 - t < 1.1 or abs(h_t - t) > 0.1:
            continue
        yaw = -((h1 - h + 180) % 360 - 180) / (t1 - t)
        wanted = ((v1 - v) / (t1 - t), v * yaw / 57.2958, yaw)
        for path, reference in zip(IMU, wanted, strict=True):
            measured = inertia[path].get(int(t))
            if measured is not None:
                pushes[path].append((reference, mean(measured)))
    for path, least in zip(IMU, (0.6, 0.5, 0.7), strict=True):
        assert len(pushes[path]) > 400
        assert correlation(*zip(*pushes[path], strict=True)) > least
    assert abs(mean(number for _, number in series(rows, IMU[0]))) < 0.1
    assert abs(mean(number for _, number in series(rows, IMU[1]))) < 0.1


def test_braking_is_negative_and_a_left_turn_positive(plan: Plan, tmp_path: Path) -> None:
    def frame(x: float, y: float, z: float, turn: float) -> str:
        parts = [round((a + 64) * 8) for a in (x, y, z)]
        rates = [round((w + 256) * 4) for w in (turn, 0, 0)]
        raw = 1 | parts[0] << 1 | parts[1] << 11 | parts[2] << 21
        raw |= rates[0] << 31 | rates[1] << 42 | rates[2] << 53
        return f"1.0 can1 009#{raw.to_bytes(8, 'little').hex()}"

    rows = log_rows(plan, write_log(tmp_path, frame(9.75, 3, -2, 10)))
    forward, left, turn = (of(rows, path)[0].value for path in IMU)
    assert isinstance(forward, float)
    assert isinstance(left, float)
    assert isinstance(turn, float)
    assert forward == pytest.approx(-3, abs=0.3)
    assert left == pytest.approx(2, abs=0.9)
    assert turn == pytest.approx(10, abs=0.1)


def _ground(log: Path) -> list[tuple[float, float]]:
    """Seconds and m/s of the module's own speed."""
    frames = list(LogReader(log))
    start = frames[0].t_ns
    return [
        ((r.t_ns - start) / 1e9, (int.from_bytes(r.data, "little") >> 1 & 0xFFFFF) * 0.001)
        for r in frames
        if (r.can_id, r.channel) == (7, "can1")
    ]


def _seconds(points: Sequence[tuple[float, float]]) -> dict[int, list[float]]:
    result: dict[int, list[float]] = {}
    for t, number in points:
        result.setdefault(int(t), []).append(number)
    return result
