import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.can import socketcand
from app.adapters.can.frame import ERROR, EXTENDED, FD, Frame
from app.adapters.can.socketcand import BUFFER_CAP, SocketcandSource
from app.adapters.can.source import SourceLost
from tests.fakes.can import SocketcandServer
from tests.fakes.car import ManualClock

HELLO = (b"< hi >", 1, b"< ok >", 1)


class Link:
    """A source connected to a scripted server."""

    def __init__(self, *script: bytes | int | None, fd: bool = False) -> None:
        self.server = SocketcandServer(*script)
        self.source = SocketcandSource(
            "main", "127.0.0.1", self.server.port, "can0", ManualClock(), fd=fd
        )

    def close(self) -> None:
        self.source.close()
        self.server.close()


@contextlib.contextmanager
def linked(*script: bytes | int | None, fd: bool = False) -> Iterator[Link]:
    link = Link(*script, fd=fd)
    try:
        yield link
    finally:
        link.close()


@contextlib.contextmanager
def opened(*script: bytes | int | None, fd: bool = False) -> Iterator[SocketcandSource]:
    with linked(*HELLO, *script, fd=fd) as link:
        link.source.open()
        yield link.source


def receive(source: SocketcandSource, count: int) -> list[Frame]:
    frames: list[Frame] = []
    deadline = time.monotonic() + 5
    while len(frames) < count:
        assert time.monotonic() < deadline
        frames += source.recv_batch(100, 0.2)
    return frames


def test_the_handshake_and_a_glued_frame() -> None:
    with linked(*HELLO, b"< ok >< frame 0B4 1.5 000000001D0B7A5E >") as link:
        link.source.open()
        assert receive(link.source, 1) == [
            Frame(ManualClock().ns, "main", 0xB4, 0, bytes.fromhex("000000001D0B7A5E"))
        ]
        assert link.server.received == b"< open can0 >< rawmode >"


def test_forms_of_frames() -> None:
    with opened(
        b"< ok >< frame 18FEF100 1.5 11 22 33 >< frame 123 1.5  >< error 00 1.5 >",
        b"< frame 7 1.5 00 >< frame 100 1.5 0 >< hello >< frame 124 1.5 FF >",
    ) as source:
        frames = receive(source, 4)
        assert [(f.can_id, f.flags, f.data) for f in frames] == [
            (0x18FEF100, EXTENDED, b"\x11\x22\x33"),
            (0x123, 0, b""),
            (0, ERROR, b""),
            (0x124, 0, b"\xff"),
        ]
        assert source.stats() == {"malformed": 2, "unknown_verb": 1}


def test_a_frame_in_pieces() -> None:
    whole = b"< frame 123 1.5 0102 >"
    with opened(b"< ok >", *[whole[i : i + 1] for i in range(len(whole))]) as source:
        assert receive(source, 1)[0].data == b"\x01\x02"


def test_no_more_than_asked_for() -> None:
    with opened(b"< ok >" + b"< frame 123 1.5 01 >" * 5) as source:
        assert [len(source.recv_batch(2, 1)) for _ in range(3)] == [2, 2, 1]


def test_a_quiet_bus_gives_nothing_in_time() -> None:
    with opened(b"< ok >") as source:
        assert source.recv_batch(10, 0.01) == []


def test_a_closed_peer_is_a_lost_source() -> None:
    with opened(b"< ok >", None) as source, pytest.raises(SourceLost, match="closed"):
        source.recv_batch(10, 2)


def test_rubbish_without_an_end_is_dropped_and_the_connection_kept() -> None:
    with opened(b"< ok >", b"x" * (1 << 20), b"< frame 123 1.5 01 >") as source:
        assert receive(source, 1)[0].can_id == 0x123
        assert source.stats()["overflow"] >= 1
        assert len(source._buffer) <= BUFFER_CAP


