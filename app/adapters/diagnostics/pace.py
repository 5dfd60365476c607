"""When the next request may go out (vehicle data specification, section 8)."""

TIMEOUTS = 3
PAUSE_S = 60.0


class Pace:
    """At least *interval_s* between requests; a minute of silence after three time-outs in a row.

    Times are monotonic seconds.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._next_s = float("-inf")
        self._paused_until_s = float("-inf")
        self._timeouts = 0

    def wait_s(self, now_s: float) -> float:
        """Seconds until a request may be sent; 0 when it may be now."""
        return max(self._next_s - now_s, self._paused_until_s - now_s, 0.0)

    def is_paused(self, now_s: float) -> bool:
        """Whether the car is being left alone after time-outs."""
        return now_s < self._paused_until_s

    def sent(self, now_s: float) -> None:
        """A request went out."""
        self._next_s = now_s + self._interval_s

    def answered(self) -> None:
        """It was answered, if only by a refusal."""
        self._timeouts = 0

    def timed_out(self, now_s: float) -> bool:
        """It was not; True when that begins a pause."""
        self._timeouts += 1
        if self._timeouts < TIMEOUTS:
            return False
        self._timeouts = 0
        self._paused_until_s = now_s + PAUSE_S
        return True
