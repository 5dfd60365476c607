"""Reassembly of ISO-TP payloads and J1939 messages by somebody who only listens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.can.transport import IsoTpReader, J1939Reader, single_frame

MS = 1_000_000
LONG = bytes(range(1, 21))


def frames(payload: bytes, size: int = 8, padding: int = 0xAA) -> list[bytes]:
    """The first and consecutive frames of *payload*."""
    head = (0x1000 | len(payload)).to_bytes(2, "big")
    if len(payload) > 4095:
        head = b"\x10\x00" + len(payload).to_bytes(4, "big")
    cut = size - len(head)
    parts = [head + payload[:cut]]
    rest = payload[cut:]
    for number, start in enumerate(range(0, len(rest), size - 1), 1):
        part = bytes([0x20 | number % 16]) + rest[start : start + size - 1]
        parts.append(part.ljust(size, bytes([padding])))
    return parts


def payloads(reader: IsoTpReader, *data: bytes, step_ms: int = 10) -> list[bytes]:
    found = [reader.feed(item, n * step_ms * MS) for n, item in enumerate(data)]
    return [item for item in found if item is not None]


@pytest.mark.parametrize(
    ("frame", "payload"),
    [
        ("03410D30AAAAAAAA", "410D30"),
        ("04410C1AF8", "410C1AF8"),
        ("000A" + "62F190" + "11" * 7 + "CC" * 4, "62F190" + "11" * 7),
    ],
)
def test_single_frames_lose_their_padding(frame: str, payload: str) -> None:
    assert payloads(IsoTpReader(), bytes.fromhex(frame)) == [bytes.fromhex(payload)]


@pytest.mark.parametrize("frame", ["00", "0000000000000000", "07410D", "0009000000000000"])
def test_a_single_frame_without_its_bytes_is_lost(frame: str) -> None:
    reader = IsoTpReader()
    assert payloads(reader, bytes.fromhex(frame)) == []
    assert reader.lost == 1


@pytest.mark.parametrize(
    ("length", "size"), [(8, 8), (20, 8), (62, 8), (4095, 8), (63, 64), (300, 64), (4095, 64)]
)
def test_a_payload_in_pieces(length: int, size: int) -> None:
    payload = bytes(n % 251 for n in range(length))
    reader = IsoTpReader()
    assert payloads(reader, *frames(payload, size)) == [payload]
    assert reader.lost == 0


def test_flow_control_and_empty_frames_are_ignored() -> None:
    first, *rest = frames(LONG)
    reader = IsoTpReader()
    assert payloads(reader, first, bytes.fromhex("300000AAAAAAAAAA"), b"", *rest) == [LONG]


@pytest.mark.parametrize("order", [(0, 2), (0, 2, 1), (0, 1, 1, 2)])
def test_a_lost_or_misplaced_piece_drops_the_payload(order: tuple[int, ...]) -> None:
    parts = frames(LONG)
    reader = IsoTpReader()
    assert payloads(reader, *(parts[n] for n in order), *parts) == [LONG]
    assert reader.lost == 1


def test_a_new_start_gives_up_the_old_one() -> None:
    parts = frames(LONG)
    reader = IsoTpReader()
    assert payloads(reader, parts[0], bytes.fromhex("03410D30"), *parts) == [b"\x41\x0d\x30", LONG]
    assert reader.lost == 1


def test_a_pause_of_more_than_a_second_is_the_end() -> None:
    assert payloads(IsoTpReader(), *frames(LONG), step_ms=1000) == [LONG]
    reader = IsoTpReader()
    assert payloads(reader, *frames(LONG), step_ms=1001) == []
    assert reader.lost == 1


def test_payloads_beyond_the_cap_are_not_collected() -> None:
    payload = bytes(5000)
    reader = IsoTpReader()
    assert payloads(reader, *frames(payload, 64)) == []
    assert reader.lost == 1
    assert payloads(IsoTpReader(6000), *frames(payload, 64)) == [payload]


def test_pieces_without_a_beginning_are_no_loss() -> None:
    reader = IsoTpReader()
    assert payloads(reader, *frames(LONG)[1:]) == []
    assert reader.lost == 0


@given(st.lists(st.binary(max_size=64)))
def test_no_bytes_raise_or_give_more_than_was_sent(data: list[bytes]) -> None:
    reader = IsoTpReader()
    for t_ns, item in enumerate(data):
        payload = reader.feed(item, t_ns)
        assert payload is None or 0 < len(payload) <= sum(map(len, data))
        assert single_frame(item) is None or payload == single_frame(item)


PGN = 0xFECA
BAM_ID, BAM_DT = 0x1CECFF21, 0x1CEBFF21
TEXT = bytes(range(100, 123))


def announcement(kind: int, pgn: int = PGN, total: int = len(TEXT)) -> bytes:
    packets = -(-total // 7)
    return (
        bytes((kind,))
        + total.to_bytes(2, "little")
        + bytes((packets, 0xFF))
        + pgn.to_bytes(3, "little")
    )


def packets(payload: bytes) -> list[bytes]:
    return [
        bytes((n,)) + payload[start : start + 7].ljust(7, b"\xff")
        for n, start in enumerate(range(0, len(payload), 7), 1)
    ]


Messages = list[tuple[int, bytes]]


def messages(reader: J1939Reader, *data: tuple[int, bytes], step_ms: int = 50) -> Messages:
    found = [reader.feed(i, item, n * step_ms * MS) for n, (i, item) in enumerate(data)]
    return [item for item in found if item is not None]


def bam(payload: bytes = TEXT, kind: int = 32) -> list[tuple[int, bytes]]:
    head = (BAM_ID, announcement(kind, total=len(payload)))
    return [head, *((BAM_DT, item) for item in packets(payload))]


@pytest.mark.parametrize("length", [9, 14, 23, 1785])
def test_a_broadcast_message(length: int) -> None:
    payload = bytes(n % 256 for n in range(length))
    reader = J1939Reader()
    assert messages(reader, *bam(payload)) == [(0x18FECA21, payload)]
    assert reader.lost == 0


def test_a_message_to_one_receiver_with_a_repeated_packet() -> None:
    to, back = 0x1CEC0321, 0x1CEC2103
    first, second, third, fourth = ((0x1CEB0321, item) for item in packets(TEXT))
    clear = (back, bytes.fromhex("110201FFFFCAFE00"))
    reader = J1939Reader()
    sent = [(to, announcement(16, 0xEF00)), clear, first, third, second, third, fourth]
    assert messages(reader, *sent, (back, bytes.fromhex("13170004FF00EF00"))) == [
        (0x18EF0321, TEXT)
    ]
    assert reader.lost == 0


def test_two_senders_at_once() -> None:
    other = [(can_id + 1, data) for can_id, data in bam(TEXT[::-1])]
    mixed = [item for pair in zip(bam(), other, strict=True) for item in pair]
    assert messages(J1939Reader(), *mixed) == [(0x18FECA21, TEXT), (0x18FECA22, TEXT[::-1])]


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_a_broadcast_with_a_gap_is_lost(missing: int) -> None:
    reader = J1939Reader()
    whole = bam()
    assert messages(reader, *whole[:missing], *whole[missing + 1 :]) == []
    assert reader.lost == 1


def test_a_late_packet_an_abort_and_a_new_announcement_are_the_end() -> None:
    reader = J1939Reader()
    assert messages(reader, *bam(), step_ms=1251) == []
    abort = (BAM_ID, bytes.fromhex("FF01FFFFFFCAFE00"))
    assert messages(reader, bam()[0], abort, *bam()[1:]) == []
    assert messages(reader, bam()[0], *bam()) == [(0x18FECA21, TEXT)]
    assert reader.lost == 3


@pytest.mark.parametrize(
    "head",
    ["200800020FCAFE0000", "20FA06FFFFCAFE00", "2017000AFFCAFE00", "20170004FFCAFE"],
)
def test_an_announcement_of_an_impossible_size_is_not_followed(head: str) -> None:
    reader = J1939Reader()
    assert messages(reader, (BAM_ID, bytes.fromhex(head)), *bam()[1:]) == []


@given(st.lists(st.tuples(st.integers(0, (1 << 29) - 1), st.binary(max_size=64))))
def test_no_frame_makes_the_reader_raise(data: list[tuple[int, bytes]]) -> None:
    reader = J1939Reader()
    for t_ns, (can_id, item) in enumerate(data):
        reader.feed(can_id & 0x1CEFFFFF, item, t_ns)
    reader.forget()
    assert messages(reader, *bam()) == [(0x18FECA21, TEXT)]
