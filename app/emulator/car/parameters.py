"""Parameter tables of the simulated car; values and sources stand in `model.toml`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """Mass, air, tyres on the road and geometry (kg, m, m/s^2)."""

    mass_kg: float
    rotating_mass_factor: float
    drag_area_m2: float
    rolling_coefficient: float
    air_density: float
    wheelbase_m: float
    track_m: float
    steering_ratio: float
    understeer_s2_m2: float
    lateral_limit: float
    pitch_deg_per_mps2: float


@dataclass(frozen=True, slots=True)
class Motor:
    """Drive and recuperation (W, N at the wheel, m/s^2)."""

    power_w: float
    wheel_force_n: float
    efficiency: float
    recuperation_efficiency: float
    recuperation_power_w: float
    recuperation_limit: float
    lift_off: float
    fade_from_kmh: float
    fade_to_kmh: float
    full_from_soc: float
    reverse_limit_kmh: float
    derate_below_soc: float


@dataclass(frozen=True, slots=True)
class Brakes:
    """Friction brakes and the stop lamp (m/s^2)."""

    full_pedal: float
    parking_brake: float
    light_on_decel: float
    standstill_kmh: float


@dataclass(frozen=True, slots=True)
class Battery:
    """Traction battery; `ocv_v` is the open-circuit voltage over `ocv_soc` (0..1)."""

    capacity_wh: float
    resistance_ohm: float
    heat_capacity: float
    cooling: float
    health: float
    ocv_soc: tuple[float, ...]
    ocv_v: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Charging:
    """Charger limits in W; `taper` is the share of DC power over `taper_soc`."""

    ac_power_w: float
    ac_efficiency: float
    dc_power_w: float
    taper_soc: tuple[float, ...]
    taper: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """Loads beside the motor, W."""

    electronics_w: float
    accessory_w: float
    climate_w_per_k: float
    climate_limit_w: float
    cabin_c: float
    low_beam_w: float
    high_beam_w: float
    brake_light_w: float


@dataclass(frozen=True, slots=True)
class LowVoltage:
    """The 12 V system."""

    rest_v: float
    converter_v: float
    converter_floor_v: float
    converter_v_per_w: float
    battery_v_per_w: float
    time_constant_s: float


@dataclass(frozen=True, slots=True)
class Tyres:
    """Tyre pressures (gauge, kPa) and the warm-up of their air."""

    placard_kpa: float
    atmosphere_kpa: float
    low_fraction: float
    rise_k_at_100kmh: float
    time_constant_s: float


@dataclass(frozen=True, slots=True)
class Consumption:
    """Smoothed consumption behind the range estimate, Wh/km."""

    start_wh_per_km: float
    minimum: float
    maximum: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Start:
    """State at start; `soc` and `charge_limit` are 0..1."""

    soc: float
    ambient_c: float
    light_percent: float
    odometer_m: float
    charge_limit: float
    latitude: float
    longitude: float
    altitude_m: float
    heading_deg: float
    accuracy_m: float
    pad_wear_percent: tuple[float, ...]
    wiper_wear_percent: float
    service_distance_m: float
    service_time_h: float
    utc_s: float


@dataclass(frozen=True, slots=True)
class Driver:
    """Habits of the automatic driver (m/s^2, pedal share a second)."""

    accelerate: float
    brake: float
    brake_limit: float
    gain: float
    throttle_per_s: float
    brake_per_s: float
    steer_deg_per_s: float
    straighten_per_m: float
    look_ahead_m: float
    signal_before_m: float
    lateral: float


@dataclass(frozen=True, slots=True)
class Lead:
    """The vehicle ahead and what the radar sees of it (m, s, m/s)."""

    appears_m: float
    standstill_m: float
    time_constant_s: float
    gap_from_speed: float
    gap_limit_s: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """When the buses of a car at rest fall silent, s after the last act."""

    locked_s: float
    unlocked_s: float


@dataclass(frozen=True, slots=True)
class StartUp:
    """A signal (MESSAGE.SIGNAL) that sends *code* for *seconds* after its bus woke."""

    signal: str
    seconds: float
    code: float


@dataclass(frozen=True, slots=True)
class Disturbances:
    """Sizes of the faults that are injected."""

    leak_kpa_s: float
    crank_v: float
    crank_s: float
    crank_time_constant_s: float
    tyre_wake_kmh: float
    wake_s: float
    flood_per_s: float
    error_frames_per_s: float
    full_per_s: float
    full_fd_per_s: float


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """How the ECUs answer; `vin` is made up, its check digit is right."""

    vin: str
    pending_answers: float
    pending_s: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble code that an ECU of this car could set; the bench offers it."""

    ecu: str
    code: str
    failure_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the city loop: a straight or an arc; `turn_deg` is positive to the left.

    `lead_gap_s` is the time gap to a vehicle ahead, 0 where there is none.
    """

    length_m: float
    limit_kmh: float
    turn_deg: float = 0.0
    stop_s: float = 0.0
    lead_gap_s: float = 0.0
