"""`habitacle signals` on logs of diagnostics: recorded scans and drives, and small ones."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.features.vehicle.dtc import DtcBook
from tests.adapters.can.diag_car import ENGINE, RPM, SPEED, write
from tests.adapters.can.test_signals_cmd import log, rows, run

KONA = "can/hyundai_kona_ev_2019_2021/221210-2-2021-dcan-car-scanner-elm327-vcu-mcu-only.csv"
KONA_ECUS = (
    *(0x72D, 0x73B, 0x778, 0x788, 0x78B, 0x79E, 0x7A8, 0x7AD, 0x7BB),
    *(0x7BF, 0x7CC, 0x7CE, 0x7DC, 0x7EA, 0x7EB, 0x7EC, 0x7ED),
)
LIST, COUNT = "Vehicle.Diagnostics.DTCList", "Vehicle.Diagnostics.DTCCount"
RECORDS = "Vehicle.Habitacle.DTC.Records"
COOLANT = """
[[request]]
ecu = "engine"
service = 1
pid = 5
every_ms = 2000
path = "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature"
decode = { byte = 2, offset = -40 }
"""


def ecu(answer: int) -> str:
    return (
        f'[[ecu]]\nname = "{answer:X}"\nrequest = "0x{answer - 8:X}"\nresponse = "0x{answer:X}"\n'
        'functional = "0x7DF"\n'
    )


@pytest.fixture
def scan(tmp_path: Path, shared_data: Callable[[str], Path]) -> tuple[Path, Path]:
    body = '[diag]\ntransmit = false\nbus = "obd"\n' + "".join(map(ecu, KONA_ECUS))
    return shared_data(KONA), write(tmp_path, body)


def test_the_recorded_scan(
    scan: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded, car = scan
    stats = tmp_path / "stats.json"
    assert run(recorded, "--vehicle", car, "--format", "jsonl", "--stats", stats) == 0
    found = rows(capsys)
    counts = json.loads(stats.read_text())
    assert (counts["frames"], counts["transport_lost"]) == (638, 2)
    answers = Counter(row["signal"] for row in found)
    assert answers[LIST] == answers[COUNT] == answers[RECORDS] == 8 + 8 + 6 + 28
    last = {row["signal"]: row["value"] for row in found}
    assert last[LIST] == ["B1001", "B1238", "B1603", "C1812"]
    assert last[COUNT] == 4
    records = json.loads(last[RECORDS])
    assert [(r["ecu"], r["code"], f"{r['status']:02X}") for r in records] == [
        ("7BF", "C1812-87", "28"),
        ("7DC", "C1812-87", "08"),
        ("72D", "B1603-00", "08"),
        ("7CE", "B1001-52", "09"),
        ("7BB", "B1238-13", "09"),
        ("7AD", "B1603-00", "08"),
    ]
    assert {r["first_seen"] for r in records} == {None}
    assert last["Vehicle.Habitacle.Diagnostics.IsTesterConnected"] is True


def test_the_answers_of_the_recorded_scan(scan: tuple[Path, Path]) -> None:
    from app.adapters.can.frame import Frame
    from app.adapters.can.logs.reader import LogReader
    from app.adapters.can.model import SignalModel
    from app.adapters.can.plan import load_plan
    from app.adapters.can.profile import load_profile

    recorded, car = scan
    model = SignalModel(load_plan(load_profile(car), None))
    heard = []
    for record in LogReader(recorded):
        frame = Frame(record.t_ns, "obd", record.can_id, record.flags, record.data)
        model.intakes["obd"].receive(frame)
        heard += model.payloads.drain()
    kinds = Counter(payload[:2].hex() for _, _, payload in heard)
    assert kinds["5902"] == 28
    assert kinds["7f19"] == 5
    assert {ecu for _, ecu, payload in heard if payload[0] == 0x7F} == {"7AD", "7A8"}
    first = [r.can_id for r in LogReader(recorded) if r.data[0] >> 4 == 1]
    assert first == [0x7CC, 0x778]


def test_codes_of_a_log_with_an_epoch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odometer = """
[[request]]
ecu = "engine"
service = 1
pid = 0xA6
every_ms = 60000
path = "Vehicle.TraveledDistance"
decode = { byte = 2, length = 4, factor = 0.1, unit = "km" }
"""
    car = write(tmp_path, ENGINE + odometer)
    path = log(
        tmp_path,
        (0, 0x7E8, bytes.fromhex("06430204200301")),
        (1, 0x7E8, bytes.fromhex("0641A600023482")),
        (2, 0x7E8, bytes.fromhex("037F1978")),
        (3, 0x7E8, bytes.fromhex("10075902FF581287")),
        (4, 0x7E8, bytes.fromhex("2128AAAAAAAAAAAA")),
        (5, 0x7E8, bytes.fromhex("0447010300")),
    )
    path.write_text(path.read_text().replace("(100", "(160000000"), "utf-8")
    assert run(path, "--vehicle", car, "--format", "jsonl") == 0
    found = rows(capsys)
    assert [(r["time"], r["value"]) for r in found if r["signal"] == LIST] == [
        (0.0, ["P0301", "P0420"]),
        (4.0, ["C1812", "P0301", "P0420"]),
        (5.0, ["C1812", "P0301", "P0420"]),
    ]
    text = [r["value"] for r in found if r["signal"] == RECORDS][-1]
    seen = {
        r.code: (r.status, r.first_seen, r.odometer_km) for r in DtcBook.from_json(text).records
    }
    assert set(seen) == {"P0420", "P0301", "C1812-87", "P0300"}
    status, first, km = seen["C1812-87"]
    assert (status, km) == (0x28, 14_451.4)
    assert str(first) == "2020-09-13 12:26:44+00:00"


def test_lists_are_json_in_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = log(tmp_path, (0, 0x7E8, bytes.fromhex("06430204200301")))
    words = ("--vehicle", write(tmp_path, ENGINE), "--only", LIST)
    run(path, *words, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert json.loads(row["value"]) == ["P0301", "P0420"]
    run(path, *words, "--format", "jsonl")
    assert rows(capsys)[0]["value"] == ["P0301", "P0420"]


def test_the_recorded_drive(
    tmp_path: Path, shared_data: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = shared_data("can/css_obd2_gps_drive/00000002-60FE415D.log.gz")
    car, stats = write(tmp_path, ENGINE + RPM + SPEED + COOLANT), tmp_path / "stats.json"
    assert run(recorded, "--vehicle", car, "--format", "jsonl", "--stats", stats) == 0
    values: dict[str, list[Any]] = {}
    for row in rows(capsys):
        if row["validity"] == "valid":
            values.setdefault(row["signal"].split(".", 1)[1], []).append(row["value"])
    spans = {name: (len(each), min(each), max(each)) for name, each in values.items()}
    assert spans == {
        "Speed": (1203, 17, 88),
        "Powertrain.CombustionEngine.Speed": (1204, 925.5, 2504.5),
        "Powertrain.CombustionEngine.EngineCoolant.Temperature": (600, 89, 98),
        "Habitacle.Diagnostics.IsTesterConnected": (1, False, False),
    }
    counts = json.loads(stats.read_text())
    assert (counts["frames"], counts["decoded"], counts["unknown_id"]) == (73_785, 3007, 1200)
    assert counts["transport_lost"] == 0


def test_every_recorded_answer_is_a_payload(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    from app.adapters.can.logs.reader import LogReader
    from app.adapters.can.plan import load_plan
    from app.adapters.can.profile import load_profile
    from app.adapters.can.rows import ProfileRows

    recorded = shared_data("can/css_obd2_gps_drive/00000002-60FE415D.log.gz")
    source = ProfileRows(
        load_plan(load_profile(write(tmp_path, ENGINE + SPEED)), None), {"can0": "obd"}
    )
    assert sum(1 for _ in source.rows(LogReader(recorded), 0)) > 1000
    assert source.counts()["payloads"] == 7267


def test_a_heard_tester_is_a_row_when_it_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write(tmp_path, ENGINE)
    path = log(
        tmp_path,
        (0, 0x100, bytes(8)),
        (10, 0x7DF, bytes.fromhex("02010D")),
        (20, 0x100, bytes(8)),
    )
    words = ("--vehicle", car, "--format", "jsonl", "--tail", 55)
    assert run(path, *words, "--only", "*.IsTesterConnected") == 0
    assert [(r["time"], r["value"], r["validity"]) for r in rows(capsys)] == [
        (0.0, False, "valid"),
        (10.0, True, "valid"),
        (70.0, False, "valid"),
    ]
