"""Small logs of the text formats: kinds of frames, cut ends, rubbish."""

import random
from pathlib import Path

import can
import pytest
from can.io.asc import ASCWriter
from can.io.csv import CSVWriter
from can.io.generic import MessageWriter
from can.io.trc import TRCWriter

from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.logs.records import LogStats, Record
from app.core.errors import HabitacleError

GVRET = (
    "Time Stamp,ID,Extended,Dir,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8\n"
    "1500000,0000021A,false,Rx,0,2,FE,36,00,00,00,00,00,00,\n"
    "1500001,18FEF100,true,Tx,1,8,01,02,03,04,05,06,07,08,\n"
    "1500002,0000021A,false,Rx,0,2,FE,37,\n"
)
CRTD = (
    "# a comment\n1.0 CXX Info written by hand\n1.1 CEV Open charge port\n"
    "1.500000 R11 21A FE 36\n1.500001 1T29 18FEF100 01 02 03 04 05 06 07 08\n"
    "1.6 2CBC 0 500000\n1.500002 R11 21A FE 37\n"
)
BUSMASTER = (
    "***BUSMASTER Ver 2.4.0***\n***PROTOCOL CAN***\n***HEX***\n***SYSTEM MODE***\n"
    "***<Time><Tx/Rx><Channel><CAN ID><Type><DLC><DataBytes>***\n"
    "0:0:1:500 Rx 0 0000021A s 2 FE 36 \n0:0:1:5001 Tx 1 0x18FEF100 x 8 01 02 03 04 05 06 07 08 \n"
    "0:0:1:5002 Rx 0 21A s 2 FE 37 \n"
)
MICROCHIP = (
    "//---------------------------------\nMicrochip Technology Inc.\nCAN BUS Analyzer\n"
    "Logging Started\n//---------------------------------\n"
    "1500;RX;0x0000021A;2;0xFE;0x36;\n1500.001;TX;0x18FEF100;8;"
    "0x01;0x02;0x03;0x04;0x05;0x06;0x07;0x08;\n1501;RX;0x0000021A;2;0xFE;0x37\n"
)
ASC = (
    "date Sat Sep 30 15:06:13.191 2017\nbase hex  timestamps absolute\ninternal events logged\n"
    "// version 9.0.0\nBegin Triggerblock Sat Sep 30 15:06:13.191 2017\n"
    "   0.000000 Start of measurement\n"
    "   1.500000 1  21A             Rx   d 2 FE 36  Length = 0 BitCount = 64\n"
    "   1.500001 2  18FEF100x       Tx   d 8 01 02 03 04 05 06 07 08\n"
    "   1.500001 1  Statistic: D 0 R 0 XD 0 XR 0 E 0 O 0 B 0.00%\n"
    "   1.500002 1  21A             Rx   d 2 FE 37\n"
)
PYTHON_CAN = (
    "timestamp,arbitration_id,extended,remote,error,dlc,data\n"
    "1.5,0x21a,0,0,0,2,/jY=\n1.500001,0x18fef100,1,0,0,8,AQIDBAUGBwg=\n"
    "1.500002,0x21a,0,0,0,2,/jc=\n"
)
TRC = (
    ";$FILEVERSION=2.1\n;$COLUMNS=N,O,T,B,I,d,R,L,D\n;   a comment\n"
    "      1      1500.000 DT 1      021A Rx -  2    FE 36\n"
    "      2      1500.001 DT 2  18FEF100 Tx -  8    01 02 03 04 05 06 07 08\n"
    "      3      1500.002 ST 1         - Rx -  4    00 00 00 08\n"
    "      4      1500.003 DT 1      021A Rx -  2    FE 37\n"
)
ALL = {
    "GVRET": (GVRET, ("0", "1")),
    "CRTD": (CRTD, ("0", "1")),
    "BUSMASTER": (BUSMASTER, ("0", "1")),
    "Microchip": (MICROCHIP, ("0", "0")),
    "ASC": (ASC, ("1", "2")),
    "python-can": (PYTHON_CAN, ("0", "0")),
    "TRC": (TRC, ("1", "2")),
}


def read(folder: Path, text: str | bytes) -> tuple[list[Record], LogStats]:
    path = folder / "drive.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    reader = LogReader(path)
    return list(reader), reader.stats


