"""A car whose signals a test sets by hand, with a clock that moves only when told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.core.signals import BusState, Reason, Sample, Validity, Value
from app.features.maintenance.domain.tyres import Wheel
from app.features.vehicle.service import VehicleService

BATTERY = "Vehicle.Powertrain.TractionBattery"
IS_CHARGING = f"{BATTERY}.Charging.IsCharging"
TIME_LEFT = f"{BATTERY}.Charging.TimeToComplete"
CABLE = f"{BATTERY}.Charging.ChargingPort.AnyPosition.IsChargingCableConnected"

EV_PATHS = frozenset(
    {
        "Vehicle.Speed",
        "Vehicle.TraveledDistance",
        "Vehicle.Powertrain.Range",
        "Vehicle.Powertrain.Transmission.SelectedGear",
        f"{BATTERY}.StateOfCharge.Displayed",
        f"{BATTERY}.StateOfCharge.CurrentEnergy",
        f"{BATTERY}.CurrentPower",
        f"{BATTERY}.Temperature.Average",
        IS_CHARGING,
        CABLE,
        TIME_LEFT,
        "Vehicle.LowVoltageBattery.CurrentVoltage",
        "Vehicle.Exterior.AirTemperature",
        "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
        "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen",
        "Vehicle.Body.Trunk.Rear.IsOpen",
        "Vehicle.Diagnostics.DTCCount",
        *(f"{wheel.path}.Tire.Pressure" for wheel in Wheel),
        *(f"{wheel.path}.Tire.AirTemperature" for wheel in Wheel),
    }
)

PETROL_PATHS = frozenset(
    {
        "Vehicle.Speed",
        "Vehicle.TraveledDistance",
        "Vehicle.Powertrain.Transmission.SelectedGear",
        "Vehicle.Powertrain.CombustionEngine.Speed",
    }
)

_SLOW = ("Pressure", "Temperature", "TraveledDistance", "Range", "StateOfCharge")


@dataclass
class ManualClock:
    """Monotonic and wall time that a test advances."""

    ns: int = 1_000_000_000_000
    wall: datetime = datetime(2026, 11, 24, 17, 42, tzinfo=UTC)
    trusted: bool = True

    def monotonic_ns(self) -> int:
        return self.ns

    def utc(self) -> datetime:
        return self.wall

    def advance(self, seconds: float) -> None:
        self.ns += round(seconds * 1_000_000_000)
        self.wall += timedelta(seconds=seconds)


@dataclass
class FakeBatch:
    """What a display beat brings."""

    samples: Mapping[str, Sample]
    buses: Mapping[str, BusState] = field(default_factory=dict)


class FakeCar:
    """A `VehicleService` and the means to set any of its signals."""

    def __init__(
        self,
        clock: ManualClock | None = None,
        paths: frozenset[str] = EV_PATHS,
        name: str = "Habitacle EV",
    ) -> None:
        self.clock = clock or ManualClock()
        self.service = VehicleService(paths, name)

    def set(self, values: Mapping[str, Value]) -> dict[str, Sample]:
        """Valid values, arriving now."""
        samples = {
            path: Sample(path, Validity.VALID, value=value, t_valid_ns=self.clock.ns)
            for path, value in values.items()
        }
        self.service.apply(FakeBatch(samples))
        return samples

    def bad(self, path: str, reason: Reason = Reason.RANGE) -> None:
        """A frame came whose value must not be used."""
        self.service.apply(FakeBatch({path: Sample(path, Validity.INVALID, reason)}))

    def stale(self, path: str, reason: Reason = Reason.TIMEOUT) -> None:
        """The value grew too old; slow signals keep the last valid one."""
        known = self.service.sample(path)
        slow = any(word in path for word in _SLOW)
        last = known.value if known.value is not None else known.last_valid
        sample = Sample(
            path,
            Validity.STALE,
            reason,
            t_valid_ns=known.t_valid_ns,
            last_valid=last if slow else None,
        )
        self.service.apply(FakeBatch({path: sample}))

    def restore(self, path: str, value: Value, t_valid_ns: int) -> None:
        """A slow value of an earlier run, which may lie before the clock's beginning."""
        old = Sample(path, Validity.STALE, Reason.RESTORED, t_valid_ns=t_valid_ns, last_valid=value)
        self.service.apply(FakeBatch({path: old}))

    def buses(self, **states: BusState) -> None:
        """State of buses by name."""
        self.service.apply(FakeBatch({}, states))

    def tyres(self, kpa: float | Mapping[Wheel, float], celsius: float = 20.0) -> None:
        """All pressures and the air temperature in the tyres."""
        values: dict[str, Value] = {}
        for wheel in Wheel:
            values[f"{wheel.path}.Tire.Pressure"] = kpa[wheel] if isinstance(kpa, Mapping) else kpa
            values[f"{wheel.path}.Tire.AirTemperature"] = celsius
        self.set(values)

    def become(self, paths: frozenset[str]) -> None:
        """Another car, from which nothing was received yet."""
        self.service.supported_paths = paths
        self.service.apply(
            FakeBatch(
                {path: Sample(path, Validity.UNKNOWN, Reason.NEVER_RECEIVED) for path in paths}
            )
        )

    def healthy(self) -> None:
        """An electric car, parked and unplugged, from which everything is known."""
        self.become(EV_PATHS)
        self.tyres(250)
        self.set(
            {
                "Vehicle.Powertrain.Range": 312_000,
                "Vehicle.TraveledDistance": 41_000_900,
                "Vehicle.LowVoltageBattery.CurrentVoltage": 13.9,
                "Vehicle.Exterior.AirTemperature": 14.0,
                f"{BATTERY}.StateOfCharge.Displayed": 74.0,
                f"{BATTERY}.StateOfCharge.CurrentEnergy": 42.8,
                f"{BATTERY}.CurrentPower": -18_400.0,
                f"{BATTERY}.Temperature.Average": 24.0,
                IS_CHARGING: False,
                CABLE: False,
                TIME_LEFT: 0,
                **{path: False for path in EV_PATHS if path.endswith("IsOpen")},
            }
        )
