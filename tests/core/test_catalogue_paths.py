"""Every signal of the product's table is in the catalogue, with its type, unit and class."""

import math
from itertools import product
from pathlib import Path

import pytest

from app.core.catalogue import parse_catalogue, parse_jump_rules
from app.core.signals import Reason, SignalClass
from app.core.validity import Tracker

TEXT = (Path(__file__).resolve().parents[2] / "assets" / "vss" / "catalogue.toml").read_text(
    "utf-8"
)
CATALOGUE = parse_catalogue(TEXT)

TB = "Powertrain.TractionBattery"
CE = "Powertrain.CombustionEngine"
WHEELS = [f"Chassis.Axle.Row{r}.Wheel.{s}" for r, s in product((1, 2), ("Left", "Right"))]
SIDES = ("DriverSide", "PassengerSide")
DOORS = [f"Cabin.Door.Row{r}.{s}" for r, s in product((1, 2), SIDES)]
SEATS = [f"Cabin.Seat.Row{r}.{s}" for r, s in product((1, 2), SIDES)] + ["Cabin.Seat.Row2.Middle"]
HMI = ("DistanceUnit", "TemperatureUnit", "TirePressureUnit", "SpeedUnit", "DayNightMode")
CAR = "Habitacle"

Rows = list[tuple[str, str, str | None, float | None, float | None, str]]


