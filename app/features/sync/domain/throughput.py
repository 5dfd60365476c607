"""How much may be under way: measured throughput of bulk, and a broker's rate limits."""

from dataclasses import dataclass

from app.features.sync.domain.tunables import Tunables

_SPAN_S = 0.25
_WEIGHT = 0.3


@dataclass(slots=True)
class Throughput:
    """Acknowledged bytes a second of one connection, smoothed; times are monotonic seconds."""

    tunables: Tunables
    rate: float = 0.0
    _since: float | None = None
    _bytes: int = 0

    def busy(self, now: float) -> None:
        """Something is under way from now on, if nothing was."""
        if self._since is None:
            self._since = now

    def acknowledged(self, size: int, now: float, *, idle: bool) -> None:
        """*size* bytes arrived; *idle*: nothing else is under way."""
        self._bytes += size
        since = self._since
        if since is None:
            return
        span = now - since
        if span >= _SPAN_S or idle:
            measured = self._bytes / max(span, 0.001)
            self.rate = measured if not self.rate else self.rate + _WEIGHT * (measured - self.rate)
            self._bytes = 0
            self._since = None if idle else now

    def bulk_bytes(self) -> int:
        """B = clamp(0.5 s x rate, 16 KiB, 256 KiB)."""
        wanted = int(self.tunables.bulk_s * self.rate)
        return max(self.tunables.bulk_bytes_min, min(self.tunables.bulk_bytes_max, wanted))


@dataclass(slots=True)
class Bucket:
    """A rate limit: *rate* units a second, with a quarter of a second in hand.

    So no second sees more than 1.25 x rate.
    """

    rate: float
    _level: float | None = None
    _at: float = 0.0

    def available(self, now: float) -> float:
        """Units that may be spent now; may be negative after a large message."""
        top = self.rate / 4
        if self._level is None:
            self._level, self._at = top, now
        self._level = min(top, self._level + (now - self._at) * self.rate)
        self._at = now
        return self._level

    def spend(self, units: float, now: float) -> None:
        """Use *units*."""
        self._level = self.available(now) - units

    def ready_at(self, units: float, now: float) -> float:
        """When *units* (at most what is kept in hand) will be available."""
        lacking = min(units, self.rate / 4) - self.available(now)
        return now + max(0.0, lacking / self.rate)
