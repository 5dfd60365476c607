"""The ECUs over ISO-TP: what they answer, how they split it, and what they refuse."""

import time
from collections.abc import Callable

import pytest

from app.core.errors import HabitacleError
from app.emulator.car.simulation import Simulation
from app.emulator.car.snapshot import snapshot

VCU, BMS, BODY, BRAKES, ALL = 0x7E0, 0x7E4, 0x7A0, 0x7D1, 0x7DF
ANSWER = {VCU: 0x7E8, BMS: 0x7EC, BODY: 0x7A8, BRAKES: 0x7D9}
CONTINUE = bytes.fromhex("300000")
VIN = b"WHBTESTE7V0000001"


class Scanner:
    """Speaks to the ECUs frame by frame."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation

    def send(self, can_id: int, data: bytes) -> bool:
        return self.simulation.ecus.receive(can_id, data)

    def step(self, steps: int = 1) -> list[tuple[int, bytes]]:
        """Frames of ECUs in the next steps."""
        answers = set(ANSWER.values())
        batches = [self.simulation.step()["powertrain"] for _ in range(steps)]
        return [(f.can_id, f.data) for batch in batches for f in batch if f.can_id in answers]

    def ask(self, ecu: int, request: str, steps: int = 4) -> list[str]:
        """Whole answers of *ecu*; flow control lets everything come at once."""
        payload = bytes.fromhex(request)
        assert self.send(ecu, bytes((len(payload),)) + payload)
        answers = []
        parts, size = b"", 0
        for can_id, data in self.step(steps):
            if ecu != ALL:
                assert can_id == ANSWER[ecu]
            assert len(data) == 8
            if data[0] >> 4 == 0:
                answers.append(data[1 : 1 + data[0]].hex(" ").upper())
            elif data[0] >> 4 == 1:
                parts, size = data[2:], (data[0] & 0xF) << 8 | data[1]
                self.send(ecu, CONTINUE)
                for _, more in self.step(2):
                    parts += more[1:]
                answers.append(parts[:size].hex(" ").upper())
        return answers


@pytest.fixture
def tester(simulation: Simulation) -> Scanner:
    return Scanner(simulation)


@pytest.mark.parametrize(
    ("ecu", "request_", "answer"),
    [
        (VCU, "3E 00", "7E 00"),
        (BRAKES, "10 01", "50 01 00 32 01 F4"),
        (VCU, "01 00", "41 00 80 08 00 11"),
        (VCU, "01 A0", "41 A0 04 00 00 00"),
        (VCU, "01 01", "41 01 00 00 00 00"),
        (VCU, "01 0D", "41 0D 00"),
        (VCU, "01 46", "41 46 36"),
        (VCU, "01 A6", "41 A6 00 02 D0 CB"),
        (BMS, "01 40", "41 40 40 00 00 20"),
        (BMS, "01 5B", "41 5B BD"),
        (BMS, "22 20 01", "62 20 01 01 8B"),
        (VCU, "03", "43 00"),
        (VCU, "07", "47 00"),
        (VCU, "0A", "4A 00"),
        (BODY, "19 02 08", "59 02 AF"),
        (BODY, "19 01 08", "59 01 AF 01 00 00"),
        (VCU, "09 00", "49 00 40 00 00 00"),
    ],
)
def test_answers(tester: Scanner, ecu: int, request_: str, answer: str) -> None:
    assert tester.ask(ecu, request_) == [answer]


@pytest.mark.parametrize(
    ("ecu", "request_", "code"),
    [
        (VCU, "04", "11"),
        (VCU, "14 FF FF FF", "11"),
        (VCU, "11 01", "11"),
        (VCU, "27 01", "11"),
        (VCU, "2E F1 90 00", "11"),
        (BODY, "31 01 02 03", "11"),
        (BODY, "03", "11"),
        (BMS, "10 03", "12"),
        (BMS, "19 06 00", "12"),
        (VCU, "01 0C", "12"),
        (BMS, "09 02", "12"),
        (BMS, "19 02", "13"),
        (BODY, "22 F1 90", "31"),
    ],
)
def test_refusals(tester: Scanner, ecu: int, request_: str, code: str) -> None:
    assert tester.ask(ecu, request_) == [f"7F {request_[:2]} {code}"]


def test_the_support_masks_lead_to_every_pid(tester: Scanner) -> None:
    found, first = set(), 0
    while True:
        (answer,) = tester.ask(VCU, f"01 {first:02X}")
        bits = int(answer[6:].replace(" ", ""), 16)
        found |= {first + 1 + at for at in range(32) if bits >> (31 - at) & 1}
        if not bits & 1:
            break
        first += 0x20
    pids = {pid for pid in found if pid % 0x20}
    assert pids == {0x01, 0x0D, 0x1C, 0x42, 0x46, 0xA6}
    for pid in pids:
        (answer,) = tester.ask(VCU, f"01 {pid:02X}")
        assert answer.startswith(f"41 {pid:02X}")


def test_the_vin_comes_in_several_frames_over_both_services(tester: Scanner) -> None:
    (obd,) = tester.ask(VCU, "09 02")
    assert bytes.fromhex(obd) == b"\x49\x02\x01" + VIN
    (uds,) = tester.ask(VCU, "22 F1 90")
    assert bytes.fromhex(uds) == b"\x62\xf1\x90" + VIN


def test_the_vin_is_made_up_and_its_check_digit_is_right() -> None:
    letters = "ABCDEFGH JKLMN P R"
    values = {letter: at % 9 + 1 for at, letter in enumerate(letters) if letter != " "}
    values |= dict(zip("STUVWXYZ", range(2, 10), strict=True))
    values |= {str(digit): digit for digit in range(10)}
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    text = VIN.decode()
    total = sum(values[c] * w for c, w in zip(text, weights, strict=True))
    assert text[8] == "0123456789X"[total % 11]


def test_nothing_follows_the_first_frame_until_flow_control_and_block_size_is_kept(
    tester: Scanner,
) -> None:
    tester.send(VCU, bytes.fromhex("0209 02".replace(" ", "")))
    frames = tester.step(20)
    assert [data[0] >> 4 for _, data in frames] == [1]
    tester.send(VCU, bytes.fromhex("300100"))
    assert [data[0] for _, data in tester.step(20)] == [0x21]
    tester.send(VCU, CONTINUE)
    assert [data[0] for _, data in tester.step(20)] == [0x22]


def test_the_separation_time_is_honoured(tester: Scanner) -> None:
    tester.send(VCU, bytes.fromhex("020902"))
    tester.step(2)
    tester.send(VCU, bytes.fromhex("300032"))  # 50 ms
    times: list[float] = []
    deadline = time.monotonic() + 10.0
    while len(times) < 2 and time.monotonic() < deadline:
        times += [time.monotonic() for _ in tester.step()]
    assert len(times) == 2
    assert times[1] - times[0] >= 0.045


def test_functional_requests_are_answered_by_those_that_know_them(tester: Scanner) -> None:
    assert sorted(tester.ask(ALL, "03")) == ["43 00", "43 00"]
    assert tester.ask(ALL, "01 5B") == ["41 5B BD"]
    assert tester.ask(ALL, "04") == []


def test_other_identifiers_are_not_taken(tester: Scanner) -> None:
    assert not tester.send(0x7E1, b"\x01\x03")
    assert not tester.send(0x7E8, b"\x01\x03")
    assert not tester.send(0x0B0, bytes(8))


def test_trouble_codes_by_obd_and_uds(tester: Scanner) -> None:
    controls = tester.simulation.controls
    controls.set_dtc("bms", "P0A80", "00", "confirmed")
    controls.set_dtc("bms", "P0A7D", None, "pending")
    assert tester.ask(BMS, "03") == ["43 01 0A 80"]
    assert tester.ask(BMS, "07") == ["47 01 0A 7D"]
    assert tester.ask(BMS, "0A") == ["4A 01 0A 80"]
    assert tester.ask(BMS, "01 01") == ["41 01 81 00 00 00"]
    assert tester.ask(BMS, "19 02 08") == ["59 02 AF 0A 80 00 AF"]
    assert tester.ask(BMS, "19 02 04") == ["59 02 AF 0A 80 00 AF 0A 7D 00 27"]
    assert tester.ask(BMS, "19 01 FF") == ["59 01 AF 01 00 02"]
    assert tester.ask(VCU, "03") == ["43 00"]
    controls.set_dtc("bms", "P0A7D", None, "confirmed")
    assert tester.ask(BMS, "07") == ["47 00"]
    controls.clear_dtcs()
    assert tester.ask(BMS, "19 02 FF") == ["59 02 AF"]


def test_an_injected_trouble_code_is_answered_and_goes_with_its_fault(tester: Scanner) -> None:
    faults = tester.simulation.faults
    faults.set("dtc", "bms:P0A80:pending")
    faults.set("dtc", "brakes:C0035-1F:confirmed")
    assert tester.ask(BMS, "07") == ["47 01 0A 80"]
    assert tester.ask(BMS, "03") == ["43 00"]
    assert tester.ask(BRAKES, "19 02 08") == ["59 02 AF 40 35 1F AF"]
    faults.clear("dtc")
    assert tester.ask(BRAKES, "19 02 08") == ["59 02 AF"]


def test_many_trouble_codes_come_in_several_frames(tester: Scanner) -> None:
    for number in range(12):
        tester.simulation.controls.set_dtc("body", f"U01{number:02X}", "87", "confirmed")
    tester.step()
    assert len(snapshot(tester.simulation.car).dtcs) == 12
    (answer,) = tester.ask(BODY, "19 02 08")
    data = bytes.fromhex(answer)
    assert data[:3] == b"\x59\x02\xaf"
    assert [data[at : at + 4].hex() for at in range(3, len(data), 4)] == [
        f"c1{number:02x}87af" for number in range(12)
    ]


def test_a_slow_ecu_says_so_before_it_answers(tester: Scanner) -> None:
    tester.simulation.controls.set_ecu("vcu", "slow")
    assert tester.ask(VCU, "3E 00", steps=120) == ["7F 3E 78"] * 3
    assert tester.ask(VCU, "3E 00", steps=2) == ["7F 3E 21"]
    assert [data[1:3].hex() for _, data in tester.step(60)] == ["7e00"]


@pytest.mark.parametrize(("behaviour", "answers"), [("busy", ["7F 03 21"]), ("silent", [])])
def test_a_busy_and_a_silent_ecu(tester: Scanner, behaviour: str, answers: list[str]) -> None:
    tester.simulation.controls.set_ecu("bms", behaviour)
    assert tester.ask(BMS, "03") == answers
    assert tester.ask(VCU, "03") == ["43 00"]
    tester.simulation.controls.set_ecu("bms", "normal")
    assert tester.ask(BMS, "03") == ["43 00"]


def test_ecus_of_a_bus_that_is_silent_forget_the_request(tester: Scanner) -> None:
    tester.simulation.faults.set("silent", "powertrain", 0.5)
    tester.step()
    assert tester.ask(VCU, "3E 00", steps=200) == []
    assert tester.ask(VCU, "3E 00") == ["7E 00"]


def test_rubbish_is_survived(tester: Scanner) -> None:
    for data in (b"", b"\x00", b"\x07\x01", b"\x21" + bytes(7), b"\x10\xff", b"\xff" * 8):
        tester.send(VCU, data)
        tester.send(ALL, data)
        tester.step(2)
    assert tester.ask(VCU, "3E 00") == ["7E 00"]


@pytest.mark.parametrize(
    "act",
    [
        lambda c: c.set_dtc("radio", "P0A80"),
        lambda c: c.set_dtc("bms", "P0A8"),
        lambda c: c.set_dtc("bms", "P4A80"),
        lambda c: c.set_dtc("bms", "P0A80", "8"),
        lambda c: c.set_dtc("bms", "P0A80", "00", "cleared"),
        lambda c: c.set_ecu("bms", "asleep"),
        lambda c: c.set_ecu("radio", "normal"),
    ],
)
def test_wrong_wishes_are_refused(simulation: Simulation, act: Callable[[object], None]) -> None:
    with pytest.raises(HabitacleError):
        act(simulation.controls)
