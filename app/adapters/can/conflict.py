"""Finds identifiers that come too often: two senders, or a flood (section 3, rule 5)."""

from collections import deque

SECOND_NS = 1_000_000_000
MOST_OF_RATE = 1.8
MOST_BESIDE = 2
"""More than 1.8 times the declared rate plus 2 frames in one second are a conflict."""
CALM_NS = 3 * SECOND_NS
"""Time without excess after which the identifier is believed again."""
STALL_NS = SECOND_NS // 2
"""After a pause of a period and this, frames can come that were held back on their way.

For one second they are no excess.
"""


class RateWatch:
    """Arrival times of one identifier with a declared period in ms."""

    __slots__ = ("_ignore_ns", "_stall_ns", "_times", "_until_ns")

    def __init__(self, period_ms: int) -> None:
        most = int(MOST_OF_RATE * 1000 / period_ms + MOST_BESIDE)
        self._stall_ns = STALL_NS + period_ms * 1_000_000
        self._times: deque[int] = deque(maxlen=most + 2)
        """The frames that may not fit into one second, and the one before them."""
        self.forget()

    def conflicts(self, t_ns: int) -> bool:
        """Count a frame; whether the identifier is in conflict."""
        times = self._times
        times.append(t_ns)
        if t_ns - times[1] < SECOND_NS:
            self._exceed(t_ns)
        return t_ns < self._until_ns

    def forget(self) -> None:
        """No frame came before."""
        size = self._times.maxlen or 0
        self._times.extend([-SECOND_NS] * size)
        self._ignore_ns = self._until_ns = 0

    def _exceed(self, t_ns: int) -> None:
        times = self._times
        stalled = times[0] >= 0 and times[1] - times[0] >= self._stall_ns
        if stalled and t_ns >= self._until_ns:
            self._ignore_ns = t_ns + SECOND_NS
        if t_ns >= self._ignore_ns:
            self._until_ns = t_ns + CALM_NS
