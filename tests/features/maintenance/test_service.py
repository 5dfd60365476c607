"""Life of tyre alerts: opening, following, ending, surviving."""

import logging
from itertools import pairwise

import pytest

from app.core.signals import BusState
from app.features.maintenance.domain import Severity
from app.features.maintenance.domain.tyres import LOW, RAPID_LEAK, Wheel
from tests.fakes.alerts import FakeAlertStore
from tests.features.maintenance.bench import PRESSURE, RL, Bench


def test_a_rapid_leak_opens_one_critical_alert(bench: Bench) -> None:
    bench.leak(250, 180)
    [alert] = bench.alerts
    assert (alert.kind, alert.severity, alert.key) == (
        RAPID_LEAK,
        Severity.CRITICAL,
        "tyre.rapid_leak.rear_left",
    )
    assert alert.params["wheel"] == "rear_left"
    assert alert.params["lowest_kpa"] == alert.params["kpa"] == 180
    assert alert.params["placard_kpa"] == 250
    assert alert.model_id == "maint-2026.1"
    assert alert.closed_at is None
    assert len(bench.store.rows) == 1


def test_the_alert_is_found_below_half_a_minute_at_sixty_a_minute(bench: Bench) -> None:
    before = bench.car.clock.ns
    bench.leak(250, 224)
    assert bench.alerts
    assert bench.car.clock.ns - before <= 30_000_000_000


def test_each_wheel_has_its_own_alert(bench: Bench) -> None:
    for kpa in range(250, 200, -1):
        bench.car.clock.advance(1)
        bench.car.tyres({w: kpa if w in (RL, Wheel.FRONT_LEFT) else 250 for w in Wheel})
    assert {a.key for a in bench.alerts} == {
        "tyre.rapid_leak.rear_left",
        "tyre.rapid_leak.front_left",
    }


def test_storing_follows_the_pressure_in_steps(bench: Bench) -> None:
    bench.leak(250, 170)
    kept = [a.params["kpa"] for a in bench.store.saves]
    assert all(high - low >= 5 for high, low in pairwise(kept))
    assert bench.alerts[0].params["kpa"] == 170


def test_zero_after_a_leak_keeps_it_open(bench: Bench) -> None:
    bench.leak(250, 180)
    for _ in range(120):
        bench.hold(0, 1)
    [alert] = bench.alerts
    assert alert.params["kpa"] == 180


def test_zero_opens_nothing(bench: Bench) -> None:
    bench.hold(0, 30)
    assert bench.alerts == []


def test_stale_and_invalid_pressures_change_nothing(bench: Bench) -> None:
    bench.leak(250, 180)
    saves = len(bench.store.saves)
    for _ in range(30):
        bench.car.clock.advance(1)
        bench.car.stale(PRESSURE)
    for _ in range(30):
        bench.car.clock.advance(1)
        bench.car.bad(PRESSURE)
    assert len(bench.alerts) == 1
    assert len(bench.store.saves) == saves


def test_a_leak_that_stops_is_not_over_without_a_refill(bench: Bench) -> None:
    bench.leak(250, 215)
    assert bench.alerts
    bench.hold(215, 300)
    assert bench.alerts
    bench.hold(229, 60)
    assert bench.alerts


def test_a_refill_ends_the_leak(bench: Bench) -> None:
    bench.leak(250, 180)
    bench.hold(204, 5)
    assert bench.alerts
    bench.hold(205, 1)
    assert bench.alerts == []
    [closed] = bench.store.rows.values()
    assert closed.closed_at == bench.car.clock.wall
    assert closed.params["lowest_kpa"] == 180
    bench.hold(225, 90)
    assert bench.alerts == []


def test_no_refill_is_judged_without_a_temperature(bench: Bench) -> None:
    bench.leak(250, 180)
    for path in (f"{RL.path}.Tire.AirTemperature",):
        bench.car.bad(path)
    bench.car.clock.advance(1)
    bench.car.set({PRESSURE: 250})
    assert bench.alerts


def test_outside_temperature_stands_in_for_the_tyres(bench: Bench) -> None:
    bench.leak(250, 180)
    bench.car.bad(f"{RL.path}.Tire.AirTemperature")
    bench.car.clock.advance(1)
    bench.car.set({PRESSURE: 250, "Vehicle.Exterior.AirTemperature": 20.0})
    assert bench.alerts == []


def test_a_new_leak_after_a_refill_is_a_new_alert(bench: Bench) -> None:
    bench.leak(250, 180)
    bench.hold(250, 70)
    bench.leak(250, 180)
    assert len(bench.store.rows) == 2
    assert len(bench.alerts) == 1


