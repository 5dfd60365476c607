"""Driving cycles: what a file may look like, and how closely the car follows it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.emulator.car.cycle import Cycle, load_cycle
from app.emulator.car.settings import Mode
from app.emulator.car.simulation import Simulation


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "ride.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


Write = Callable[[str], Path]


@pytest.mark.parametrize(
    "text",
    [
        "t_s,v_kmh\n0,0\n10,36\n",
        "\ufefftime;speed [km/h];slope\n0;0;1\n10;36;1\n",
        "Seconds\tSpeed (m/s)\n0\t0\n10\t10\n",
        "v_mph,t\n0,5\n22.369363,15\n",
    ],
)
def test_obvious_headers_are_understood(written: Write, text: str) -> None:
    cycle = load_cycle(written(text))
    assert cycle.name == "ride"
    assert cycle.times == (0.0, 10.0)
    assert cycle.speeds == pytest.approx((0.0, 36.0))
    assert cycle.distance_m == pytest.approx(50.0)
    assert [cycle.speed_at(t) for t in (-1, 0, 5, 10, 99)] == pytest.approx([0, 0, 18, 0, 0])


def test_drives_in_one_file_follow_each_other(written: Write) -> None:
    cycle = load_cycle(written("segment,t_s,v_kmh\n1,0,0\n1,1,5\n2,0,7\n2,2,9\n"))
    assert cycle.times == (0.0, 1.0, 2.0, 4.0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no columns of time and speed"),
        ("a,b\n1,2\n", "no columns of time and speed"),
        ("t_s,v_kmh\n0,0\n", "fewer than two rows"),
        ("t_s,v_kmh\n0,0\n1,fast\n", "line 3: a number is missing"),
        ("t_s,v_kmh\n0,0\n1\n", "line 3: a number is missing"),
        ("t_s,v_kmh\n0,0\n1,nan\n", "line 3: a number is missing"),
        ("t_s,v_kmh\n0,0\n1,900\n", "line 3: 900 km/h"),
        ("t_s,v_kmh\n0,0\n1,-4\n", "line 3: -4 km/h"),
        ("t_s,v_kmh\n0,0\n1,2\n1,3\n", "line 4: a time comes twice"),
    ],
)
def test_another_file_is_one_sentence(written: Write, text: str, reason: str) -> None:
    with pytest.raises(HabitacleError) as refused:
        load_cycle(written(text))
    assert "ride.csv" in str(refused.value)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_or_binary_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match=r"no\.csv cannot be read: No such file"):
        load_cycle(tmp_path / "no.csv")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HabitacleError, match=r"x\.csv cannot be read: it is no UTF-8 text"):
        load_cycle(tmp_path / "x.csv")


def follow(simulation: Simulation, cycle: Cycle, seconds: float) -> list[tuple[float, float]]:
    """Wanted and driven speed after each second."""
    simulation.controls.follow(cycle)
    rows = []
    for step in range(round(seconds * 100)):
        simulation.step()
        if step % 100 == 99:
            rows.append((cycle.speed_at((step + 1) / 100), simulation.car.speed_kmh))
    return rows


def test_the_car_follows_and_stands_at_the_end(simulation: Simulation) -> None:
    cycle = Cycle("short", (0.0, 5.0, 15.0, 25.0, 40.0, 45.0), (0.0, 0.0, 50.0, 50.0, 0.0, 0.0))
    rows = follow(simulation, cycle, 50.0)
    assert max(abs(wanted - driven) for wanted, driven in rows) < 2.5
    assert rows[-1] == (0.0, 0.0)
    assert simulation.controls.settings.mode is Mode.CYCLE
    assert simulation.car.demand.cycle_s == pytest.approx(45.0)


def test_it_waits_while_it_may_not_drive_and_begins_anew(simulation: Simulation) -> None:
    cycle = Cycle("flat", (0.0, 60.0), (30.0, 30.0))
    follow(simulation, cycle, 10.0)
    simulation.controls.set_open("trunk", True)
    stood = follow(simulation, cycle, 8.0)
    assert stood[-1][1] == 0.0
    assert simulation.car.demand.cycle_s == pytest.approx(0.0, abs=0.02)
    simulation.controls.set_open("trunk", False)
    for _ in range(200):
        simulation.step()
    assert simulation.car.demand.cycle_s == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("name", ["wltc_class3b", "us06", "nedc"])
def test_standard_cycles(
    simulation: Simulation, shared_data: Callable[[str], Path], name: str
) -> None:
    cycle = load_cycle(shared_data(f"trips/cycles/{name}.csv"))
    start_m = simulation.car.odometer_m
    rows = follow(simulation, cycle, cycle.duration_s)
    off = sum(abs(wanted - driven) > 4.0 for wanted, driven in rows)
    assert off <= 0.01 * len(rows)
    assert simulation.car.odometer_m - start_m == pytest.approx(cycle.distance_m, rel=0.01)
