"""From configuration to a car: profile, compiled plan, one source a bus."""

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.subscription import POSITION, without
from app.core.clock import Clock
from app.main.can_sources import check_buses, live_sources
from app.main.compose import Car
from app.main.config import Config


def live_car(config: Config, clock: Clock) -> Car:
    """The car of *config* behind its configured channels.

    The position is not read: location is switched off until the driver asks for it.

    HabitacleError for a faulty profile or DBC, and for a channel of a bus the profile lacks. A
    channel that is not there yet is no error: the reader waits for it.
    """
    profile = load_profile(config.vehicle, config.dbc)
    check_buses(config.can, profile)
    plan = without(load_plan(profile, config.data_dir / "cache"), POSITION)
    return Car(profile, plan, live_sources(config.can, plan, clock))
