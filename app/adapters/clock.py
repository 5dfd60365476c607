"""The machine's clocks."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Monotonic and wall time of the operating system (see `core.clock.Clock`).

    Wall time counts as trusted when it is not before the build year of this product: a head unit
    that lost its battery wakes up in 1970.
    """

    _EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        """Nanoseconds since an arbitrary point, never going back; sleep of the machine counts."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

    def utc(self) -> datetime:
        """Aware wall time in UTC."""
        return datetime.now(UTC)

    @property
    def trusted(self) -> bool:
        """Whether the wall clock can be believed."""
        return self.utc() >= self._EARLIEST


class DeskClock(SystemClock):
    """The machine's clocks with a wall clock that a tester may set, as a radio signal would.

    Monotonic time stays the machine's: setting the wall ages nothing. *wall*, aware, is what it
    says at first. A time before the build year is untrusted, as on every car.
    """

    def __init__(self, wall: datetime | None = None) -> None:
        self._ahead = timedelta()
        if wall is not None:
            self.jump(wall)

    def utc(self) -> datetime:
        """Aware wall time in UTC, as it was set."""
        return super().utc() + self._ahead

    def jump(self, wall: datetime) -> None:
        """Say the aware *wall* now and go on from there."""
        self._ahead = wall - super().utc()

    def advance(self, seconds: float) -> None:
        """Go forward by *seconds*, back if negative; OverflowError beyond the calendar."""
        ahead = self._ahead + timedelta(seconds=seconds)
        super().utc() + ahead  # refused before anything has changed
        self._ahead = ahead
