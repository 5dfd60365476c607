import errno
import os
import socket
from collections.abc import Iterator

import pytest

from app.adapters.can.filters import CAN_EFF_FLAG, CAN_ERR_FLAG, CAN_RTR_FLAG, exact_filter
from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE, Frame
from app.adapters.can.socketcan import SocketcanSource, connect_can, pack_filters, parse_frame
from app.adapters.can.source import SourceLost
from tests.fakes.can_links import KernelSocket, can_frame, canfd_frame
from tests.fakes.car import ManualClock

FILTERS = [exact_filter(0x123, extended=False)]


@pytest.fixture
def kernel() -> Iterator[KernelSocket]:
    kernel = KernelSocket()
    yield kernel
    kernel.end()


@pytest.fixture
def source(kernel: KernelSocket) -> SocketcanSource:
    source = SocketcanSource("main", "can0", FILTERS, ManualClock(), fd=True)
    source.connect = kernel.connect
    source.open()
    return source


@pytest.mark.parametrize(
    ("raw", "can_id", "flags", "data"),
    [
        (can_frame(0x0B4, b"\x01\x02"), 0xB4, 0, b"\x01\x02"),
        (can_frame(0x7FF, bytes(range(8))), 0x7FF, 0, bytes(range(8))),
        (can_frame(0x18FEF100 | CAN_EFF_FLAG, b""), 0x18FEF100, EXTENDED, b""),
        (can_frame(0x123 | CAN_RTR_FLAG, b"12345678"), 0x123, REMOTE, b""),
        (can_frame(0x40 | CAN_ERR_FLAG, bytes(8)), 0x40, ERROR, bytes(8)),
        (canfd_frame(0x200, bytes(range(64)), 1), 0x200, FD, bytes(range(64))),
        (canfd_frame(0x18FEF100 | CAN_EFF_FLAG, b"ab"), 0x18FEF100, EXTENDED | FD, b"ab"),
    ],
)
def test_the_kernels_structures(raw: bytes, can_id: int, flags: int, data: bytes) -> None:
    assert parse_frame(raw, 7, "main") == Frame(7, "main", can_id, flags, data)


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0", bytes(15), bytes(71), b"\0\0\0\0\x09" + bytes(11), b"\0\0\0\0\x41" + bytes(67)],
)
def test_rubbish_is_no_frame(raw: bytes) -> None:
    assert parse_frame(raw, 7, "main") is None


def test_filters_as_the_kernel_takes_them() -> None:
    packed = pack_filters([(0x123, 0xC00007FF), (0x80FEF100, 0xC3FFFF00)])
    assert packed == bytes.fromhex("23010000FF0700C0 00F1FE80 00FFFFC3")


def test_one_call_takes_all_there_is(kernel: KernelSocket, source: SocketcanSource) -> None:
    assert kernel.asked == [("can0", FILTERS, True)]
    kernel.put(*(can_frame(0x100 + n, bytes([n])) for n in range(5)), b"?")
    kernel.put(canfd_frame(0x200, bytes(64)))
    assert [frame.can_id for frame in source.recv_batch(3, 1)] == [0x100, 0x101, 0x102]
    assert [frame.can_id for frame in source.recv_batch(100, 1)] == [0x103, 0x104, 0x200]
    assert source.recv_batch(100, 0.001) == []
    assert source.stats()["malformed"] == 1


def test_frames_that_the_kernel_dropped_are_counted(
    kernel: KernelSocket, source: SocketcanSource
) -> None:
    for kernel.dropped in (0, 5, 5, 12):
        kernel.put(can_frame(0x123, b""))
        source.recv_batch(1, 1)
    source.open()
    kernel.dropped = 3
    kernel.put(can_frame(0x123, b""))
    source.recv_batch(1, 1)
    assert source.stats()["dropped"] == 15


@pytest.mark.parametrize("number", [errno.ENETDOWN, errno.ENODEV])
def test_an_interface_that_goes_down_is_lost_and_opened_again(
    kernel: KernelSocket, source: SocketcanSource, number: int
) -> None:
    kernel.fail(number)
    with pytest.raises(SourceLost, match=f"socketcan can0: {os.strerror(number)}"):
        source.recv_batch(10, 1)
    with pytest.raises(SourceLost, match=os.strerror(number)):
        source.open()
    with pytest.raises(SourceLost, match="not open"):
        source.recv_batch(10, 0)
    kernel.error = None
    source.open()
    kernel.put(can_frame(0x123, b"\x01"))
    assert source.recv_batch(10, 1)[-1].data == b"\x01"


def test_a_closed_source_stays_closed(source: SocketcanSource) -> None:
    source.close()
    source.close()
    with pytest.raises(SourceLost, match="not open"):
        source.recv_batch(10, 0)


def test_a_machine_without_the_interface_says_so() -> None:
    try:
        socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW).close()
        wanted = os.strerror(errno.ENODEV)
    except OSError as error:
        wanted = str(error.strerror)
    with pytest.raises(OSError, match=wanted):
        connect_can("habitacle-none", FILTERS, fd=False)


def test_there_is_no_way_to_send() -> None:
    assert not [name for name in dir(SocketcanSource) if "send" in name or "write" in name]
