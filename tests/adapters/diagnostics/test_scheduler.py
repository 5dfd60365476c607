"""When the scheduler asks, and when it keeps quiet."""

import itertools
import logging
import threading
from dataclasses import dataclass, field

import pytest

from app.adapters.can.diag_model import RequestRule
from app.adapters.diagnostics.link import LinkLost
from app.adapters.diagnostics.scheduler import DiagnosticScheduler, Gates
from app.features.vehicle.scan import ScanReason, ScanReport, ScanState
from tests.fakes.car import ManualClock
from tests.fakes.ecu import BODY, ENGINE, MOTOR, FakeDiagBus, diag_rule

RPM = RequestRule("engine", 0x01, 0x0C, None, None, None, 2000)
VIN_LIKE = RequestRule("body", 0x22, None, 0x1234, None, None, 5000)


@dataclass
class World:
    """A scheduler over control units in memory, driven turn by turn."""

    bus: FakeDiagBus
    scheduler: DiagnosticScheduler
    clock: ManualClock
    reports: list[ScanReport]
    gates: dict[str, bool] = field(default_factory=dict)

    def run(self, seconds: float) -> None:
        """Turn for that long; the clock moves by what each turn asks for."""
        end = self.clock.ns + round(seconds * 1e9)
        while self.clock.ns < end:
            self.clock.advance(max(self.scheduler.turn(), 0.001))


def world(
    *ecus: object, requests: tuple[RequestRule, ...] = (), while_moving: bool = False
) -> World:
    clock, reports = ManualClock(), list[ScanReport]()
    gates = {"stationary": True, "tester": False}
    bus = FakeDiagBus(*ecus)  # type: ignore[arg-type]
    rule = diag_rule(*ecus, requests=requests, while_moving=while_moving)  # type: ignore[arg-type]
    scheduler = DiagnosticScheduler(
        rule,
        bus,
        Gates(lambda: gates["stationary"], lambda: gates["tester"]),
        clock,
        reports.append,
    )
    return World(bus, scheduler, clock, reports, gates)


def healthy(it: World) -> None:
    for ecu in (ENGINE, MOTOR):
        for mode, reply in (("03", "43 00"), ("07", "47 00"), ("0A", "4A 00")):
            it.bus.answer(ecu, mode, reply)
        it.bus.answer(ecu, "19 02 08", "59 02 FF")
    it.bus.answer(BODY, "19 02 08", "59 02 FF 96 03 00 08")


def test_nothing_is_sent_unasked() -> None:
    it = world(ENGINE, BODY)
    it.run(30)
    assert it.bus.heard == []
    assert it.reports == []


def test_a_scan_asks_all_and_tells_what_they_said() -> None:
    it = world(ENGINE, MOTOR, BODY)
    healthy(it)
    it.scheduler.request_scan()
    it.run(10)
    assert it.bus.payloads() == ["03", "07", "0A", "19 02 08", "19 02 08", "19 02 08"]
    assert [report.state for report in it.reports] == [ScanState.RUNNING] * 6 + [ScanState.DONE]
    done = it.reports[-1]
    assert set(done.answers) == {"engine", "motor", "body"}
    assert [d.full_code for a in done.answers["body"] for d in a.dtcs] == ["B1603-00"]
    assert [(r.step, r.steps) for r in it.reports[:2]] == [(0, 6), (1, 6)]


def test_a_silent_ecu_is_named_and_one_that_cannot_is_not() -> None:
    it = world(ENGINE, MOTOR, BODY)
    it.bus.answer(ENGINE, "19 02 08", "59 02 FF")
    for mode in ("03", "07", "0A"):
        it.bus.answer(ENGINE, mode, f"4{mode[1]} 00")
        it.bus.answer(MOTOR, mode, f"7F {mode} 11")
    it.scheduler.request_scan()
    it.run(10)
    assert it.reports[-1].state is ScanState.DONE
    assert it.reports[-1].silent == ("body",)


def test_an_ecu_that_knows_no_codes_is_not_missed_the_second_time() -> None:
    it = world(ENGINE, BODY)
    healthy(it)
    it.bus._script[("body", b"\x19\x02\x08")].clear()
    for mask in ("08", "09"):
        it.bus.answer(BODY, f"19 02 {mask}", "7F 19 11")
    for _ in range(2):
        it.scheduler.request_scan()
        it.run(10)
        assert it.reports[-1].state is ScanState.DONE
        assert it.reports[-1].silent == ()


