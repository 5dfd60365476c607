"""Everything that is not as it should be on this desk, and how each is put right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from app.emulator.bench.car_rows import changed_wear, wear_rows, words
from app.emulator.bench.fault_rows import active_faults
from app.emulator.bench.hmi_view import BenchHmi
from app.emulator.bench.network_view import BenchNetwork
from app.emulator.car.car import SimulatedCar
from app.emulator.car.physics import new_wear
from app.emulator.car.settings import WHEELS, EcuBehaviour
from app.emulator.network import HEALTHY, NETWORKS

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class ActiveRow:
    """One thing; `seconds` until it ends by itself, -1 if it does not."""

    key: str
    label: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Active:
    """A row and what ends it."""

    row: ActiveRow
    end: Callable[[], object]


def everything(car: SimulatedCar, network: BenchNetwork, hmi: BenchHmi) -> list[Active]:
    """All of it, those of the car first."""
    return [*_of_the_car(car), *_around(network, hmi)]


def _of_the_car(car: SimulatedCar) -> Iterator[Active]:
    controls, settings = car.controls, car.controls.settings
    for fault in active_faults(car.faults.remaining):
        row = ActiveRow(f"fault {fault.key}", fault.label, fault.seconds)
        yield Active(row, partial(car.faults.clear, fault.kind, fault.target))
    for wheel, rate in zip(WHEELS, settings.leaks, strict=True):
        if rate > 0.0:
            label = f"{words(wheel)} loses {rate:g} kPa/s"
            yield Active(
                ActiveRow(f"leak {wheel}", label, -1), partial(controls.set_leak, wheel, 0)
            )
    for dtc in settings.dtcs:
        label = f"{dtc.ecu} {dtc.code}-{dtc.failure_type} {dtc.state.value}"
        row = ActiveRow(f"dtc {' '.join(dtc.key)}", label, -1)
        yield Active(row, partial(controls.clear_dtc, *dtc.key))
    for ecu, behaviour in settings.ecus.items():
        if behaviour is not EcuBehaviour.NORMAL:
            row = ActiveRow(f"ecu {ecu}", f"{ecu} is {behaviour.value}", -1)
            yield Active(row, partial(controls.set_ecu, ecu, "normal"))
    odometer_km = car.state.odometer_km
    new = wear_rows(new_wear(car.model), odometer_km)
    if aged := changed_wear(wear_rows(car.state.wear, odometer_km), new):
        yield Active(ActiveRow("wear", f"Aged: {', '.join(aged)}", -1), controls.renew)


def _around(network: BenchNetwork, hmi: BenchHmi) -> Iterator[Active]:
    word = network.present
    if word != HEALTHY:
        what = NETWORKS[word].what.rstrip(".")
        row = ActiveRow("network", f"Network {word.replace('_', ' ')}: {what}", -1)
        yield Active(row, partial(network.choose, HEALTHY))
    if network.withheld:
        row = ActiveRow("receipts", "Receipts withheld", -1)
        yield Active(row, partial(network.withhold, False))
    if hmi.ahead_s:
        yield Active(ActiveRow("clock", f"Clock {ahead(hmi.ahead_s)}", -1), hmi.realTime)


def ahead(seconds: int) -> str:
    """`2 h ahead`, `1 d 3 h behind`."""
    rest = abs(seconds)
    parts = []
    for unit, size in (("d", _DAY_S), ("h", _HOUR_S), ("min", _MINUTE_S), ("s", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}")
    return f"{' '.join(parts[:2])} {'ahead' if seconds > 0 else 'behind'}"
