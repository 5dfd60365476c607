"""The live feed's rules, frame by frame, with the test's own time."""

import pytest

from app.adapters.can.feed import retry_delays
from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE
from app.adapters.can.plan import Plan
from app.core.signals import BusState
from tests.adapters.can.car import GEAR, MOTION, STATE, TYRES, HandCar, gear, motion, state, tyre

GEAR_PATH = "Powertrain.Transmission.SelectedGear"
LEFT = "Chassis.Axle.Row1.Wheel.Left.Tire.Pressure"
RIGHT = "Chassis.Axle.Row1.Wheel.Right.Tire.Pressure"
SOC = "Powertrain.TractionBattery.StateOfCharge.Displayed"


@pytest.fixture
def car(small_plan: Plan) -> HandCar:
    return HandCar(small_plan)


def test_values_in_catalogue_units(car: HandCar) -> None:
    car.send(MOTION, motion(50.5, fuel=12.5))
    car.send(GEAR, gear(0, selector=2, brake=1))
    car.beat()
    assert car.sample("Speed").value == 50.5
    assert car.sample("Speed").unit == "km/h"
    assert car.sample("Powertrain.FuelSystem.RelativeLevel").value == 13
    assert car.sample(GEAR_PATH).value == 126
    assert car.sample("Chassis.ParkingBrake.IsEngaged").value is True
    assert str(car.sample("Acceleration.Longitudinal").value) == "0.0"


def test_a_beat_without_news_gives_nothing(car: HandCar) -> None:
    car.beat()
    assert car.beat() is None
    car.send(MOTION, motion(50))
    assert car.beat() is not None
    assert car.beat() is None


def test_an_unchanged_payload_keeps_the_value_fresh(car: HandCar) -> None:
    for ms in range(0, 2000, 50):
        car.at(ms)
        car.send(MOTION, motion(50))
        car.beat()
    sample = car.sample("Speed")
    age = sample.age_ms(car.clock.ns)
    assert sample.value == 50
    assert age is not None
    assert age < 100


def test_stale_at_the_time_out_found_by_the_beat(car: HandCar) -> None:
    car.at(20_000)
    car.intake.opened(car.clock.ns)
    car.send(MOTION, motion(50))
    car.beat()
    car.at(20_499)
    car.beat()
    assert car.state("Speed") == (50, "valid", "")
    car.at(20_500)
    car.beat()
    assert car.state("Speed") == (None, "stale", "timeout")
    assert car.sample("Powertrain.FuelSystem.RelativeLevel").last_valid == 50


def test_sna_then_a_value_and_nothing_in_between(car: HandCar) -> None:
    seen = []
    for ms in range(0, 2000, 100):
        car.at(ms)
        car.send(STATE, state(2, soc=127.0))
        car.beat()
        seen.append(car.state(SOC))
    car.send(STATE, state(2, soc=80.0))
    car.beat()
    assert set(seen) == {(None, "invalid", "sna")}
    assert car.state(SOC) == (80.0, "valid", "")


def test_reasons(car: HandCar) -> None:
    for data, reason in (
        (motion(0, raw=0xFFFE), "sna"),
        (motion(50, ok=False), "valid_flag"),
        (motion(350), "range"),
    ):
        car.send(MOTION, data)
        car.beat()
        assert car.state("Speed") == (None, "invalid", reason)
    car.send(GEAR, gear(0, selector=9))
    car.send(STATE, state(3, hood=2))
    car.beat()
    assert car.state(GEAR_PATH) == (None, "invalid", "unmapped")
    assert car.state("Body.Hood.IsOpen") == (None, "invalid", "unmapped")


