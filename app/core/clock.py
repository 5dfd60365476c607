"""Time as a port: services never ask the system for it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Monotonic time for ages and time-outs, wall time for people and records."""

    def monotonic_ns(self) -> int:
        """Nanoseconds of a clock that never jumps; only differences mean anything."""

    def utc(self) -> datetime:
        """Wall time, aware, UTC; `trusted` says whether it may be believed."""

    @property
    def trusted(self) -> bool:
        """Whether wall time was confirmed by a time source since boot."""
