"""Worked examples of tyre pressure, and the window that finds a fast fall."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.signals import Reason, Sample, Validity
from app.features.maintenance.domain.constants import TyreRules, parse_tyre_rules
from app.features.maintenance.domain.tyres import (
    LOW,
    RAPID_LEAK,
    PressureWindow,
    TyreFacts,
    Wheel,
    at_reference,
    has_ended,
    is_low,
    pressure_kpa,
)

RULES = parse_tyre_rules(Path("assets/models/maintenance/maint-2026.1.json").read_text("utf-8"))
S = 1_000_000_000


@pytest.mark.parametrize(
    ("kpa", "celsius", "p20"), [(228, 0, 252.11), (262, 35, 244.31), (240, -10, 278.91)]
)
def test_pressure_at_the_reference_temperature(kpa: float, celsius: float, p20: float) -> None:
    assert round(at_reference(kpa, celsius, RULES), 2) == p20


def test_frost_alone_is_no_low_tyre() -> None:
    cold_morning = (250 + 101.325) * 263.15 / 293.15 - 101.325
    assert round(cold_morning, 1) == 214.0
    p20 = at_reference(cold_morning, -10, RULES)
    assert round(p20, 6) == 250
    assert not is_low(TyreFacts(cold_morning, p20, cold=True, placard_kpa=250), RULES)


def test_ten_degrees_are_worth_twelve_kilopascals() -> None:
    warm = (250 + 101.325) * 303.15 / 293.15 - 101.325
    assert round(warm - 250, 2) == 11.98
    assert round(at_reference(warm, 30, RULES), 9) == 250


@pytest.mark.parametrize("value", [0, 49, 501, 65535])
def test_a_pressure_outside_the_valid_range_is_unknown(value: float) -> None:
    assert pressure_kpa(Sample("p", Validity.VALID, value=value), RULES) is None


@pytest.mark.parametrize("value", [50, 250, 500])
def test_a_plausible_pressure_is_known(value: float) -> None:
    assert pressure_kpa(Sample("p", Validity.VALID, value=value), RULES) == value


def test_a_stale_pressure_is_unknown() -> None:
    stale = Sample("p", Validity.STALE, Reason.TIMEOUT, last_valid=200)
    assert pressure_kpa(stale, RULES) is None


def rapid_at(readings: list[tuple[float, float]], rules: TyreRules = RULES) -> float | None:
    """Second at which the window first says rapid."""
    window = PressureWindow(rules)
    for t_s, kpa in readings:
        window.add(round(t_s * S), kpa)
        if window.rapid:
            return t_s
    return None


def ramp(kpa_per_min: float, seconds: int) -> list[tuple[float, float]]:
    return [(t, round(250 - kpa_per_min * t / 60)) for t in range(seconds)]


def test_a_fall_of_sixty_a_minute_is_found_within_half_a_minute() -> None:
    at = rapid_at(ramp(60, 120))
    assert at is not None
    assert 20 <= at <= 25


@pytest.mark.parametrize(("rate", "found"), [(20, False), (19, False), (10, False), (25, True)])
def test_only_more_than_twenty_a_minute_is_rapid(rate: float, found: bool) -> None:
    assert (rapid_at(ramp(rate, 400)) is not None) is found


def test_the_first_reading_that_fell_enough_is_a_leak() -> None:
    assert rapid_at([(0, 250), (1, 230), (2, 229)]) == 2


def test_with_two_confirming_readings_one_odd_one_is_no_leak() -> None:
    two = RULES._replace(confirm_readings=2)
    assert rapid_at([(0, 250), (1, 200), (2, 250), (3, 250)], two) is None
    assert rapid_at([(0, 250), (1, 200), (2, 200)], two) == 2


def test_a_value_holds_until_the_next_reading() -> None:
    assert rapid_at([(0, 250), (100, 225), (101, 225)]) == 100


def test_a_fall_across_an_unknown_hour_is_not_rapid() -> None:
    window = PressureWindow(RULES)
    window.add(0, 250)
    window.gap()
    for t in (3600, 3601, 3602):
        window.add(t * S, 215)
        assert not window.rapid


def test_a_fall_across_a_short_silence_is_rapid() -> None:
    window = PressureWindow(RULES)
    window.add(0, 250)
    window.gap()
    window.add(10 * S, 215)
    window.add(11 * S, 215)
    assert window.rapid


@given(st.lists(st.integers(-1, 1), min_size=2, max_size=300))
def test_noise_is_never_a_leak(noise: list[int]) -> None:
    assert rapid_at([(t, 250 + n) for t, n in enumerate(noise)]) is None


@given(st.floats(25, 600), st.integers(0, 120))
def test_every_fast_leak_is_found_within_its_minute(rate: float, calm_s: int) -> None:
    calm = [(float(t), 250.0) for t in range(calm_s)]
    fall = [(calm_s + t, max(60.0, round(250 - rate * t / 60))) for t in range(62)]
    assert rapid_at([*calm, *fall]) is not None


@pytest.mark.parametrize(("p20", "low"), [(200.0, True), (200.1, False), (199.0, True)])
def test_low_at_eighty_percent_of_the_placard(p20: float, low: bool) -> None:
    assert is_low(TyreFacts(p20, p20, cold=True, placard_kpa=250), RULES) is low


def test_a_warm_or_unknown_tyre_is_never_low() -> None:
    assert not is_low(TyreFacts(150, 150, cold=False, placard_kpa=250), RULES)
    assert not is_low(TyreFacts(150, None, cold=True, placard_kpa=250), RULES)


@pytest.mark.parametrize(
    ("kind", "kpa", "p20", "cold", "lowest", "ended"),
    [
        (RAPID_LEAK, 205, 205, False, 190, True),
        (RAPID_LEAK, 204, 204, False, 150, False),
        (RAPID_LEAK, 215, 215, False, 201, False),
        (RAPID_LEAK, 215, 215, True, 201, False),
        (RAPID_LEAK, 216, 216, False, 201, True),
        (RAPID_LEAK, 250, None, False, 150, False),
        (LOW, 205, 205, True, 198, True),
        (LOW, 205, 205, False, 198, False),
        (LOW, 215, 215, False, 198, True),
        (LOW, 204.9, 204.9, True, 150, False),
    ],
)
def test_what_ends_an_alert(
    kind: str, kpa: float, p20: float | None, *, cold: bool, lowest: float, ended: bool
) -> None:
    facts = TyreFacts(kpa, p20, cold, 250)
    assert has_ended(kind, facts, lowest, RULES) is ended


def test_paths_of_the_wheels() -> None:
    assert Wheel.REAR_LEFT.path == "Vehicle.Chassis.Axle.Row2.Wheel.Left"
    assert Wheel.FRONT_RIGHT.path == "Vehicle.Chassis.Axle.Row1.Wheel.Right"