def test_five_wrong_checksums_then_a_right_one(car: HandCar) -> None:
    car.send(GEAR, gear(0))
    car.beat()
    for number in range(1, 5):
        car.at(number * 100)
        car.send(GEAR, gear(number, selector=3, wrong=True))
        car.beat()
        assert car.state(GEAR_PATH) == (127, "valid", "")
        assert car.sample(GEAR_PATH).age_ms(car.clock.ns) == number * 100
    car.at(450)
    car.send(GEAR, gear(5, selector=3, wrong=True))
    car.beat()
    assert car.state(GEAR_PATH) == (None, "invalid", "checksum")
    car.send(GEAR, gear(6, selector=3))
    car.beat()
    assert car.state(GEAR_PATH) == (-1, "valid", "")
    assert car.feed.stats()["main"]["checksum"] == 5


def test_a_frozen_counter_drops_frames_and_ends_invalid(car: HandCar) -> None:
    car.send(GEAR, gear(3))
    car.beat()
    for number in range(5):
        car.at(10 * number + 10)
        car.send(GEAR, gear(3, selector=3))
        car.beat()
        wanted = (None, "invalid", "counter") if number == 4 else (127, "valid", "")
        assert car.state(GEAR_PATH) == wanted


def test_lost_frames_are_counted_and_used_until_five_in_a_row(car: HandCar) -> None:
    car.send(GEAR, gear(0))
    for number in range(1, 5):
        car.send(GEAR, gear(3 * number, selector=4))
    car.beat()
    assert car.state(GEAR_PATH) == (0, "valid", "")
    car.send(GEAR, gear(15))
    car.beat()
    assert car.state(GEAR_PATH) == (None, "invalid", "counter")
    car.send(GEAR, gear(0))
    car.beat()
    assert car.state(GEAR_PATH) == (127, "valid", "")
    assert car.feed.stats()["main"]["counter"] == 5


def test_multiplexed_parts_live_their_own_lives(car: HandCar) -> None:
    car.send(TYRES, tyre(0, 240))
    car.send(TYRES, tyre(1, 250))
    car.beat()
    assert (car.sample(LEFT).value, car.sample(RIGHT).value) == (240, 250)
    for ms in range(250, 1600, 250):
        car.at(ms)
        car.send(TYRES, tyre(1, 250))
        car.send(TYRES, tyre(3, 250))
        car.beat()
    assert car.state(LEFT) == (None, "stale", "timeout")
    assert car.sample(LEFT).last_valid == 240
    assert car.state(RIGHT) == (250, "valid", "")
    assert car.feed.stats()["main"]["mux_unknown"] == 6


def test_frames_that_are_not_used_are_counted(car: HandCar) -> None:
    car.send(MOTION, motion(50)[:3])
    car.send(MOTION, motion(50) + b"\0")
    car.send(0x7FF, b"")
    car.send(MOTION, motion(50), EXTENDED)
    car.send(MOTION, motion(50), FD)
    car.send(MOTION, b"", REMOTE)
    car.send(0, b"", ERROR)
    car.beat()
    counts = car.feed.stats()["main"]
    assert (counts["frames"], counts["decoded"]) == (7, 0)
    wanted = {"short": 1, "long": 1, "unknown_id": 2, "fd": 1, "remote": 1, "error_frames": 1}
    assert {name: counts[name] for name in wanted} == wanted
    assert "Vehicle.Speed" not in car.known


def test_a_silent_bus_makes_event_signals_stale(car: HandCar) -> None:
    car.send(STATE, state(2, hood=1))
    first = car.beat()
    assert first is not None
    assert first.buses == {"main": BusState.ALIVE}
    car.at(999)
    car.beat()
    assert car.state("Body.Hood.IsOpen") == (True, "valid", "")
    car.at(1000)
    silent = car.beat()
    assert silent is not None
    assert silent.buses == {"main": BusState.SILENT}
    assert car.state("Body.Hood.IsOpen") == (None, "stale", "bus_silent")
    assert car.sample(SOC).last_valid == 80.0