def written(folder: Path, writer: type[MessageWriter], suffix: str) -> list[Record]:
    """What is read of the kinds of frames that python-can writes."""
    path = folder / f"drive{suffix}"
    with writer(path) as log:
        for message in MESSAGES:
            log.on_message_received(message)
    reader = LogReader(path)
    records = list(reader)
    assert (reader.stats.bad_lines, reader.stats.truncated) == (0, False)
    return records


MESSAGES = [
    can.Message(100.0, 0x123, is_extended_id=False, data=b"\1\2", channel=0),
    can.Message(100.25, 0x123, is_extended_id=True, data=b"", channel=1),
    can.Message(100.5, 0x18FEF100, is_remote_frame=True, dlc=4, channel=0),
    can.Message(101.0, is_error_frame=True, channel=0),
    can.Message(101.5, 0x321, is_extended_id=False, is_fd=True, data=bytes(range(64)), channel=1),
    can.Message(101.6, 0x322, is_extended_id=False, is_fd=True, data=b"", channel=1),
]
KINDS = [
    (0x123, 0, b"\1\2"),
    (0x123, EXTENDED, b""),
    (0x18FEF100, EXTENDED | REMOTE, b""),
    (0, ERROR, b""),
    (0x321, FD, bytes(range(64))),
    (0x322, FD, b""),
]


def kinds(records: list[Record]) -> list[tuple[int, int, bytes]]:
    return [(record.can_id, record.flags, record.data) for record in records]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_frames(tmp_path: Path, name: str, end: str) -> None:
    text, channels = ALL[name]
    records, stats = read(tmp_path, text.replace("\n", end))
    assert kinds(records) == [
        (0x21A, 0, b"\xfe\x36"),
        (0x18FEF100, EXTENDED, bytes(range(1, 9))),
        (0x21A, 0, b"\xfe\x37"),
    ]
    assert (records[0].channel, records[1].channel) == channels
    assert records[0].t_ns == 1_500_000_000
    assert 0 < records[1].t_ns - records[0].t_ns <= 100_000
    assert (stats.bad_lines, stats.truncated) == (0, False)


@pytest.mark.parametrize("name", ALL)
def test_a_cut_end(tmp_path: Path, name: str) -> None:
    text, _ = ALL[name]
    whole = kinds(read(tmp_path, text)[0])
    last = len(text.rstrip().splitlines()[-1].lstrip())
    surely_whole = text.rindex("37") + 2 if "37" in text else len(text) - 1
    for cut in range(len(text.rstrip()) - last + 1, len(text)):
        records, stats = read(tmp_path, text[:cut])
        complete = len(records) == 3
        assert kinds(records) == whole[: len(records)]
        assert len(records) == 2 + (cut >= surely_whole)
        assert stats.truncated is not complete
        assert stats.bad_lines == 0


@pytest.mark.parametrize("name", ALL)
def test_rubbish_between_the_frames(tmp_path: Path, name: str) -> None:
    lines = ALL[name][0].splitlines(keepends=True)
    rubbish = "\x00\xff what?\n\nmore, of, it\n"
    records, stats = read(tmp_path, "".join((*lines[:-1], rubbish, lines[-1])))
    assert (len(records), stats.bad_lines, stats.truncated) == (3, 2, False)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("GVRET", "1600000,00000800,false,Rx,0,1,00\n"),
        ("GVRET", "1600000,00000100,false,Rx,0,9,1,2,3\n"),
        ("GVRET", "1600000,00000100,false,Rx,0,3,01,02\n"),
        ("CRTD", "1.6 R11 800 00\n"),
        ("CRTD", "1.6 R29 20000000 00\n"),
        ("BUSMASTER", "0:0:1:600 Rx 0 900 s 1 00\n"),
        ("BUSMASTER", "0:0:1:600 Rx 0 100 s 3 00\n"),
        ("Microchip", "1600;RX;0x2000021A;1;0xFE\n"),
        ("Microchip", "1600;RX;0x0000021A;2;0xFE\n"),
        ("ASC", "1.6 1 21A Rx d 2 FE\n"),
        ("ASC", "1.6 1 21A Rx d 2 FE XY\n"),
        ("ASC", "1.6 1 821 Rx d 1 FE\n"),
        ("ASC", "1.6 CANFD 1 Rx 21A 0 0 9 13 FE\n"),
        ("python-can", "1.6,0x21a,0,0,0,3,/jY=\n"),
        ("python-can", "1.6,0x21a,0,0,0,2,/jY\n"),
        ("TRC", "5 1600.0 DT 1 021A Rx - 3 FE 36\n"),
        ("TRC", "5 1600.0 FD 1 021A Rx - 16 FE 36\n"),
        ("TRC", "5 1600.0 XX 1 021A Rx - 2 FE 36\n"),
        ("TRC", "5 1600.0 DT 1\n"),
    ],
)
def test_frames_no_bus_carries(tmp_path: Path, name: str, line: str) -> None:
    records, stats = read(tmp_path, ALL[name][0] + line)
    assert (len(records), stats.bad_lines) == (3, 1)


