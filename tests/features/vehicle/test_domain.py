"""What may be shown of a sample, and readings derived from several."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.reading import Form, ReadingState, reading_of, rounded
from app.core.signals import BusState, Reason, Sample, Validity, Value, unsupported
from app.features.vehicle.domain import READINGS, gear_text, link_of, snapshot
from tests.fakes.car import EV_PATHS, PETROL_PATHS, FakeCar

S = 1_000_000_000
FORM = Form(drop_after_s=86_400)
BATTERY = "Vehicle.Powertrain.TractionBattery"


def test_a_valid_value_shows_and_zero_is_a_value() -> None:
    state = reading_of(Sample("x", Validity.VALID, value=0.0, t_valid_ns=0), 5 * S, FORM)
    assert (state.shown, state.value, state.state, state.age_seconds) == (True, 0.0, "valid", 0)


@pytest.mark.parametrize(
    "sample",
    [
        Sample("x", Validity.UNKNOWN, Reason.NEVER_RECEIVED),
        Sample("x", Validity.INVALID, Reason.SNA),
        Sample("x", Validity.INVALID, Reason.RANGE, last_valid=12.0, t_valid_ns=0),
        Sample("x", Validity.STALE, Reason.TIMEOUT, t_valid_ns=0),
        Sample("x", Validity.VALID, value=math.nan, t_valid_ns=0),
        Sample("x", Validity.VALID, value=math.inf, t_valid_ns=0),
    ],
)
def test_nothing_is_shown_that_is_not_known(sample: Sample) -> None:
    state = reading_of(sample, 2 * S, FORM)
    assert state.supported
    assert not state.shown
    assert (state.value, state.flag, state.text, state.age_seconds) == (0.0, False, "", 0)


def test_a_stale_slow_value_shows_with_its_age_until_it_is_dropped() -> None:
    sample = Sample("x", Validity.STALE, Reason.TIMEOUT, t_valid_ns=0, last_valid=250)
    aged = reading_of(sample, 90 * S, FORM)
    assert (aged.shown, aged.value, aged.age_seconds, aged.state) == (True, 250.0, 90, "stale")
    assert reading_of(sample, 86_399 * S, FORM).shown
    assert not reading_of(sample, 86_400 * S, FORM).shown


def test_unsupported_is_the_default_state() -> None:
    assert reading_of(unsupported("x"), 0, FORM) == ReadingState()


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(2.45, 1, 2.5), (2.44, 1, 2.4), (245, -1, 250), (244, -1, 240), (-0.4, 0, 0.0), (0.5, 0, 1)],
)
def test_rounding_is_half_up(value: float, decimals: int, expected: float) -> None:
    assert rounded(value, decimals) == expected
    assert math.copysign(1, rounded(-0.4, 0)) == 1


@given(st.floats(0, 1e6), st.sampled_from([-1, 0, 1]))
def test_noise_below_a_digit_mostly_keeps_it(value: float, decimals: int) -> None:
    shown = rounded(value, decimals)
    assert abs(shown - value) <= 0.5 * 10.0**-decimals * (1 + 1e-9)
    assert rounded(shown, decimals) == pytest.approx(shown)


@pytest.mark.parametrize(
    ("value", "text"),
    [(126, "P"), (127, "D"), (0, "N"), (-1, "R"), (-2, "R"), (3, "3"), (True, ""), ("P", "")],
)
def test_gear_letters(value: Value, text: str) -> None:
    assert gear_text(value) == text


def shown(car: FakeCar) -> dict[str, ReadingState]:
    return dict(snapshot(car.service.sample, "alive", car.clock.ns, 86_400).readings)


def test_units_of_the_screen() -> None:
    car = FakeCar()
    car.set(
        {
            "Vehicle.Speed": 49.6,
            "Vehicle.Powertrain.Range": 311_600,
            "Vehicle.TraveledDistance": 41_000_900,
            f"{BATTERY}.CurrentPower": -23_456.0,
            f"{BATTERY}.StateOfCharge.CurrentEnergy": 16.84,
            "Vehicle.LowVoltageBattery.CurrentVoltage": 12.46,
            "Vehicle.Powertrain.Transmission.SelectedGear": 126,
        }
    )
    now = shown(car)
    values = {n: now[n].value for n in ("speed", "range", "odometer", "power", "energy")}
    assert values == {"speed": 50, "range": 312, "odometer": 41_001, "power": -23, "energy": 16.8}
    assert now["lowVoltage"].value == 12.5
    assert now["gear"].text == "P"


def test_before_the_first_frame_everything_waits_and_nothing_shows() -> None:
    for state in shown(FakeCar()).values():
        assert not state.shown
        assert state.reason in {"never_received", "unsupported"}


def test_a_petrol_car_has_no_battery_and_no_tyres() -> None:
    now = shown(FakeCar(paths=PETROL_PATHS))
    supported = {name for name, state in now.items() if state.supported}
    assert supported == {"speed", "gear", "odometer", "engineSpeed"}


def test_the_lowest_pressure_takes_the_worst_state_of_the_four() -> None:
    car = FakeCar()
    car.tyres(250)
    car.set({"Vehicle.Chassis.Axle.Row2.Wheel.Left.Tire.Pressure": 198})
    assert shown(car)["tyreLowest"].value == 200
    car.clock.advance(120)
    car.stale("Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure")
    now = shown(car)["tyreLowest"]
    assert (now.shown, now.state, now.value, now.age_seconds) == (True, "stale", 200, 120)
    car.bad("Vehicle.Chassis.Axle.Row1.Wheel.Right.Tire.Pressure")
    assert not shown(car)["tyreLowest"].shown


def test_charging_power_is_voltage_times_current_else_power() -> None:
    car = FakeCar()
    car.set({f"{BATTERY}.CurrentPower": 7_360.0})
    assert shown(car)["chargingPower"].value == 7.4
    volts, amps = f"{BATTERY}.Charging.ChargeVoltage.DC", f"{BATTERY}.Charging.ChargeCurrent.DC"
    fast = FakeCar(paths=EV_PATHS | {volts, amps})
    fast.set({volts: 400.0, amps: 125.0, f"{BATTERY}.CurrentPower": 1.0})
    assert shown(fast)["chargingPower"].value == 50.0
    fast.stale(amps)
    assert not shown(fast)["chargingPower"].shown


def test_one_open_door_is_known_whatever_the_others_say() -> None:
    doors = [path for path in EV_PATHS if path.endswith("IsOpen")]
    car = FakeCar()
    car.set({doors[0]: True})
    assert (shown(car)["openings"].shown, shown(car)["openings"].value) == (True, 1)
    car.set({doors[0]: False})
    assert not shown(car)["openings"].shown
    car.set(dict.fromkeys(doors, False))
    assert (shown(car)["openings"].shown, shown(car)["openings"].value) == (True, 0)


@pytest.mark.parametrize(
    ("states", "link"),
    [
        ([], "connecting"),
        ([BusState.ALIVE, BusState.LOST], "alive"),
        ([BusState.CONNECTING, BusState.LOST], "connecting"),
        ([BusState.SILENT, BusState.LOST], "lost"),
        ([BusState.SILENT, BusState.ASLEEP], "silent"),
        ([BusState.ASLEEP], "asleep"),
    ],
)
def test_the_link_in_one_word(states: list[BusState], link: str) -> None:
    assert link_of(states).value == link


def test_reading_names_are_unique_properties() -> None:
    assert all(name.isidentifier() for name in READINGS)
