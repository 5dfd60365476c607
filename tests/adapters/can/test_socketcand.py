import contextlib
import time
from collections.abc import Iterator

import pytest

from app.adapters.can.frame import ERROR, EXTENDED, Frame
from app.adapters.can.socketcand import BUFFER_CAP, SocketcandSource
from app.adapters.can.source import SourceLost
from tests.fakes.can import SocketcandServer
from tests.fakes.car import ManualClock

HELLO = (b"< hi >", 1, b"< ok >", 1)


class Link:
    """A source connected to a scripted server."""

    def __init__(self, *script: bytes | int | None) -> None:
        self.server = SocketcandServer(*script)
        self.source = SocketcandSource("main", "127.0.0.1", self.server.port, "can0", ManualClock())

    def close(self) -> None:
        self.source.close()
        self.server.close()


@contextlib.contextmanager
def linked(*script: bytes | int | None) -> Iterator[Link]:
    link = Link(*script)
    try:
        yield link
    finally:
        link.close()


@contextlib.contextmanager
def opened(*script: bytes | int | None) -> Iterator[SocketcandSource]:
    with linked(*HELLO, *script) as link:
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