@pytest.mark.parametrize("name", ALL)
def test_no_damage_raises(tmp_path: Path, name: str) -> None:
    text = ALL[name][0]
    chance = random.Random(name)  # noqa: S311 - a repeatable test, no secret
    for _ in range(150):
        letters = list(text * 3)
        for _ in range(chance.randint(1, 20)):
            letters[chance.randrange(len(letters))] = chance.choice(
                "09afRx ;,:.#()*/=-\n\x00\u0663"
            )
        records, stats = read(tmp_path, text + "".join(letters))
        assert 3 <= len(records) <= stats.lines - stats.bad_lines
        assert all(len(r.data) <= 64 and r.can_id < 1 << 29 for r in records)


def test_a_line_without_an_end_is_read_in_pieces(tmp_path: Path) -> None:
    records, stats = read(tmp_path, GVRET + "0" * 1_000_000)
    assert len(records) == 3
    assert stats.lines > 10
    assert stats.truncated


def test_kinds_of_frames_in_python_can_csv(tmp_path: Path) -> None:
    records = written(tmp_path, CSVWriter, ".csv")
    # The format does not tell an FD frame from a classic one by more than its length.
    assert kinds(records)[:5] == KINDS[:5]
    assert [r.t_ns for r in records[:4]] == [10**9 * 100 + n * 10**7 for n in (0, 25, 50, 100)]


def test_kinds_of_frames_in_asc(tmp_path: Path) -> None:
    records = written(tmp_path, ASCWriter, ".asc")
    assert kinds(records) == KINDS
    assert [r.channel for r in records] == ["1", "2", "1", "1", "2", "2"]
    assert [r.t_ns for r in records[:3]] == [0, 250_000_000, 500_000_000]


def test_frames_python_can_writes_to_trc(tmp_path: Path) -> None:
    records = written(tmp_path, TRCWriter, ".trc")
    assert kinds(records) == KINDS[:2]
    assert [r.channel for r in records] == ["1", "2"]
    assert abs(records[0].t_ns - 100_000_000_000) < 1_000_000
    assert records[1].t_ns - records[0].t_ns == 250_000_000


def test_asc_relative_and_decimal(tmp_path: Path) -> None:
    text = (
        "date Sat Sep 30 15:06:13 2017\nbase dec  timestamps relative\nno internal events logged\n"
        "0.5 1 291 Rx d 2 16 255\n0.25 1 Statistic: D 0\n0.25 1 419361024x Rx r\n"
        "0.5 CANFD 1 Rx ErrorFrame\n0.5 1 TxErr\n"
    )
    records, stats = read(tmp_path, text)
    assert kinds(records) == [
        (291, 0, b"\x10\xff"),
        (0x18FEF100, EXTENDED | REMOTE, b""),
        (0, ERROR, b""),
    ]
    assert [r.t_ns for r in records] == [500_000_000, 1_000_000_000, 1_500_000_000]
    assert stats.bad_lines == 0
    cut = text[: text.index("255") + 2]
    assert read(tmp_path, cut)[0] == []


def test_asc_canfd_events(tmp_path: Path) -> None:
    text = ASC + (
        "1.6 CANFD 1 Rx 100 Name_1 1 0 9 12 00 01 02 03 04 05 06 07 08 09 0A 0B 0 0 3000 0 0\n"
        "1.6 CANFD 1 Rx 101 1 0 2 2 AA BB 0 0 0 0 0 0 0 0\n"
        "1.6 CANFD 1 Rx 102 0 0 2 0 0 0 10 0 0 0 0 0\n1.6 CANFD 1 Rx 103 0 0 2 0\n"
    )
    assert kinds(read(tmp_path, text)[0])[3:] == [
        (0x100, FD, bytes(range(12))),
        (0x101, 0, b"\xaa\xbb"),
        (0x102, REMOTE, b""),
        (0x103, REMOTE, b""),
    ]


