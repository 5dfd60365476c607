"""The machine's clocks."""

import time
from datetime import UTC, datetime


class SystemClock:
    """Monotonic and wall time of the operating system (see `core.clock.Clock`).

    Wall time counts as trusted when it is not before the build year of this product: a head unit
    that lost its battery wakes up in 1970.
    """

    _EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        """Nanoseconds since an arbitrary point, never going back."""
        return time.monotonic_ns()

    def utc(self) -> datetime:
        """Aware wall time in UTC."""
        return datetime.now(UTC)

    @property
    def trusted(self) -> bool:
        """Whether the wall clock can be believed."""
        return self.utc() >= self._EARLIEST
