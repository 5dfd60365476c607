"""Day or night from what the car knows, with hysteresis (hmi specification, section 7)."""

import math
from enum import IntEnum
from typing import NamedTuple


class Source(IntEnum):
    """Where evidence comes from; the first usable one decides."""

    LIGHT = 0
    BEAM = 1
    SUN = 2


class AutoRules(NamedTuple):
    """Light in percent of the sensor's range, sun in degrees, durations in milliseconds.

    `sun_offset_deg` is added to the height of the sun: below 0, night comes earlier.
    """

    night_below_percent: float
    day_above_percent: float
    night_sun_deg: float
    day_sun_deg: float
    sun_offset_deg: float
    enter_night_ms: int
    return_day_ms: int
    between_changes_ms: int
    hold_stale_ms: int


class _Reading:
    """What one source said last: night, day, or neither (None) between its thresholds."""

    def __init__(self) -> None:
        self.night: bool | None = None
        self.seen = False
        self.lost_at: int | None = None

    def usable(self, now_ms: int, hold_ms: int) -> bool:
        """Whether the source speaks, or fell silent less than *hold_ms* ago."""
        return self.seen and (self.lost_at is None or now_ms - self.lost_at < hold_ms)


class LightJudge:
    """Folds readings of all sources into "night or not".

    Without any reading it is night. The first decisive reading counts at once; later changes need
    lasting evidence. A lost source keeps its evidence for a while, then the next one takes over,
    and after the last the theme in use stays.
    """

    def __init__(self, rules: AutoRules) -> None:
        self.night = True
        self._rules = rules
        self._readings = [_Reading() for _ in Source]
        self._evidence: bool | None = None
        self._since = 0
        self._changed_at: int | None = None
        self._decided = False

    @property
    def pending(self) -> bool:
        """Whether time alone may still change the answer."""
        waiting = any(r.seen and r.lost_at is not None for r in self._readings)
        return waiting or (self._evidence is not None and self._evidence != self.night)

    def observe_light(self, percent: float | None, now_ms: int) -> None:
        """Ambient light; None or not finite: not known. *now_ms* is monotonic."""
        low, high = self._rules.night_below_percent, self._rules.day_above_percent
        self._observe(Source.LIGHT, _band(percent, low, high), now_ms, known=_finite(percent))

    def observe_beam(self, on: bool | None, now_ms: int) -> None:
        """Low beam of a car that switches it by itself; None: not known."""
        self._observe(Source.BEAM, on, now_ms, known=on is not None)

    def observe_sun(self, elevation: float | None, now_ms: int) -> None:
        """Height of the sun in degrees; None without a valid time and position."""
        low, high = self._rules.night_sun_deg, self._rules.day_sun_deg
        known = _finite(elevation)
        height = elevation + self._rules.sun_offset_deg if elevation is not None else None
        night = _band(height, low, high, closed=True)
        self._observe(Source.SUN, night, now_ms, known=known)

    def judge(self, now_ms: int) -> bool:
        """Whether it is night at monotonic *now_ms*."""
        evidence = self._weigh(now_ms)
        if evidence is None:
            return self.night
        if not self._decided:
            self._decided = True
            self.night = evidence
        elif evidence != self.night and self._lasted(evidence, now_ms):
            self.night = evidence
            self._changed_at = now_ms
        return self.night

    def _observe(self, source: Source, night: bool | None, now_ms: int, *, known: bool) -> None:
        reading = self._readings[source]
        if known:
            reading.night, reading.seen, reading.lost_at = night, True, None
        elif reading.seen and reading.lost_at is None:
            reading.lost_at = now_ms
        self.judge(now_ms)

    def _weigh(self, now_ms: int) -> bool | None:
        """What the first usable source says; `_since` is when that was first heard."""
        hold = self._rules.hold_stale_ms
        for reading in self._readings:
            if reading.usable(now_ms, hold):
                evidence = reading.night
                break
            reading.seen = False
        else:
            evidence = None
        if evidence != self._evidence:
            self._evidence, self._since = evidence, now_ms
        return evidence

    def _lasted(self, night: bool, now_ms: int) -> bool:
        need = self._rules.enter_night_ms if night else self._rules.return_day_ms
        changed = self._changed_at
        rested = changed is None or now_ms - changed >= self._rules.between_changes_ms
        return rested and now_ms - self._since >= need


def _finite(number: float | None) -> bool:
    return number is not None and math.isfinite(number)


def _band(number: float | None, low: float, high: float, *, closed: bool = False) -> bool | None:
    """True below *low*, False above *high* (*closed*: at them, too), None between."""
    if number is None:
        return None
    if number < low or (closed and number == low):
        return True
    return False if number > high or (closed and number == high) else None