@pytest.mark.parametrize(
    ("version", "lines"),
    [
        ("1.0", ["1) 1500 021A 2 FE 36", "2) 1501 18FEF100 0 RTR", "3) 1502 FFFFFFFF 4 00 00"]),
        ("1.1", ["1) 1500.0 Rx 021A 2 FE 36", "2) 1501.0 Rx 18FEF100 4 RTR", "3) 1502 Warng F 0"]),
        ("1.2", ["1) 1500.0 1 Rx 021A 2 FE 36", "2) 1501.0 1 Tx 18FEF100 4 RTR"]),
        ("1.3", ["1) 1500.0 1 Rx 021A - 2 FE 36", "2) 1501.0 1 Rx 18FEF100 - 4 RTR"]),
        ("2.0", ["1 1500.0 DT 021A Rx 2 FE 36", "2 1501.0 RR 18FEF100 Rx 4"]),
        ("2.1", ["1 1500.0 DT 021A Rx - 2 FE 36", "2 1501.0 RR 18FEF100 Rx - 4"]),
    ],
)
def test_versions_of_trc(tmp_path: Path, version: str, lines: list[str]) -> None:
    records, stats = read(tmp_path, "\n".join([f";$FILEVERSION={version}", *lines, ""]))
    assert kinds(records) == [(0x21A, 0, b"\xfe\x36"), (0x18FEF100, EXTENDED | REMOTE, b"")]
    assert [(r.t_ns, r.channel) for r in records] == [(1_500_000_000, "1"), (1_501_000_000, "1")]
    assert stats.bad_lines == 0


def test_trc_fd_errors_and_start(tmp_path: Path) -> None:
    data = " ".join(f"{n:02X}" for n in range(12))
    text = (
        ";$FILEVERSION=2.0\n;$STARTTIME=25569.5\n;$COLUMNS=N,O,T,I,d,l,D\n"
        f"1 0.5 FB 021A Rx 12 {data}\n2 1.0 ER - Rx 5 04 00 02 00 00\n3 1.5 FD 021A Rx 0\n"
    )
    records, stats = read(tmp_path, text)
    assert kinds(records) == [(0x21A, FD, bytes(range(12))), (0, ERROR, b""), (0x21A, FD, b"")]
    assert records[0].t_ns == 43_200_000_500_000_000 // 1000
    assert stats.bad_lines == 0
    coded = text.replace(",l,", ",L,").replace(" 12 ", " 9 ")
    assert kinds(read(tmp_path, coded)[0]) == kinds(records)


def test_busmaster_kinds_and_midnight(tmp_path: Path) -> None:
    text = BUSMASTER + "23:59:59:9 Rx 1 100 sr 4\n00:00:00:0010 Rx 1 18FEF100 xr 8\n"
    records, stats = read(tmp_path, text)
    assert kinds(records)[3:] == [(0x100, REMOTE, b""), (0x18FEF100, EXTENDED | REMOTE, b"")]
    assert records[4].t_ns - records[3].t_ns == 992_000_000
    assert (stats.bad_lines, stats.back_in_time) == (0, 0)


def test_busmaster_decimal_and_relative(tmp_path: Path) -> None:
    text = BUSMASTER.replace("***HEX***", "***DEC***").split("0:0:1:500 ")[0]
    records, _ = read(tmp_path, text + "0:0:1:500 Rx 1 291 s 2 16 255\n0:0:2:500 Rx 1 291 s 1 25")
    assert kinds(records) == [(291, 0, b"\x10\xff")]
    with pytest.raises(HabitacleError, match="relative"):
        read(tmp_path, BUSMASTER.replace("SYSTEM", "RELATIVE"))


def test_two_buses_out_of_order_are_sorted(tmp_path: Path) -> None:
    lines = GVRET.splitlines(keepends=True)
    records, stats = read(tmp_path, "".join((lines[0], lines[2], lines[1], lines[3])))
    assert [r.t_ns for r in records] == [1_500_000_000, 1_500_001_000, 1_500_002_000]
    assert stats.back_in_time == 0
