"""From configuration to a car: profile, compiled plan, one source a bus."""

from app.adapters.can.facts import CarFacts, facts_of, keep_facts, kept_facts
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.main.can_sources import check_buses, live_sources
from app.main.car import Car, Loaded
from app.main.config import Config


def live_car(config: Config, clock: Clock) -> Car:
    """The car of *config* behind its configured channels.

    A profile that was accepted at an earlier start is loaded after the first frame, any other now.

    HabitacleError for a channel of a bus the profile lacks, and for a faulty profile or DBC, now
    or when the car is loaded. A channel that is not there yet is no error: the reader waits for it.
    """
    cache = config.data_dir / "cache"
    facts = kept_facts(config.vehicle, cache) if _all_there(config) else None
    if facts is None:
        loaded = _load(config, clock)
        keep_facts(config.vehicle, cache, facts_of(loaded.profile))
        return Car.of(loaded)
    check_buses(config.can, facts)
    return Car(facts, lambda: _expected(config, clock, facts))


def _all_there(config: Config) -> bool:
    return all(path.exists() for path in config.dbc)


def _expected(config: Config, clock: Clock, facts: CarFacts) -> Loaded:
    loaded = _load(config, clock)
    if (now := facts_of(loaded.profile)) != facts:
        keep_facts(config.vehicle, config.data_dir / "cache", now)
        raise HabitacleError(f"{loaded.profile.file} was changed during the start; start again.")
    return loaded


def _load(config: Config, clock: Clock) -> Loaded:
    """Read, compile and connect; the position is not read.

    Location is switched off until the driver asks for it.
    """
    from app.adapters.can.plan import load_plan
    from app.adapters.can.profile import load_profile
    from app.adapters.can.subscription import POSITION, without

    profile = load_profile(config.vehicle, config.dbc)
    check_buses(config.can, facts_of(profile))
    plan = without(load_plan(profile, config.data_dir / "cache"), POSITION)
    return Loaded(profile, plan, live_sources(config.can, plan, clock))
