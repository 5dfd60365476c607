"""The two sending sockets: what they write, what they hear, and how they are lost."""

import socket
import struct
from collections.abc import Callable

import pytest

from app.adapters.can.diag_model import EcuRule
from app.adapters.diagnostics.guard import Guard
from app.adapters.diagnostics.link import DiagnosticLink, LinkLost
from app.adapters.diagnostics.socketcan_link import SocketcanLink
from app.adapters.diagnostics.socketcand_link import SocketcandLink
from app.core.errors import HabitacleError
from tests.fakes.can import SocketcandServer
from tests.fakes.car import ManualClock
from tests.fakes.ecu import BODY, ENGINE, WIDE

HELLO = (b"< hi >", 1, b"< ok >", 1, b"< ok >")
GUARD = Guard([ENGINE, BODY, WIDE])
ASK = bytes.fromhex("03 19 02 08 AA AA AA AA")


def ignore(_can_id: int, _data: bytes) -> None:
    """Nobody listens."""


def until_lost(link: DiagnosticLink) -> None:
    while True:
        link.receive(2.0)


def socketcand(port: int) -> SocketcandLink:
    return SocketcandLink(("127.0.0.1", port, "can0"), GUARD, ignore, ManualClock())


@pytest.mark.parametrize(
    ("ecu", "line"),
    [
        (ENGINE, b"< send 7E0 8 03 19 02 08 AA AA AA AA >"),
        (WIDE, b"< send 18DA28F1 8 03 19 02 08 AA AA AA AA >"),
    ],
)
def test_socketcand_sends_as_the_protocol_wants(ecu: EcuRule, line: bytes) -> None:
    server = SocketcandServer(*HELLO, 1, None)
    link = socketcand(server.port)
    link.open()
    link.send(ecu.request, ASK)
    with pytest.raises(LinkLost):
        until_lost(link)
    assert server.received.endswith(line)
    link.close()
    server.close()


def test_socketcand_hears_answers_only() -> None:
    frames = (
        b"< frame 0A0 1.0 1122 >< frame 7E8 1.0 037F1978 >< frame 000007E8 1.0 0144 >"
        b"< frame 18DAF128 1.0 025902 >"
    )
    server = SocketcandServer(*HELLO, frames)
    link = socketcand(server.port)
    link.open()
    heard = link.receive(2.0)
    while len(heard) < 2:
        heard += link.receive(2.0)
    assert heard == [(0x7E8, bytes.fromhex("037F1978")), (0x18DAF128, bytes.fromhex("025902"))]
    link.close()
    server.close()


def test_socketcand_without_a_server_is_lost() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    link = socketcand(port)
    with pytest.raises(LinkLost, match="socketcand"):
        link.open()
    with pytest.raises(LinkLost):
        link.send(ENGINE.request, ASK)
    with pytest.raises(LinkLost):
        link.receive(0.0)


class FakeCanSocket:
    """Stands in for the kernel's raw CAN socket."""

    def __init__(self, *_kind: int) -> None:
        self.options: list[tuple[int, int, bytes]] = []
        self.bound: object = None
        self.sent: list[bytes] = []
        self.script: list[bytes | OSError] = []
        self.closed = False

    def setsockopt(self, level: int, option: int, value: bytes) -> None:
        self.options.append((level, option, value))

    def bind(self, address: object) -> None:
        self.bound = address

    def settimeout(self, timeout_s: float) -> None:
        assert timeout_s > 0

    def recv(self, size: int) -> bytes:
        assert size == 16
        if not self.script:
            raise TimeoutError
        step = self.script.pop(0)
        if isinstance(step, OSError):
            raise step
        return step

    def send(self, data: bytes) -> int:
        for fault in [step for step in self.script if isinstance(step, OSError)]:
            raise fault
        self.sent.append(data)
        return len(data)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def can(monkeypatch: pytest.MonkeyPatch) -> FakeCanSocket:
    fake = FakeCanSocket()
    monkeypatch.setattr(socket, "socket", lambda *_kind: fake)
    return fake


def test_socketcan_filters_in_the_kernel(can: FakeCanSocket) -> None:
    link = SocketcanLink("can0", GUARD, ignore)
    link.open()
    assert can.bound == ("can0",)
    [(level, option, value)] = can.options
    assert (level, option) == (socket.SOL_CAN_RAW, socket.CAN_RAW_FILTER)
    assert list(struct.iter_unpack("=II", value)) == [
        (0x7E8, 0xC00007FF),
        (0x77C, 0xC00007FF),
        (0x98DAF128, 0xDFFFFFFF),
    ]


def test_socketcan_frames(can: FakeCanSocket) -> None:
    link = SocketcanLink("can0", GUARD, ignore)
    link.open()
    link.send(ENGINE.request, b"\x01\x03")
    link.send(WIDE.request, ASK)
    assert can.sent == [
        struct.pack("=IB3x8s", 0x7E0, 2, b"\x01\x03"),
        struct.pack("=IB3x8s", 0x98DA28F1, 8, ASK),
    ]
    can.script = [struct.pack("=IB3x8s", 0x98DAF128, 3, b"\x59\x02\xff"), b"short"]
    assert link.receive(0.1) == [(0x18DAF128, b"\x59\x02\xff")]
    assert link.receive(0.1) == []
    assert link.receive(0.0) == []


@pytest.mark.parametrize(
    "use",
    [
        lambda link: link.receive(0.1),
        lambda link: link.send(ENGINE.request, ASK),
    ],
)
def test_socketcan_going_down_is_lost(
    can: FakeCanSocket, use: Callable[[DiagnosticLink], object]
) -> None:
    link = SocketcanLink("can0", GUARD, ignore)
    with pytest.raises(LinkLost, match="not open"):
        use(link)
    link.open()
    can.script = [OSError(100, "Network is down")]
    with pytest.raises(LinkLost, match="Network is down"):
        use(link)
    link.close()
    link.close()
    assert can.closed


def test_socketcan_without_an_interface_is_lost(
    can: FakeCanSocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_address: object) -> None:
        raise OSError(19, "No such device")

    monkeypatch.setattr(can, "bind", refuse)
    with pytest.raises(LinkLost, match="No such device"):
        SocketcanLink("can7", GUARD, ignore).open()
    assert can.closed


def test_both_refuse_before_they_write(can: FakeCanSocket) -> None:
    link = SocketcanLink("can0", GUARD, ignore)
    link.open()
    with pytest.raises(HabitacleError, match="not sent"):
        link.send(ENGINE.request, bytes.fromhex("02 11 01"))
    assert can.sent == []
