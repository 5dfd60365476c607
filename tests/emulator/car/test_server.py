"""The socketcand protocol over real loopback sockets."""

import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.emulator.car import SimulatedCar
from app.emulator.car.server import SocketcandServer

Wait = Callable[[Callable[[], bool]], None]

FRAME = re.compile(r"< frame ([0-9A-F]{3}) (\d+\.\d{6}) ([0-9A-F]*) >")
PATIENCE_S = 10.0


@contextmanager
def connection(channel: str) -> Iterator[socket.socket]:
    host, port = channel.removeprefix("socketcand:").partition("/")[0].split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as link:
        yield link


def until(link: socket.socket, enough: Callable[[str], bool]) -> str:
    text = ""
    deadline = time.monotonic() + PATIENCE_S
    while not enough(text):
        assert time.monotonic() < deadline, f"nothing more after {text[-200:]!r}"
        data = link.recv(65536)
        assert data, f"closed after {text[-200:]!r}"
        text += data.decode()
    return text


def ask(link: socket.socket, command: str) -> str:
    link.sendall(command.encode())
    return until(link, lambda text: ">" in text)


def join(link: socket.socket) -> None:
    assert until(link, lambda text: ">" in text) == "< hi >"
    assert ask(link, "< open can0 >") == "< ok >"
    link.sendall(b"< rawmode >")


@pytest.fixture
def server() -> Iterator[SocketcandServer]:
    server = SocketcandServer("test")
    server.start()
    yield server
    server.stop()


def test_frames_of_all_messages_arrive_at_their_rates(car: SimulatedCar) -> None:
    with connection(car.channels["powertrain"]) as link:
        join(link)
        text = until(link, lambda text: text.count("< frame 0A8") > 110)
    assert text.startswith("< ok >")
    frames = FRAME.findall(text)
    counts = Counter(can_id for can_id, _, _ in frames)
    assert set(counts) == {"0A0", "0A8", "0B0", "0B8", "120", "128", "130", "140"}
    assert counts["0B0"] == pytest.approx(counts["0A8"] / 2, abs=2)
    assert counts["120"] == pytest.approx(counts["0A8"] / 10, abs=2)
    assert {len(data) for can_id, _, data in frames if can_id == "0A8"} == {12}
    stamps = [float(stamp) for _, stamp, _ in frames]
    assert stamps == sorted(stamps)
    assert car.frames_sent >= len(frames)


def test_several_clients_get_the_same_frames_and_the_lights_state(car: SimulatedCar) -> None:
    with connection(car.channels["body"]) as one, connection(car.channels["body"]) as two:
        for link in (one, two):
            join(link)
        for link in (one, two):
            until(link, lambda text: "< frame 5A0" in text and "< frame 5C0" in text)


def test_nothing_arrives_before_raw_mode_and_wrong_words_are_refused(
    server: SocketcandServer, wait: Wait
) -> None:
    with connection(server.channel) as link:
        assert until(link, lambda text: ">" in text) == "< hi >"
        assert not server.send(b"< frame 100 1.000000 00 >")
        assert ask(link, "< rawmode >") == "< error unknown command >"
        assert ask(link, "< open vcan7 >") == "< error unknown channel >"
        assert ask(link, "< open can0 >") == "< ok >"
        assert ask(link, "< rawmode >") == "< ok >"
        assert ask(link, "< send 123 1 00 >") == "< error sending is refused >"
        assert ask(link, "< fdmode >") == "< error unknown command >"
        wait(lambda: server.send(b"< frame 100 1.000000 00 >"))
        assert until(link, lambda text: ">" in text) == "< frame 100 1.000000 00 >"


def test_commands_may_come_in_pieces_or_glued(server: SocketcandServer) -> None:
    with connection(server.channel) as link:
        link.sendall(b"< ope")
        assert until(link, lambda text: ">" in text) == "< hi >"
        link.sendall(b"n can0 >< rawmode >")
        assert until(link, lambda text: text.count(">") == 2) == "< ok >< ok >"


def test_rubbish_ends_the_connection_only(server: SocketcandServer) -> None:
    with connection(server.channel) as link:
        until(link, lambda text: ">" in text)
        link.sendall(b"x" * 20000)
        with pytest.raises((AssertionError, ConnectionResetError)):
            until(link, lambda text: ">" in text)
    with connection(server.channel) as link:
        join(link)


def test_a_client_that_does_not_read_is_cut_off_and_never_blocks(
    server: SocketcandServer, wait: Wait
) -> None:
    with connection(server.channel) as slow, connection(server.channel) as quick:
        for link in (slow, quick):
            join(link)
            assert until(link, lambda text: ">" in text) == "< ok >"
        line = b"< frame 100 1.000000 0011223344556677 >" * 100
        received = 0
        quick.setblocking(False)
        for _ in range(20_000):
            assert server.send(line)
            received += _drain(quick)
            if len(server._clients) == 1:
                break
        assert len(server._clients) == 1
        assert received > 0
        wait(lambda: _ended(slow))


def _drain(link: socket.socket) -> int:
    total = 0
    while True:
        try:
            data = link.recv(1 << 20)
        except BlockingIOError:
            return total
        assert data
        total += len(data)


def _ended(link: socket.socket) -> bool:
    try:
        return not link.recv(1 << 20)
    except ConnectionResetError:
        return True


def test_a_dropped_link_closes_refuses_and_comes_back_on_its_port(
    car: SimulatedCar, wait: Wait
) -> None:
    channel = car.channels["powertrain"]
    with connection(channel) as link:
        join(link)
        until(link, lambda text: "< frame" in text)
        car.faults.set("dropped", "powertrain")
        wait(lambda: _ended(link))
    with pytest.raises(ConnectionRefusedError), connection(channel):
        pass
    car.faults.clear()
    wait(lambda: _accepts(channel))
    assert car.channels["powertrain"] == channel
    with connection(channel) as link:
        join(link)
        until(link, lambda text: "< frame" in text)


def _accepts(channel: str) -> bool:
    try:
        with connection(channel):
            return True
    except ConnectionRefusedError:
        return False
