"""The socketcand protocol over real loopback sockets."""

import re
import selectors
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


def test_frames_of_all_messages_arrive_at_their_rates(car: SimulatedCar, wait: Wait) -> None:
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
    wait(lambda: car.frames_sent >= len(frames))


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
        assert ask(link, "< fdmode >") == "< error classic frames only >"
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


def test_what_a_client_said_just_before_the_link_dropped_is_ignored() -> None:
    server = SocketcandServer("test")
    with selectors.DefaultSelector() as selector:
        selector.register(server._listener, selectors.EVENT_READ)
        server._listener.listen()
        with connection(server.channel) as link:
            server._serve(selector, server._listener, None)
            (client,) = server._clients
            link.sendall(b"< open can0 >")
            server.set_down(True)
            server._serve(selector, server._wake_in, None)
            assert server._clients == []
            server._serve(selector, client.socket, client)
    server._listener.close()
    server._wake_in.close()
    server._wake_out.close()


def _accepts(channel: str) -> bool:
    try:
        with connection(channel):
            return True
    except ConnectionRefusedError:
        return False


FD_FRAME = re.compile(r"< fdframe ([0-9A-F]{3}) \d+\.\d{6} 1 ([0-9A-F]*) >")


def test_can_fd_frames_only_reach_a_client_that_asks_for_them(car: SimulatedCar) -> None:
    with connection(car.channels["adas"]) as plain, connection(car.channels["adas"]) as modern:
        join(plain)
        join(modern)
        assert until(plain, lambda text: ">" in text) == "< ok >"
        modern.sendall(b"< fdmode >")
        text = until(modern, lambda text: text.count("< fdframe") > 3)
        assert text.startswith("< ok >< ok >")
        assert {(i, len(d)) for i, d in FD_FRAME.findall(text)} == {("200", 128)}
        plain.setblocking(False)
        assert _drain(plain) == 0


def test_a_frame_of_a_client_reaches_the_others_if_it_is_taken() -> None:
    taken: list[tuple[int, bytes]] = []

    def accept(can_id: int, data: bytes) -> bool:
        if can_id == 0x7E0:
            taken.append((can_id, data))
        return can_id == 0x7E0

    server = SocketcandServer("test", accept)
    server.start()
    try:
        with connection(server.channel) as tester, connection(server.channel) as other:
            for link in (tester, other):
                join(link)
                assert until(link, lambda text: ">" in text) == "< ok >"
            tester.sendall(b"< send 7E0 3 02 3E 00 >")
            text = until(other, lambda text: ">" in text)
            assert re.fullmatch(r"< frame 7E0 \d+\.\d{6} 023E00 >", text)
            assert taken == [(0x7E0, b"\x02\x3e\x00")]
            for refused in (
                "< send 123 1 00 >",
                "< send 7E0 2 02 >",
                "< send 7E0 9 1 2 3 4 5 6 7 8 9 >",
                "< send 7E0 1 100 >",
                "< send 7E0 1 xy >",
                "< send 18DA10F1 1 00 >",
                "< send >",
            ):
                assert ask(tester, refused) == "< error sending is refused >"
            assert len(taken) == 1
    finally:
        server.stop()


def test_a_tester_reads_the_vin_over_the_socket_and_everybody_sees_the_frames(
    car: SimulatedCar,
) -> None:
    channel = car.channels["powertrain"]
    with connection(channel) as tester, connection(channel) as other:
        for link in (tester, other):
            join(link)
            until(link, lambda text: "< frame" in text)
        tester.sendall(b"< send 7E0 8 02 09 02 AA AA AA AA AA >")
        until(tester, lambda text: bool(re.search(r"< frame 7E8 \S+ 10144902", text)))
        tester.sendall(b"< send 7E0 3 30 00 00 >")
        mirrored = until(other, lambda text: len(re.findall(r"frame 7E8 \S+ \w+ >", text)) > 2)
    frames = [(can_id, data) for can_id, _, data in FRAME.findall(mirrored) if can_id > "700"]
    assert [can_id for can_id, _ in frames] == ["7E0", "7E8", "7E0", "7E8", "7E8"]
    answer = b"".join(
        bytes.fromhex(data)[2 if data.startswith("1") else 1 :]
        for can_id, data in frames
        if can_id == "7E8"
    )
    assert answer == b"\x49\x02\x01WHBTESTE7V0000001"
    with connection(car.channels["body"]) as link:
        join(link)
        link.sendall(b"< send 7E0 3 02 3E 00 >")
        until(link, lambda text: "< error sending is refused >" in text)
