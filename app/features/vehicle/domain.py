"""What the screens show of the car, derived from samples by one pure function.

Display units: speed km/h, distances km, energy kWh, power kW (positive charges the battery),
pressures kPa, temperatures Celsius, voltage V, engine speed rpm, times s. Paths are COVESA VSS 6.0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.core.reading import Form, ReadingState, reading_of
from app.core.signals import BusState, Reason, Sample, Validity, Value, unsupported

SampleOf = Callable[[str], Sample]

_BATTERY = "Vehicle.Powertrain.TractionBattery"
_ENGINE = "Vehicle.Powertrain.CombustionEngine"
_WHEELS = {
    "FrontLeft": "Vehicle.Chassis.Axle.Row1.Wheel.Left",
    "FrontRight": "Vehicle.Chassis.Axle.Row1.Wheel.Right",
    "RearLeft": "Vehicle.Chassis.Axle.Row2.Wheel.Left",
    "RearRight": "Vehicle.Chassis.Axle.Row2.Wheel.Right",
}
_PRESSURES = tuple(f"{wheel}.Tire.Pressure" for wheel in _WHEELS.values())
_OPENINGS = (
    *(
        f"Vehicle.Cabin.Door.Row{row}.{side}.IsOpen"
        for row in (1, 2)
        for side in ("DriverSide", "PassengerSide")
    ),
    "Vehicle.Body.Trunk.Front.IsOpen",
    "Vehicle.Body.Trunk.Rear.IsOpen",
    "Vehicle.Body.Hood.IsOpen",
)
_GEARS = {126: "P", 127: "D", 0: "N"}


class Spec(NamedTuple):
    """How one reading comes from samples and in which form it shows (see `Form`)."""

    derive: Callable[[SampleOf], Sample]
    factor: float = 1.0
    decimals: int = 0
    words: Callable[[Value], str] | None = None


class VehicleSnapshot(NamedTuple):
    """Everything the vehicle view shows at one moment."""

    readings: Mapping[str, ReadingState]
    link: str


def first(*paths: str) -> Callable[[SampleOf], Sample]:
    """The sample of the first path this car has."""

    def derive(sample_of: SampleOf) -> Sample:
        samples = [sample_of(path) for path in paths]
        return next((s for s in samples if s.reason is not Reason.UNSUPPORTED), samples[0])

    return derive


def combined(
    name: str, samples: Sequence[Sample], fold: Callable[[Sequence[float]], float]
) -> Sample:
    """Fold numbers of supported *samples*; the worst input decides state and reason."""
    known = [s for s in samples if s.reason is not Reason.UNSUPPORTED]
    if not known:
        return unsupported(name)
    worst = max(known, key=lambda s: _WORSE.index(s.state))
    times = [s.t_valid_ns for s in known if s.t_valid_ns is not None]
    t_valid = min(times) if len(times) == len(known) else None
    values = [s.value if s.state is Validity.VALID else s.last_valid for s in known]
    numbers = [float(v) for v in values if isinstance(v, (int, float))]
    result = fold(numbers) if len(numbers) == len(known) else None
    if worst.state is Validity.VALID and result is not None:
        return Sample(name, Validity.VALID, value=result, t_valid_ns=t_valid)
    last = result if worst.state is Validity.STALE else None
    return Sample(name, worst.state, worst.reason, t_valid_ns=t_valid, last_valid=last)


def count_open(sample_of: SampleOf) -> Sample:
    """How many doors and lids are open; one that is known open counts whatever others say."""
    samples = [sample_of(path) for path in _OPENINGS]
    count = sum(s.value is True for s in samples)
    if count:
        times = [s.t_valid_ns for s in samples if s.value is True]
        return Sample("openings", Validity.VALID, value=count, t_valid_ns=times[0])
    return combined("openings", samples, sum)


def charging_power(sample_of: SampleOf) -> Sample:
    """Charging power now in W: DC voltage times current, else power into the battery."""
    volts = sample_of(f"{_BATTERY}.Charging.ChargeVoltage.DC")
    amperes = sample_of(f"{_BATTERY}.Charging.ChargeCurrent.DC")
    if Reason.UNSUPPORTED in (volts.reason, amperes.reason):
        return sample_of(f"{_BATTERY}.CurrentPower")
    return combined("charging", (volts, amperes), lambda v: v[0] * v[1])


def gear_text(value: Value) -> str:
    """The selector's letter: P, R, N, D or the forward gear's number."""
    if isinstance(value, (bool, str, tuple)):
        return ""
    return _GEARS.get(int(value), "R" if value < 0 else str(int(value)))


def lowest_pressure(sample_of: SampleOf) -> Sample:
    """The lowest of the tyre pressures in kPa."""
    return combined("tyre", [sample_of(path) for path in _PRESSURES], min)


READINGS: Mapping[str, Spec] = {
    "speed": Spec(first("Vehicle.Speed")),
    "gear": Spec(first("Vehicle.Powertrain.Transmission.SelectedGear"), words=gear_text),
    "range": Spec(
        first(
            "Vehicle.Powertrain.Range", f"{_BATTERY}.Range", "Vehicle.Powertrain.FuelSystem.Range"
        ),
        factor=0.001,
    ),
    "soc": Spec(first(f"{_BATTERY}.StateOfCharge.Displayed", f"{_BATTERY}.StateOfCharge.Current")),
    "energy": Spec(first(f"{_BATTERY}.StateOfCharge.CurrentEnergy"), decimals=1),
    "power": Spec(first(f"{_BATTERY}.CurrentPower"), factor=0.001),
    "batteryTemperature": Spec(first(f"{_BATTERY}.Temperature.Average")),
    "lowVoltage": Spec(first("Vehicle.LowVoltageBattery.CurrentVoltage"), decimals=1),
    "odometer": Spec(first("Vehicle.TraveledDistance"), factor=0.001),
    "outsideTemperature": Spec(first("Vehicle.Exterior.AirTemperature")),
    "tyreLowest": Spec(lowest_pressure, decimals=-1),
    **{
        f"tyre{name}": Spec(first(f"{wheel}.Tire.Pressure"), decimals=-1)
        for name, wheel in _WHEELS.items()
    },
    "isCharging": Spec(first(f"{_BATTERY}.Charging.IsCharging")),
    "cableConnected": Spec(
        first(f"{_BATTERY}.Charging.ChargingPort.AnyPosition.IsChargingCableConnected")
    ),
    "chargingPower": Spec(charging_power, factor=0.001, decimals=1),
    "timeToComplete": Spec(first(f"{_BATTERY}.Charging.TimeToComplete")),
    "fuelLevel": Spec(first("Vehicle.Powertrain.FuelSystem.RelativeLevel")),
    "engineSpeed": Spec(first(f"{_ENGINE}.Speed"), decimals=-1),
    "coolantTemperature": Spec(first(f"{_ENGINE}.EngineCoolant.Temperature")),
    "openings": Spec(count_open),
    "faultCount": Spec(first("Vehicle.Diagnostics.DTCCount")),
}

_WORSE = (Validity.VALID, Validity.STALE, Validity.INVALID, Validity.UNKNOWN)


def snapshot(sample_of: SampleOf, link: str, now_ns: int, drop_after_s: int) -> VehicleSnapshot:
    """Derive every reading of `READINGS` at monotonic *now_ns*."""
    readings = {}
    for name, spec in READINGS.items():
        form = Form(drop_after_s, spec.factor, spec.decimals, spec.words)
        readings[name] = reading_of(spec.derive(sample_of), now_ns, form)
    return VehicleSnapshot(readings, link)


def link_of(states: Iterable[BusState]) -> BusState:
    """One word for all buses: any that lives counts, else the one that explains the silence."""
    present = set(states)
    order = (BusState.ALIVE, BusState.CONNECTING, BusState.LOST, BusState.SILENT, BusState.ASLEEP)
    return next((state for state in order if state in present), BusState.CONNECTING)