NUMBERS: Rows = [
    ("Speed", "float", "km/h", 0, 300, "I"),
    ("TraveledDistance", "uint32", "m", 0, 2e9, "S"),
    ("Powertrain.Transmission.SelectedGear", "int8", None, -9, 12, "I"),
    ("Powertrain.Transmission.CurrentGear", "int8", None, -9, 12, "I"),
    ("Chassis.Accelerator.PedalPosition", "uint8", "percent", 0, 100, "I"),
    ("Chassis.Brake.PedalPosition", "uint8", "percent", 0, 100, "I"),
    ("Acceleration.Longitudinal", "float", "m/s^2", -20, 20, "I"),
    ("Acceleration.Lateral", "float", "m/s^2", -20, 20, "I"),
    ("AngularVelocity.Yaw", "float", "degrees/s", -200, 200, "I"),
    ("Chassis.SteeringWheel.Angle", "int16", "degrees", -1080, 1080, "I"),
    ("Orientation.Pitch", "float", "degrees", -60, 60, "I"),
    ("Powertrain.Range", "uint32", "m", 0, 2e6, "S"),
    (f"{TB}.Range", "uint32", "m", 0, 2e6, "S"),
    ("Powertrain.FuelSystem.Range", "uint32", "m", 0, 2e6, "S"),
    (f"{TB}.StateOfCharge.Displayed", "float", "percent", 0, 100, "S"),
    (f"{TB}.StateOfCharge.Current", "float", "percent", 0, 100, "S"),
    (f"{TB}.StateOfCharge.CurrentEnergy", "float", "kWh", 0, 250, "S"),
    (f"{TB}.StateOfHealth", "float", "percent", 40, 100, "S"),
    (f"{TB}.CurrentVoltage", "float", "V", 0, 1000, "I"),
    (f"{TB}.CurrentCurrent", "float", "A", -2000, 2000, "I"),
    (f"{TB}.CurrentPower", "float", "W", -1e6, 1e6, "I"),
    (f"{TB}.Temperature.Average", "float", "Celsius", -40, 100, "S"),
    (f"{TB}.Charging.TimeToComplete", "uint32", "s", 0, 172_800, "I"),
    (f"{TB}.Charging.AveragePower", "float", "kW", 0, 500, "S"),
    (f"{TB}.Charging.MaxPower", "float", "kW", 0, 500, "S"),
    (f"{TB}.Charging.ChargeVoltage.DC", "float", "V", 0, 1000, "I"),
    (f"{TB}.Charging.ChargeCurrent.DC", "float", "A", -1000, 1000, "I"),
    (f"{TB}.Charging.ChargeLimit", "uint8", "percent", 0, 100, "S"),
    ("Powertrain.FuelSystem.RelativeLevel", "uint8", "percent", 0, 100, "S"),
    ("Powertrain.FuelSystem.AbsoluteLevel", "float", "l", 0, 200, "S"),
    (f"{CE}.Speed", "float", "rpm", 0, 10_000, "I"),
    (f"{CE}.EngineCoolant.Temperature", "float", "Celsius", -40, 160, "S"),
    (f"{CE}.EngineOil.Temperature", "float", "Celsius", -40, 160, "S"),
    (f"{CE}.EngineOil.LifeRemaining", "int32", "s", None, None, "S"),
    ("LowVoltageBattery.CurrentVoltage", "float", "V", 6, 18, "I"),
    ("Body.Windshield.Front.Wiping.WiperWear", "uint8", "percent", 0, 100, "S"),
    ("Service.DistanceToService", "float", "km", None, None, "S"),
    ("Service.TimeToService", "int32", "s", None, None, "S"),
    ("Diagnostics.DTCCount", "uint8", None, 0, 255, "S"),
    ("Diagnostics.DTCList", "string[]", None, None, None, "S"),
    ("Exterior.AirTemperature", "float", "Celsius", -50, 70, "S"),
    ("Exterior.LightIntensity", "float", "percent", 0, 100, "I"),
    ("CurrentLocation.Latitude", "double", "degrees", -90, 90, "I"),
    ("CurrentLocation.Longitude", "double", "degrees", -180, 180, "I"),
    ("CurrentLocation.Heading", "double", "degrees", 0, 360, "I"),
    ("CurrentLocation.Altitude", "double", "m", -500, 9000, "I"),
    ("CurrentLocation.HorizontalAccuracy", "double", "m", 0, 10_000, "I"),
    ("CurrentLocation.Timestamp", "string", "iso8601", None, None, "I"),
    ("ADAS.ObstacleDetection.Front.Center.TimeGap", "uint32", "ms", 1, 20_000, "I"),
    ("ADAS.ObstacleDetection.Front.Center.Distance", "float", "m", 0, 500, "I"),
    (f"{CAR}.SpeedLimit.Value", "uint16", "km/h", 5, 150, "I"),
    *[(f"{w}.Speed", "float", "km/h", 0, 300, "I") for w in WHEELS],
    *[(f"{w}.Tire.Pressure", "uint16", "kPa", 50, 500, "S") for w in WHEELS],
    *[(f"{w}.Tire.AirTemperature", "float", "Celsius", -40, 150, "S") for w in WHEELS],
    *[(f"{w}.Brake.PadWear", "uint8", "percent", 0, 100, "S") for w in WHEELS],
    *[(f"VersionVSS.{n}", "uint32", None, None, None, "F") for n in ("Major", "Minor", "Patch")],
]
FIXED_TEXTS = [
    "VehicleIdentification.VIN",
    "Cabin.DriverPosition",
    "Powertrain.Type",
    *[f"Cabin.Infotainment.HMI.{name}" for name in HMI],
]
SLOW_TEXTS = [
    f"{TB}.Charging.EvseId",
    f"{CE}.EngineOil.Level",
    f"{CE}.EngineCoolant.Level",
    f"{CAR}.DTC.Records",
]
INSTANT_TEXTS = [
    "LowVoltageSystemState",
    "Body.Lights.Brake.IsActive",
    f"{CAR}.SpeedLimit.Source",
    f"{CAR}.ParkedMode",
]
SLOW_FLAGS = [
    "Powertrain.FuelSystem.IsFuelLevelLow",
    *[f"{wheel}.Tire.IsPressureLow" for wheel in WHEELS],
    *[f"{wheel}.Brake.IsBrakesWorn" for wheel in WHEELS],
    *[f"{wheel}.Brake.IsFluidLevelLow" for wheel in WHEELS],
    "Body.Windshield.Front.WasherFluid.IsLevelLow",
    "Service.IsServiceDue",
]
INSTANT_FLAGS = [
    "Powertrain.Transmission.IsParkLockEngaged",
    "Chassis.ParkingBrake.IsEngaged",
    f"{TB}.Charging.IsCharging",
    f"{TB}.Charging.ChargingPort.AnyPosition.IsChargingCableConnected",
    f"{TB}.Charging.ChargingPort.AnyPosition.IsChargingCableLocked",
    f"{CE}.IsRunning",
    *[f"{door}.IsOpen" for door in DOORS],
    *[f"{door}.IsLocked" for door in DOORS],
    "Body.Trunk.Front.IsOpen",
    "Body.Trunk.Rear.IsOpen",
    "Body.Hood.IsOpen",
    *[f"{seat}.IsBelted" for seat in SEATS],
    "Body.Lights.Beam.Low.IsOn",
    "Body.Lights.Beam.High.IsOn",
    "Body.Lights.DirectionIndicator.Left.IsSignaling",
    "Body.Lights.DirectionIndicator.Right.IsSignaling",
    "Body.Lights.Hazard.IsSignaling",
    "Trailer.IsConnected",
    *[f"ADAS.{name}.IsEngaged" for name in ("ABS", "ESC", "TCS", "EBA")],
    "ADAS.CruiseControl.IsActive",
    "ADAS.LaneDepartureDetection.IsWarning",
    f"{CAR}.AEB.IsEngaged",
    f"{CAR}.Diagnostics.IsTesterConnected",
    f"{CAR}.Alarm.IsTriggered",
    f"{CAR}.ECall.IsActive",
    f"{CAR}.Phone.IsCallActive",
    f"{CAR}.Steering.IsTorqueApplied",
    f"{CAR}.Update.StartInhibit.Request",
    f"{CAR}.Update.StartInhibit.IsAcknowledged",
]