def stand(bench: Bench, hours: float, kpa: float) -> None:
    bench.car.set({"Vehicle.Speed": 0.0})
    bench.hold(kpa, 1)
    bench.car.clock.advance(hours * 3600)
    bench.car.set({"Vehicle.Speed": 0.0})
    bench.hold(kpa, 2)


def test_low_opens_only_on_a_cold_tyre() -> None:
    bench = Bench()
    stand(bench, 2.9, 199)
    assert bench.alerts == []
    bench.car.clock.advance(400)
    bench.hold(199, 2)
    [alert] = bench.alerts
    assert (alert.kind, alert.severity) == (LOW, Severity.SOON)


@pytest.mark.parametrize("speed", [50.0, 0.3, -1.0])
def test_moving_restarts_the_standing(speed: float) -> None:
    bench = Bench()
    bench.car.set({"Vehicle.Speed": 0.0})
    bench.car.clock.advance(2 * 3600)
    bench.car.set({"Vehicle.Speed": speed})
    stand(bench, 2, 199)
    assert bench.alerts == []


def test_unknown_speed_is_no_standing_but_a_sleeping_car_stands() -> None:
    awake, asleep = Bench(), Bench()
    asleep.car.buses(body=BusState.ASLEEP)
    for bench in (awake, asleep):
        bench.hold(199, 1)
        bench.car.clock.advance(4 * 3600)
        bench.hold(199, 2)
    assert awake.alerts == []
    assert [a.kind for a in asleep.alerts] == [LOW]


def test_a_rapid_leak_replaces_the_low_alert_of_its_wheel() -> None:
    bench = Bench()
    stand(bench, 3.1, 199)
    bench.leak(199, 150)
    assert [a.kind for a in bench.alerts] == [RAPID_LEAK]
    assert sorted(a.closed_at is None for a in bench.store.rows.values()) == [False, True]


def test_open_alerts_survive_a_restart_and_are_not_opened_twice(bench: Bench) -> None:
    bench.leak(250, 180)
    [before] = bench.alerts
    again = Bench(bench.store)
    assert [a.id for a in again.alerts] == [before.id]
    again.hold(180, 5)
    assert [a.id for a in again.alerts] == [before.id]
    again.hold(250, 2)
    assert again.alerts == []
    assert bench.store.rows[before.id].closed_at is not None


def test_a_restored_alert_stays_while_the_pressure_is_unknown(bench: Bench) -> None:
    bench.leak(250, 180)
    again = Bench(bench.store)
    for _ in range(20):
        again.car.clock.advance(1)
        again.service.observe()
    assert len(again.alerts) == 1


def test_a_store_that_cannot_load_does_not_silence_the_car(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = FakeAlertStore()
    store.fail = OSError("disk")
    with caplog.at_level(logging.ERROR):
        bench = Bench(store)
        bench.hold(250)
        bench.leak(250, 180)
    assert len(bench.alerts) == 1
    assert "could not be loaded" in caplog.text
    assert "could not be stored" in caplog.text


def test_nothing_is_judged_before_the_open_alerts_are_loaded() -> None:
    bench = Bench(start=False)
    bench.hold(250)
    bench.leak(250, 180)
    bench.service.observe()
    assert bench.alerts == []


def test_readings_come_once_a_second_however_often_the_car_changes(bench: Bench) -> None:
    for _ in range(20):
        bench.car.clock.advance(0.01)
        bench.car.set({PRESSURE: 200})
    assert bench.alerts == []


def test_without_a_placard_pressure_nothing_is_judged_and_nothing_ends(bench: Bench) -> None:
    bench.leak(250, 180)
    again = Bench(bench.store, model=None)
    assert not again.service.judges_tyres
    again.hold(250, 10)
    again.leak(250, 120)
    assert len(again.alerts) == 1
    assert again.service.pressure(RL) == 120


def test_what_a_full_disk_refused_is_stored_and_sent_later(bench: Bench) -> None:
    bench.workshop = "garage-demo"
    bench.store.fail = OSError("disk full")
    bench.leak(250, 180)
    assert bench.store.rows == {}
    bench.service.retry()
    assert bench.store.outgoing == []
    bench.store.fail = None
    bench.service.retry()
    [alert] = bench.alerts
    assert bench.store.rows[alert.id].params["shared_with"] == ["garage-demo"]
    assert [message.recipient for message in bench.store.outgoing] == ["garage-demo"]
    bench.service.retry()
    assert len(bench.store.outgoing) == 1


def test_a_late_save_does_not_open_an_ended_alert_again(bench: Bench) -> None:
    bench.store.fail = OSError("disk full")
    bench.leak(250, 180)
    bench.store.fail = None
    bench.hold(250, 90)
    assert bench.alerts == []
    bench.service.retry()
    assert [alert.closed_at is None for alert in bench.store.rows.values()] == [False]
