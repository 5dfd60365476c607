"""Durations and moments as a scenario writes them."""

from datetime import UTC, datetime

_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str) -> float:
    """Seconds of a duration such as "10 s"; its form was checked by the schema."""
    number, _, unit = text.partition(" ")
    return float(number) * _UNITS[unit]


def moment(text: str) -> datetime:
    """The aware UTC moment of *text*; ValueError for one that no calendar has."""
    return datetime.fromisoformat(text).astimezone(UTC)


def duration(length_s: float) -> str:
    """The text of *length_s* seconds."""
    return f"{round(length_s, 1):g} s"