def test_half_a_second_between_requests() -> None:
    it = world(ENGINE, MOTOR, BODY)
    healthy(it)
    times: list[int] = []
    it.bus._told = lambda _id, _data: times.append(it.clock.ns)
    it.scheduler.request_scan()
    it.run(10)
    assert len(times) == 6
    assert min(b - a for a, b in itertools.pairwise(times)) >= 500_000_000


def test_mask_falls_back_where_the_first_is_refused() -> None:
    it = world(BODY)
    it.bus.answer(BODY, "19 02 08", "7F 19 31")
    it.bus.answer(BODY, "19 02 09", "59 02 FF 96 03 00 09")
    it.scheduler.request_scan()
    it.run(5)
    assert it.bus.payloads() == ["19 02 08", "19 02 09"]
    assert it.reports[-1].state is ScanState.DONE
    it.scheduler.request_scan()
    it.run(5)
    assert it.bus.payloads()[2:] == ["19 02 09"]


@pytest.mark.parametrize("nrc", ["11", "12", "31", "7F"])
def test_what_an_ecu_does_not_know_is_not_asked_again(nrc: str) -> None:
    it = world(ENGINE)
    healthy(it)
    it.bus.answer(ENGINE, "0A", f"7F 0A {nrc}")
    it.bus._script[("engine", b"\x0a")].popleft()
    for _ in range(2):
        it.scheduler.request_scan()
        it.run(10)
    assert it.bus.payloads().count("0A") == 1
    assert it.bus.payloads().count("03") == 2


def test_busy_is_asked_again_after_a_second() -> None:
    it = world(BODY)
    it.bus.answer(BODY, "19 02 08", "7F 19 21")
    it.bus.answer(BODY, "19 02 08", "59 02 FF")
    it.scheduler.request_scan()
    it.run(0.9)
    assert it.bus.payloads() == ["19 02 08"]
    it.run(1)
    assert it.bus.payloads() == ["19 02 08"] * 2
    assert it.reports[-1].state is ScanState.DONE


def test_conditions_not_correct_is_left_for_later() -> None:
    it = world(BODY)
    it.bus.answer(BODY, "19 02 08", "7F 19 22")
    it.scheduler.request_scan()
    it.run(5)
    assert it.bus.payloads() == ["19 02 08"]
    assert it.reports[-1] == ScanReport(ScanState.FAILED, ScanReason.NO_ANSWER)
    it.scheduler.request_scan()
    it.run(5)
    assert it.bus.payloads() == ["19 02 08"] * 2


def test_no_scan_while_moving_and_none_when_speed_is_unknown() -> None:
    it = world(ENGINE, BODY)
    healthy(it)
    it.gates["stationary"] = False
    it.scheduler.request_scan()
    it.run(20)
    assert it.bus.heard == []
    assert it.reports == [ScanReport(ScanState.WAITING, ScanReason.MOVING)]
    it.gates["stationary"] = True
    it.run(10)
    assert it.reports[-1].state is ScanState.DONE


def test_driving_off_begins_the_scan_anew() -> None:
    it = world(ENGINE, BODY)
    healthy(it)
    it.scheduler.request_scan()
    it.run(1)
    asked = len(it.bus.requests)
    assert 0 < asked < 5
    it.gates["stationary"] = False
    it.run(10)
    assert len(it.bus.requests) == asked
    it.gates["stationary"] = True
    it.run(10)
    assert it.bus.payloads()[asked:] == ["03", "07", "0A", "19 02 08", "19 02 08"]


def test_quiet_while_another_tester_is_heard() -> None:
    it = world(ENGINE, BODY, requests=(RPM,))
    healthy(it)
    it.gates["tester"] = True
    it.scheduler.request_scan()
    it.run(20)
    assert it.bus.heard == []
    assert it.reports == [ScanReport(ScanState.WAITING, ScanReason.TESTER)]
    it.gates["tester"] = False
    it.run(10)
    assert it.reports[-1].state is ScanState.DONE


def test_a_minute_of_silence_after_three_time_outs() -> None:
    it = world(ENGINE, BODY)
    it.scheduler.request_scan()
    it.run(59)
    assert it.bus.payloads() == ["03", "07", "0A"]
    assert it.reports[-1] == ScanReport(ScanState.FAILED, ScanReason.NO_ANSWER)
    it.scheduler.request_scan()
    it.run(1)
    assert it.reports[-1] == ScanReport(ScanState.WAITING, ScanReason.NO_ANSWER)
    it.run(5)
    assert len(it.bus.requests) > 3


