"""The tabs of the car: what is switched, set, aged and broken reaches the simulation."""

import pytest

from app.emulator.bench.fault_rows import KINDS
from app.emulator.car.settings import WHEELS
from tests.emulator.bench.conftest import Operator


def test_doors_belts_states(tester: Operator) -> None:
    tester.tab("Car")
    settings = tester.car.controls
    tester.press("Lock all")
    assert settings.settings.locked == set(WHEELS)
    tester.press("Locked: Rear left")
    assert settings.settings.locked == set(WHEELS) - {"rear_left"}
    tester.press("Unlock all")
    assert settings.settings.locked == set()
    tester.press("Open: Trunk")
    tester.press("Fastened: Front left")
    tester.press("Fastened: Rear middle")
    tester.press("State: Trailer")
    tester.press("Intervenes: ABS")
    tester.press("Parked mode: Pet")
    now = settings.settings
    assert [set(each) for each in (now.open, now.belted, now.flags, now.assists)] == [
        *({"trunk"}, {"rear_middle"}),
        *({"trailer"}, {"abs"}),
    ]
    assert now.parked_mode == "pet"
    tester.press("Open: Trunk")
    assert settings.settings.open == set()


def test_energy_and_surroundings(tester: Operator) -> None:
    tester.tab("Car")
    tester.press("Charging cable: DC")
    tester.press("Beam: Low")
    tester.wait(lambda: tester.car.state.charging, "charging")
    tester.reads("charging with")
    tester.type("Odometer", "20000.5")
    tester.wait(lambda: round(tester.car.state.odometer_km, 1) == 20000.5, "the odometer")
    assert tester.car.controls.settings.beam == "low"
    for what, value in (("soc", 33.0), ("light", 5.0), ("ambient", -10.0), ("charge_limit", 70.0)):
        tester.panels.car.set(what, value)
    tester.panels.car.set("lead_gap", 1.0)
    settings = tester.car.controls.settings
    assert (settings.light_percent, settings.ambient_c, settings.charge_limit) == (5, -10, 70)
    assert settings.lead_gap_s == 1.0
    tester.panels.car.set("lead_gap", -1.0)
    assert tester.car.controls.settings.lead_gap_s is None
    tester.wait(lambda: abs(tester.car.state.soc_percent - 33) < 1, "the charge")


def test_tyres(tester: Operator) -> None:
    tester.tab("Car")
    tester.press("Leak Front left")
    assert tester.car.controls.settings.leaks[0] > 0
    tester.reads("loses 2 kPa/s")
    tester.press("Puncture Front left")
    tester.reads("loses 10 kPa/s")
    tester.press("Refill Front left")
    assert tester.car.controls.settings.leaks == (0.0, 0.0, 0.0, 0.0)
    tester.type("Pressure Rear right", "180")
    tester.wait(lambda: round(tester.car.state.tyre_kpa[3]) == 180, "180 kPa")


def test_ageing(tester: Operator) -> None:
    tester.tab("Car")
    tester.type("Wiper in %", "88")
    tester.wait(lambda: tester.car.state.wear.wiper == 88, "worn wipers")
    tester.press("Washer low")
    tester.wait(lambda: tester.car.state.wear.washer_low > 0, "no water")
    tester.reads("Aged: Wiper, Washer low")
    tester.press("As new")
    tester.wait(lambda: tester.car.state.wear.washer_low == 0, "water")
    tester.panels.car.age("wiper", 400.0)
    assert "wiper" in tester.problem


@pytest.mark.parametrize("row", KINDS, ids=lambda row: row.kind)
def test_each_kind_can_be_set_on_each_target_it_offers(tester: Operator, row: object) -> None:
    faults = tester.panels.faults
    kind = row.kind  # type: ignore[attr-defined]
    faults.choose(kind)
    targets = faults.property("targets")
    assert targets
    for target in targets:
        faults.inject(target, 60.0)
        assert tester.problem == "", target
        assert (kind, target) in tester.car.faults.remaining
    assert len(tester.car.faults.active) == len(targets)


def test_a_fault_is_picked_set_seen_and_cleared(tester: Operator) -> None:
    tester.tab("Faults")
    tester.press("Wrong checksum")
    tester.reads("The checksum does not fit.")
    tester.type("Seconds, 0 until cleared", "0")
    tester.press("Set on DRIVE")
    tester.press("Set on GEAR")
    assert dict(tester.car.faults.remaining) == {("crc", "DRIVE"): None, ("crc", "GEAR"): None}
    tester.reads("until cleared")
    tester.press("Clear Wrong checksum: DRIVE")
    assert set(tester.car.faults.active) == {("crc", "GEAR")}
    tester.press("Silent bus")
    tester.press("Set on all")
    assert len(tester.car.faults.active) == 4
    assert all(left is None or 0 < left <= 10 for left in tester.car.faults.remaining.values())
    tester.press("Clear all faults")
    assert not tester.car.faults.active


def test_targets_are_filtered(tester: Operator) -> None:
    tester.tab("Faults")
    tester.press("Signal not available")
    tester.type("Filter targets", "hv.soc")
    tester.reads("1 of 108")
    tester.press("Set on HV.SoC")
    assert tester.car.faults.active == (("sna", "HV.SoC"),)


def test_a_wrong_fault_is_told(tester: Operator) -> None:
    tester.panels.faults.choose("sna")
    tester.panels.faults.inject("HV.Nothing", 1.0)
    assert "HV.Nothing" in tester.problem
    tester.panels.faults.inject("HV.SoC", -1.0)
    assert "positive time" in tester.problem
    assert not tester.car.faults.active


def test_trouble_codes_and_how_the_ecus_answer(tester: Operator) -> None:
    tester.tab("Faults")
    tester.press("Confirmed bms")
    tester.type("Code for brakes", "C1234-07")
    tester.press("Pending brakes")
    stored = {(dtc.ecu, dtc.code, dtc.state) for dtc in tester.car.controls.settings.dtcs}
    assert stored == {("bms", "P0A80", "confirmed"), ("brakes", "C1234", "pending")}
    tester.press("Forget brakes C1234")
    assert [dtc.ecu for dtc in tester.car.controls.settings.dtcs] == ["bms"]
    tester.type("Code for vcu", "nonsense")
    tester.press("Confirmed vcu")
    assert "'NONSENSE' is not a trouble code" in tester.problem
    tester.press("Clear codes")
    assert tester.car.controls.settings.dtcs == ()
    tester.press("Answers of body: Slow")
    assert tester.car.controls.settings.ecus["body"] == "slow"
    tester.press("All ECUs silent")
    assert set(tester.car.controls.settings.ecus.values()) == {"silent"}