def table() -> Rows:
    """Path without `Vehicle.`, type, unit, plausible range and class."""
    rows = list(NUMBERS)
    rows += [(path, "string", None, None, None, "F") for path in FIXED_TEXTS]
    rows += [(path, "string", None, None, None, "S") for path in SLOW_TEXTS]
    rows += [(path, "string", None, None, None, "I") for path in INSTANT_TEXTS]
    rows += [(path, "boolean", None, None, None, "S") for path in SLOW_FLAGS]
    rows += [(path, "boolean", None, None, None, "I") for path in INSTANT_FLAGS]
    return rows


def test_every_signal_is_there_and_no_other() -> None:
    found = {
        (d.path.removeprefix("Vehicle."), d.type, d.unit, d.minimum, d.maximum, d.cls.value)
        for d in CATALOGUE.values()
    }
    wanted = table()
    assert len({row[0] for row in wanted}) == len(wanted)
    assert found == set(wanted)


def test_numbers_beside_the_range() -> None:
    gear = CATALOGUE["Vehicle.Powertrain.Transmission.SelectedGear"]
    assert [g for g in range(-128, 128) if gear.plausible(g)] == [*range(-9, 13), 126, 127]
    assert [d.path for d in CATALOGUE.values() if d.also] == [gear.path]


def test_where_zero_means_unknown() -> None:
    assert {d.path for d in CATALOGUE.values() if not d.zero_valid} == {
        f"Vehicle.{TB}.StateOfHealth",
        "Vehicle.LowVoltageBattery.CurrentVoltage",
    }


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"{CE}.EngineOil.Level", "CRITICALLY_LOW LOW NORMAL HIGH CRITICALLY_HIGH"),
        (f"{CE}.EngineCoolant.Level", "CRITICALLY_LOW LOW NORMAL"),
        ("LowVoltageSystemState", "UNDEFINED LOCK OFF ACC ON START"),
        ("Body.Lights.Brake.IsActive", "INACTIVE ACTIVE ADAPTIVE"),
        (f"{CAR}.SpeedLimit.Source", "camera map none"),
        (f"{CAR}.ParkedMode", "NONE CLIMATE PET SENTRY"),
        ("Cabin.DriverPosition", "LEFT MIDDLE RIGHT"),
        ("Cabin.Infotainment.HMI.DayNightMode", "DAY NIGHT"),
    ],
)
def test_allowed_words(path: str, words: str) -> None:
    assert CATALOGUE[f"Vehicle.{path}"].allowed == tuple(words.split())


def test_implausible_steps() -> None:
    rules = parse_jump_rules(TEXT)
    second = 1_000_000_000
    speed = rules["Vehicle.Speed"]
    assert speed.refuses(0, 15 * 3.6 + 0.1, second)
    assert not speed.refuses(0, 15 * 3.6, second)
    charge = rules[f"Vehicle.{TB}.StateOfCharge.Displayed"]
    assert charge.refuses(50, 55.5, 10 * second)
    assert not charge.refuses(50, 55.5, 11 * second)
    odometer = rules["Vehicle.TraveledDistance"]
    assert odometer.refuses(1000, 999, second)
    assert odometer.refuses(0, 2_000_001, 3600 * second)
    assert set(rules) <= {p for p, d in CATALOGUE.items() if d.cls is not SignalClass.FIXED}


@pytest.mark.parametrize(("latitude", "kmh"), [(48.0, 290), (48.0, 310), (70.0, 290), (70.0, 310)])
@pytest.mark.parametrize("axis", ["Latitude", "Longitude"])
def test_a_position_that_moves_too_fast(axis: str, latitude: float, kmh: float) -> None:
    second, degree_m = 1_000_000_000, 111_195
    rules = parse_jump_rules(TEXT)
    path = f"Vehicle.CurrentLocation.{axis}"
    north = Tracker(CATALOGUE["Vehicle.CurrentLocation.Latitude"])
    north.update(latitude, Reason.NONE, 0)
    tracker = Tracker(CATALOGUE[path], None, rules[path])
    assert (rules[path].cosine_of is None) == (axis == "Latitude")
    if axis == "Longitude":
        tracker.companion = north
    step = kmh / 3.6 / degree_m
    if axis == "Longitude":
        step /= math.cos(math.radians(latitude))
    tracker.update(latitude, Reason.NONE, 0)
    tracker.update(latitude + step, Reason.NONE, second)
    assert (tracker.reason is Reason.JUMP) == (kmh > 300)