def test_silence_of_a_parked_car_is_sleep(car: HandCar) -> None:
    car.send(STATE, state(0))
    car.beat()
    car.at(1200)
    batch = car.beat()
    assert batch is not None
    assert batch.buses == {"main": BusState.ASLEEP}


def test_a_lost_bus_and_its_return(car: HandCar) -> None:
    car.send(STATE, state(2, hood=1))
    car.beat()
    car.intake.lost = True
    batch = car.beat()
    assert batch is not None
    assert batch.buses == {"main": BusState.LOST}
    assert car.state("Body.Hood.IsOpen") == (None, "stale", "bus_lost")
    car.at(500)
    car.intake.opened(car.clock.ns)
    batch = car.beat()
    assert batch is not None
    assert batch.buses == {"main": BusState.CONNECTING}
    car.send(STATE, state(2, hood=1))
    car.beat()
    assert car.state("Body.Hood.IsOpen") == (True, "valid", "")


def test_a_failing_decoder_is_counted_and_the_rest_goes_on(car: HandCar) -> None:
    def explode(data: bytes) -> tuple[int, ...]:
        raise ZeroDivisionError(data)

    (variant,) = car.intake.slots[MOTION].variants
    variant.decode = explode
    car.send(MOTION, motion(50))
    car.send(GEAR, gear(0))
    car.beat()
    assert car.state("Speed") == (None, "invalid", "error")
    assert car.sample(GEAR_PATH).value == 127
    assert car.feed.stats()["decoder"]["exceptions"] == 1


def test_old_values_come_back_with_the_next_batch_until_a_frame_comes(car: HandCar) -> None:
    hours = 2 * 3600 * 1_000_000_000
    then = car.clock.ns - hours
    soc, fuel = f"Vehicle.{SOC}", "Vehicle.Powertrain.FuelSystem.RelativeLevel"
    car.send(MOTION, motion(50, fuel=40))
    car.feed.restore([(soc, 61.0, then), (fuel, 90, then), ("Vehicle.Speed", 130.0, then)])
    batch = car.beat()
    assert batch is not None
    assert car.state(SOC) == (None, "stale", "restored")
    assert car.sample(SOC).last_valid == 61.0
    assert car.sample(SOC).age_ms(car.clock.ns) == hours // 1_000_000
    assert car.sample("Powertrain.FuelSystem.RelativeLevel").value == 40
    assert car.sample("Speed").value == 50
    car.at(1500)
    car.beat()
    assert car.state(SOC) == (None, "stale", "restored")
    car.send(STATE, state(2, soc=60.0))
    car.beat()
    assert car.state(SOC) == (60.0, "valid", "")


def test_instant_and_foreign_values_are_not_restored(car: HandCar) -> None:
    car.feed.restore([("Vehicle.Speed", 130.0, 0), ("Vehicle.Nothing", 1.0, 0)])
    batch = car.beat()
    assert batch is None or not batch.samples


def test_where_signals_come_from_and_how_often(car: HandCar) -> None:
    facts = {item.path: item for item in car.feed.describe()}
    speed = facts["Vehicle.Speed"]
    assert (speed.bus, speed.can_id, speed.extended) == ("main", MOTION, False)
    assert (speed.message, speed.signal, speed.unit) == ("MOTION", "Speed", "km/h")
    assert speed.period_ms == 100
    assert facts[f"Vehicle.{SOC}"].period_ms is None
    assert next(item.path for item in car.feed.describe()) == "Vehicle.Speed"
    for _ in range(3):
        car.send(MOTION, motion(50))
    car.send(TYRES, tyre(0, 240))
    counts = car.feed.received()
    assert counts["Vehicle.Speed"] == 3
    assert (counts[f"Vehicle.{LEFT}"], counts[f"Vehicle.{RIGHT}"]) == (1, 0)


def test_reconnection_waits() -> None:
    delays = retry_delays()
    assert [next(delays) for _ in range(5)] == [0.25, 0.5, 1.0, 1.0, 1.0]
