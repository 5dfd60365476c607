"""Time for ages on disk that no setting of the wall clock changes (sync.md, section 15)."""

from datetime import datetime, timedelta

from app.core.clock import Clock


class SteadyTime:
    """Wall time as it was at the start, carried on by the monotonic clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.anchor(clock.utc())

    def anchor(self, wall: datetime) -> None:
        """Go on from *wall*, aware."""
        self._wall, self._ns = wall, self._clock.monotonic_ns()

    def now(self) -> datetime:
        """Aware time in UTC; as right as the wall clock was at the start."""
        passed = self._clock.monotonic_ns() - self._ns
        return self._wall + timedelta(microseconds=passed // 1000)

    def ms(self) -> int:
        """The same as Unix ms."""
        return int(self.now().timestamp() * 1000)