@pytest.mark.parametrize("script", [(b"< echo >",), (b"< hi >", 1, b"< error no such bus >")])
def test_a_wrong_answer_refuses(script: tuple[bytes | int, ...]) -> None:
    with linked(*script) as link, pytest.raises(SourceLost, match="answered"):
        link.source.open()


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.adapters.can.socketcand.HANDSHAKE_S", 0.1)
    with linked(1) as link, pytest.raises(SourceLost, match="no answer 'hi'"):
        link.source.open()


def test_nobody_listens() -> None:
    with linked() as link:
        link.server.close()
        with pytest.raises(SourceLost, match="refused"):
            link.source.open()


def test_fd_frames_are_asked_for_on_a_bus_that_has_them() -> None:
    data = "5A" * 64
    with linked(
        *HELLO,
        b"< ok >",
        1,
        b"< frame 123 1.5 01 >< error 04 1.5 >< ok >< fdframe 200 1.5 1 %s >" % data.encode(),
        b"< fdframe 18FEF100 1.5 0 >< fdframe 200 1.5 1 %s >" % (b"00" * 9),
        b"< frame 7FF 1.5 11 22 >",
        fd=True,
    ) as link:
        link.source.open()
        assert link.source.fd
        assert [frame[2:] for frame in receive(link.source, 5)] == [
            (0x123, 0, b"\x01"),
            (0, ERROR, b""),
            (0x200, FD, bytes.fromhex(data)),
            (0x18FEF100, FD | EXTENDED, b""),
            (0x7FF, 0, b"\x11\x22"),
        ]
        assert link.source.stats() == {"malformed": 1}
        assert link.server.received.endswith(b"< rawmode >< fdmode >")


def test_a_server_without_fd_stays_classic() -> None:
    with opened(
        b"< ok >", 1, b"< error unknown command >< fdframe 200 1.5 0 00 >< frame 123 1.5 >", fd=True
    ) as source:
        assert not source.fd
        assert [frame[2:] for frame in receive(source, 1)] == [(0x123, 0, b"")]
        assert source.stats() == {"unknown_verb": 1}


def test_a_server_that_does_not_answer_stays_classic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socketcand, "FD_ANSWER_S", 0.05)
    with opened(b"< ok >< frame 123 1.5 01 >", fd=True) as source:
        assert not source.fd
        assert len(receive(source, 1)) == 1


def test_a_classic_bus_is_not_asked_for_fd_frames() -> None:
    with linked(*HELLO, b"< ok >< fdframe 200 1.5 0 00 >< frame 123 1.5 >") as link:
        link.source.open()
        assert len(receive(link.source, 1)) == 1
        assert link.server.received.endswith(b"< rawmode >")


def test_a_vanished_peer_is_noticed_by_the_kernel() -> None:
    with opened(b"< ok >") as source:
        link = source._socket
        assert link is not None
        assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        probes = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT)
        assert 1 + probes * link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL) < 5


pieces = st.sampled_from(
    [
        b"< frame 0B4 1.5 0001FF >",
        b"< frame 7ff 12.000001 >",
        b"< frame 18FEF100 1.5 1122334455667788 >",
        b"< frame 0B4 1.5 00 01 >",
        b"< frame 0B4 1.5 0 >",
        b"< frame FFFFFFFF 1.5 00 >",
        b"< frame 800 1.5 00 >",
        b"< frame 0B4 1.5 112233445566778899 >",
        b"<frame 0B4 1.5 00>",
        b"< error 04 1.5 >",
        b"< hello >",
        b"rubbish",
    ]
)


@settings(deadline=None)
@given(st.lists(pieces, max_size=8))
def test_blocks_read_at_once_and_packet_by_packet_agree(block: list[bytes]) -> None:
    class Slow:
        @staticmethod
        def findall(_: bytes) -> list[bytes]:
            return [b"never"] * 100

    results = []
    for pattern in (socketcand._CLASSIC, Slow):
        source = SocketcandSource("main", "", 0, "", ManualClock())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(socketcand, "_CLASSIC", pattern)
            source._buffer = b"".join(block)
            source._parse()
        results.append((source._pending, source._buffer, source.stats()))
    assert results[0] == results[1]
