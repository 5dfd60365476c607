"""A recorded log on the car's buses."""

import pytest

from app.core.errors import HabitacleError
from app.emulator.car import SimulatedCar
from app.emulator.car.frames import ERROR, EXTENDED, FD, SentFrame
from app.emulator.car.recording import LoggedFrame, Player, recording
from tests.emulator.car.conftest import PROFILE, RealClock

KNOWN = {"powertrain": frozenset({0xA0, 0xB0}), "body": frozenset({0x583})}
SECOND = 1_000_000_000


def logged(t_s: float, channel: str, can_id: int, flags: int = 0) -> LoggedFrame:
    return LoggedFrame(round(t_s * SECOND) + 5, channel, can_id, flags, b"\x01")


def test_channels_become_the_buses_they_carry_most_of() -> None:
    made = recording(
        "drive",
        [
            logged(0.0, "can1", 0x583),
            logged(0.004, "can0", 0xA0),
            logged(0.02, "can0", 0x583),
            logged(0.03, "can0", 0xB0, FD),
            logged(0.04, "can1", 0xA0, EXTENDED),
            logged(0.05, "can1", 0x8, 2),
            logged(0.06, "can0", 0x8, ERROR),
        ],
        KNOWN,
    )
    assert made.channels == {"can0": "powertrain", "can1": "body"}
    assert made.duration_s == pytest.approx(0.06)
    assert made.known == pytest.approx(3 / 6)
    assert [(t, bus, frame.can_id) for t, bus, frame in made.frames] == [
        (0, "body", 0x583),
        (4, "powertrain", 0xA0),
        (20, "powertrain", 0x583),
        (30, "powertrain", 0xB0),
        (40, "body", 0xA0),
        (60, "powertrain", 0x8),
    ]
    assert made.frames[3][2] == SentFrame(0xB0, b"\x01", FD)


def test_a_player_keeps_the_recorded_distances() -> None:
    made = recording("x", [logged(t, "0", 0xA0) for t in (0, 0.009, 0.01, 0.05)], KNOWN)
    player = Player(made)
    steps = []
    while not player.ended:
        steps.append(len(player.step(10).get("powertrain", ())))
    assert steps == [2, 1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "holds no frame"),
        ([logged(0, "can0", 0x999)], "is of another car: 0 of 1"),
        ([logged(0, "can0", i) for i in (0xA0, 1, 2)], "is of another car: 1 of 3"),
    ],
)
def test_a_log_of_something_else_is_one_sentence(rows: list[LoggedFrame], reason: str) -> None:
    with pytest.raises(HabitacleError, match=rf"The log other .*{reason}"):
        recording("other", rows, KNOWN)


def test_the_car_is_silent_while_a_recording_plays_and_heard_after_it() -> None:
    car = SimulatedCar(PROFILE, RealClock())
    own = {"powertrain": [SentFrame(0xA0, b"")]}
    made = recording("x", [logged(0.0, "0", 0xB0), logged(0.015, "0", 0xB0)], car.known_ids)
    car.play(made)
    heard = [car._heard(own) for _ in range(4)]
    ids = [[frame.can_id for frame in step.get("powertrain", ())] for step in heard]
    assert ids == [[0xB0], [0xB0], [0xA0], [0xA0]]
    car.play(made)
    assert car.playing == ("x", 0.0, 0.015)
    car.play(None)
    assert car._heard(own) is own