def test_requests_in_their_rhythm_when_supported() -> None:
    it = world(ENGINE, requests=(RPM,))
    it.bus.answer(ENGINE, "01 00", "41 00 00 10 00 00")
    it.bus.answer(ENGINE, "01 0C", "41 0C 1A F8")
    it.run(6.5)
    assert it.bus.payloads() == ["01 00", *["01 0C"] * 3]


def test_a_pid_the_mask_does_not_name_is_never_asked() -> None:
    it = world(ENGINE, requests=(RPM,))
    it.bus.answer(ENGINE, "01 00", "41 00 00 00 00 00")
    it.run(20)
    assert it.bus.payloads() == ["01 00"]


def test_higher_pids_need_their_masks() -> None:
    odometer = RequestRule("engine", 0x01, 0xA6, None, None, None, 2000)
    it = world(ENGINE, requests=(odometer,))
    for base in ("00", "20", "40", "60", "80"):
        it.bus.answer(ENGINE, f"01 {base}", f"41 {base} 00 00 00 01")
    it.bus.answer(ENGINE, "01 A0", "41 A0 04 00 00 00")
    it.bus.answer(ENGINE, "01 A6", "41 A6 00 00 00 01")
    it.run(5)
    asked = ["01 00", "01 20", "01 40", "01 60", "01 80", "01 A0", "01 A6"]
    assert it.bus.payloads()[:7] == asked


@pytest.mark.parametrize("while_moving", [True, False])
def test_on_the_move_only_current_data_and_only_with_leave(while_moving: bool) -> None:
    it = world(ENGINE, BODY, requests=(RPM, VIN_LIKE), while_moving=while_moving)
    it.bus.answer(ENGINE, "01 00", "41 00 00 10 00 00")
    it.bus.answer(ENGINE, "01 0C", "41 0C 1A F8")
    it.bus.answer(BODY, "22 12 34", "62 12 34 00")
    it.gates["stationary"] = False
    it.run(10)
    assert ("01 0C" in it.bus.payloads()) is while_moving
    assert "22 12 34" not in it.bus.payloads()
    it.gates["stationary"] = True
    it.run(10)
    assert "22 12 34" in it.bus.payloads()


def test_every_frame_is_announced_before_it_leaves() -> None:
    it = world(ENGINE)
    it.bus.answer(ENGINE, "03", "43 04 04 20 03 01 02 17 01 01")
    it.scheduler.request_scan()
    it.run(0.3)
    assert [data[0] for _, data in it.bus.heard] == [0x01, 0x30]


def test_the_thread_survives_a_lost_bus_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    it = world(ENGINE)
    healthy(it)
    lost, done = threading.Event(), threading.Event()

    def report(told: ScanReport) -> None:
        if told.reason is ScanReason.BUS_LOST:
            lost.set()
        if told.state is ScanState.DONE:
            done.set()

    it.scheduler._report = report
    it.scheduler._pace._interval_s = 0.0
    it.bus.lose = True
    it.scheduler.request_scan()
    with caplog.at_level(logging.INFO):
        it.scheduler.start()
        assert lost.wait(5)
        it.bus.lose = False
        assert done.wait(10)
        it.scheduler.stop()
    assert not it.scheduler._thread.is_alive()
    assert it.bus.closed
    said = [r.message for r in caplog.records if "bus obd" in r.message]
    assert said == ["diagnostics on bus obd: lost: gone", "diagnostics on bus obd: recovered"]


def test_stops_at_once_while_waiting_for_an_answer() -> None:
    it = world(ENGINE)
    asked = threading.Event()
    it.bus._told = lambda _id, _data: asked.set()
    it.bus.answer(ENGINE, "03", "7F 03 78")
    it.scheduler.request_scan()
    it.scheduler.start()
    assert asked.wait(5)
    it.scheduler.stop()
    assert not it.scheduler._thread.is_alive()
    assert it.bus.closed


def test_a_lost_link_is_not_an_answer() -> None:
    it = world(ENGINE)
    it.bus.lose = True
    it.scheduler.request_scan()
    with pytest.raises(LinkLost):
        it.run(5)
