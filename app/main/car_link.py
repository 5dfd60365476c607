"""From configuration to a car: profile, compiled plan, one source a bus."""

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.rules import Profile
from app.adapters.can.socketcand import SocketcandSource
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.main.compose import Car
from app.main.config import Config


def live_car(config: Config, clock: Clock) -> Car:
    """The car of *config* behind its configured channels.

    HabitacleError for a faulty profile or DBC, and for a channel of a bus the profile lacks. A
    channel that is not there yet is no error: the reader waits for it.
    """
    profile = load_profile(config.vehicle, config.dbc)
    _check_buses(config, profile)
    sources = {
        bus: SocketcandSource(bus, at.host, at.port, at.channel, clock)
        for bus, at in config.can.items()
    }
    return Car(profile, load_plan(profile, config.data_dir / "cache"), sources)


def _check_buses(config: Config, profile: Profile) -> None:
    known = {bus.name for bus in profile.buses}
    for bus in config.can:
        if bus not in known:
            buses = ", ".join(sorted(known))
            raise HabitacleError(f"Vehicle {profile.id} has no bus '{bus}'; it has {buses}.")
    if not config.can:
        buses = ", ".join(sorted(known))
        raise HabitacleError(
            f"No CAN channel is configured for {profile.id}; give --can for: {buses}."
        )
