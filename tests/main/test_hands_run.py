"""Who may have hands on an HMI: a desk that passes a socket of its own, nobody else."""

import os
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.emulator.guard import GuardedProcess
from app.emulator.hands import Hands
from app.main.hands_run import inherited, parse_wall
from tests.main.conftest import ROOT
from tests.main.test_commands import RUN, refused

DEVELOPER = (*RUN, "--developer")
NO_SOCKET = "that is not a socket this process has inherited."


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ends() -> Iterator[list[socket.socket]]:
    """Sockets that a test opens; closed after it."""
    opened: list[socket.socket] = []
    yield opened
    for end in opened:
        end.close()


def test_hands_are_for_developers(capsys: pytest.CaptureFixture[str]) -> None:
    assert "needs --developer" in refused(capsys, [*RUN, "--hands", 5])


def test_a_wall_clock_is_set_for_a_desk_alone(capsys: pytest.CaptureFixture[str]) -> None:
    words = [*DEVELOPER, "--wall", "2026-06-21T12:00:00Z"]
    assert "needs --hands" in refused(capsys, words)


@pytest.mark.parametrize("fd", [-1, 0, 1, 2, 987, 2**40])
def test_a_number_that_is_no_descriptor(fd: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert NO_SOCKET in refused(capsys, [*DEVELOPER, f"--hands={fd}"])


def test_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "file").open("w") as file:
        assert NO_SOCKET in refused(capsys, [*DEVELOPER, "--hands", file.fileno()])
        file.write("still open")


def sockets(kind: str, ends: list[socket.socket]) -> socket.socket:
    """A socket that is not one end of a nameless connected pair."""
    if kind == "alone":
        ends.append(socket.socket(socket.AF_UNIX))
    elif kind == "datagrams":
        ends.extend(socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
    elif kind == "network":
        with socket.create_server(("127.0.0.1", 0)) as server:
            ends.append(socket.create_connection(server.getsockname()))
    else:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("named")
            server.listen()
            ends.append(socket.socket(socket.AF_UNIX))
            ends[0].connect("named")
            if kind == "accepted":
                ends.insert(0, server.accept()[0])
    return ends[0]


@pytest.mark.parametrize("kind", ["alone", "datagrams", "network", "path", "accepted"])
def test_another_kind_of_socket(
    kind: str, ends: list[socket.socket], capsys: pytest.CaptureFixture[str]
) -> None:
    end = sockets(kind, ends)
    assert NO_SOCKET in refused(capsys, [*DEVELOPER, "--hands", end.fileno()])
    os.fstat(end.fileno())  # it is not ours to close


def test_one_end_of_a_pair_is_taken_and_passed_on_to_nobody(ends: list[socket.socket]) -> None:
    ours, theirs = socket.socketpair()
    ends.append(ours)
    theirs.set_inheritable(True)
    with inherited(theirs.detach()) as taken:
        assert not taken.get_inheritable()
        assert not taken.getblocking()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("noon", "is not a time"),
        ("2026-06-21T12:00:00", "says no zone"),
        ("0001-01-01T00:00:00Z", "not one a clock can show"),
        ("9999-12-31T00:00:00Z", "not one a clock can show"),
    ],
)
def test_a_time_that_no_clock_shows(text: str, what: str) -> None:
    with pytest.raises(HabitacleError, match=what):
        parse_wall(text)


def test_a_time_with_its_zone() -> None:
    assert parse_wall("2026-06-21T14:00:00+02:00") == datetime(2026, 6, 21, 12, tzinfo=UTC)


def test_the_hmi_does_not_end_with_its_port(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    words = [*DEVELOPER, "--data-dir", str(tmp_path), "--hands", str(theirs.fileno())]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    process = GuardedProcess([sys.executable, "-m", "app", *words], environment, (theirs.fileno(),))
    process.start()
    theirs.close()
    hands = Hands()
    hands.attach(ours)
    try:
        assert hands.wait_ready().page == "home"
        hands.close()
        assert process.wait(0.5) is None
    finally:
        assert process.stop() == 0
