"""Folding of batches."""

from app.core.signals import BusState, Reason, Validity
from tests.fakes.car import FakeCar


def test_a_path_outside_the_profile_is_unsupported_even_when_it_arrives() -> None:
    car = FakeCar()
    car.set({"Vehicle.Nonsense": 1.0})
    sample = car.service.sample("Vehicle.Nonsense")
    assert (sample.state, sample.reason) == (Validity.UNKNOWN, Reason.UNSUPPORTED)


def test_never_received_is_unknown() -> None:
    sample = FakeCar().service.sample("Vehicle.Speed")
    assert (sample.state, sample.reason) == (Validity.UNKNOWN, Reason.NEVER_RECEIVED)


def test_changes_are_told_once_a_batch_and_validity_is_counted() -> None:
    car = FakeCar()
    told: list[int] = []
    car.service.changed.connect(lambda: told.append(car.service.validity_epoch))
    car.set({"Vehicle.Speed": 1.0, "Vehicle.TraveledDistance": 5})
    car.set({"Vehicle.Speed": 2.0})
    car.stale("Vehicle.Speed")
    car.buses(body=BusState.ALIVE)
    car.buses(body=BusState.ALIVE)
    assert told == [1, 1, 2, 3, 3]


def test_the_odometer_keeps_its_last_valid_value() -> None:
    car = FakeCar()
    assert car.service.odometer_km is None
    car.set({"Vehicle.TraveledDistance": 41_000_500})
    car.stale("Vehicle.TraveledDistance")
    assert car.service.odometer_km == 41_000.5


def test_buses_are_kept_by_name() -> None:
    car = FakeCar()
    car.buses(powertrain=BusState.ALIVE)
    car.buses(body=BusState.LOST)
    assert car.service.link == "alive"
    car.buses(powertrain=BusState.SILENT)
    assert car.service.link == "lost"
