"""When to try again: full jitter, so that a fleet that lost its broker does not return at once."""

from collections.abc import Callable
from dataclasses import dataclass

from app.features.sync.domain.tunables import Tunables

Uniform = Callable[[float, float], float]


def ceiling(tunables: Tunables, attempt: int, *, urgent: bool = False, failures: int = 0) -> float:
    """Longest delay in s before attempt n = 1, 2, …; the delay is drawn from [0, ceiling].

    `failures` counts the attempts in a row that got no CONNACK; it matters only when urgent.
    """
    plain = min(tunables.backoff_cap_s, 2.0 ** min(attempt - 1, 30))
    if not urgent:
        return plain
    late = failures >= tunables.backoff_urgent_late_after
    return min(plain, tunables.backoff_urgent_late_cap_s if late else tunables.backoff_urgent_cap_s)


@dataclass(slots=True)
class Backoff:
    """Counts attempts of one link and says how long to wait before the next.

    Times are monotonic seconds. `uniform(a, b)` draws the jitter.
    """

    tunables: Tunables
    uniform: Uniform
    attempt: int = 1
    failures: int = 0
    takeovers: int = 0
    last_attempt: float | None = None

    def begin(self, now: float) -> None:
        """An attempt starts; until a CONNACK it counts as failed."""
        self.last_attempt = now
        self.attempt += 1
        self.failures += 1

    def answered(self) -> None:
        """The broker sent a CONNACK, whatever it said."""
        self.failures = 0

    def ended(self, connected_for: float) -> None:
        """The link ended after so many seconds up; a long life forgives the attempts before."""
        if connected_for >= self.tunables.backoff_reset_after_s:
            self.attempt = 1
            self.takeovers = 0

    def delay(self, *, urgent: bool) -> float:
        """Seconds to wait before the next attempt."""
        top = ceiling(self.tunables, self.attempt, urgent=urgent, failures=self.failures)
        return self.uniform(0.0, top)

    def overload(self) -> float:
        """Seconds to wait when the broker said it is busy or over quota."""
        return self.uniform(self.tunables.overload_min_s, self.tunables.overload_max_s)

    def takeover(self) -> float:
        """Seconds to wait when another client used our identity; doubles each time."""
        wait = min(
            self.tunables.takeover_cap_s,
            self.tunables.takeover_first_s * 2.0 ** min(self.takeovers, 30),
        )
        self.takeovers += 1
        return wait

    def earliest(self, due: float) -> float:
        """*due*, but no sooner than the spacing between attempts allows."""
        if self.last_attempt is None:
            return due
        return max(due, self.last_attempt + self.tunables.attempt_spacing_s)

    def pulled_forward(self, now: float) -> float | None:
        """Time of the attempt after a driver's act at *now*; None if the last was just made."""
        if self.last_attempt is not None:
            since = now - self.last_attempt
            if since < self.tunables.act_spacing_s:
                return None
        return self.earliest(now + self.uniform(0.0, self.tunables.act_delay_s))
