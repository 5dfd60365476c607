"""Limits of a kind of broker that it does not announce itself: `assets/sync/brokers.json`."""

import json
from dataclasses import dataclass, fields

from app.core.errors import HabitacleError


@dataclass(frozen=True, slots=True)
class BrokerProfile:
    """Publishes and bytes a second, largest payload and topic in bytes, slashes of a topic.

    None: no limit known.
    """

    publishes_per_s: float | None = None
    bytes_per_s: float | None = None
    payload_max: int | None = None
    topic_max: int | None = None
    topic_slashes: int | None = None
    connects_per_s: float | None = None


def parse_broker_profile(text: str, name: str) -> BrokerProfile:
    """The profile *name* of the file; HabitacleError when it is not there or not of the form."""
    try:
        raw = json.loads(text)["profiles"][name]["limits"]
        known = {field.name for field in fields(BrokerProfile)}
        sound = not raw.keys() - known and all(map(_positive, raw.values()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HabitacleError(f"The broker profile '{name}' is not known.") from error
    if not sound:
        raise HabitacleError(f"The broker profile '{name}' has a limit that is none.")
    return BrokerProfile(**raw)


def _positive(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
