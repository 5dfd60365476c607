"""Day or night from ambient light, with hysteresis (hmi specification, section 7)."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AutoRules:
    """Light in percent of the sensor's range, durations in milliseconds."""

    night_below_percent: float
    day_above_percent: float
    enter_night_ms: int
    return_day_ms: int
    between_changes_ms: int
    hold_stale_ms: int


class LightJudge:
    """Folds light readings into "night or not".

    Without any reading it is night. The first decisive reading counts at once; later changes need
    lasting evidence. A lost source keeps its evidence for a while, then the theme in use stays.
    """

    def __init__(self, rules: AutoRules) -> None:
        self._rules = rules
        self._evidence: bool | None = None
        self._since = 0
        self._lost_at: int | None = None
        self._changed_at: int | None = None
        self._decided = False
        self.night = True

    @property
    def pending(self) -> bool:
        """Whether time alone may still change the answer."""
        return self._evidence is not None and self._evidence != self.night

    def observe(self, percent: float | None, now_ms: int) -> None:
        """Take a reading (None or not finite: no light known) at monotonic *now_ms*."""
        if percent is None or not math.isfinite(percent):
            self._lost_at = now_ms if self._lost_at is None else self._lost_at
        else:
            self._lost_at = None
            self._weigh(percent, now_ms)
        self.judge(now_ms)

    def judge(self, now_ms: int) -> bool:
        """Whether it is night at monotonic *now_ms*."""
        if self._lost_at is not None and now_ms - self._lost_at >= self._rules.hold_stale_ms:
            self._evidence = None
        evidence = self._evidence
        if evidence is None:
            return self.night
        if not self._decided:
            self._decided = True
            self.night = evidence
        elif evidence != self.night and self._lasted(evidence, now_ms):
            self.night = evidence
            self._changed_at = now_ms
        return self.night

    def _weigh(self, percent: float, now_ms: int) -> None:
        if percent < self._rules.night_below_percent:
            evidence: bool | None = True
        elif percent > self._rules.day_above_percent:
            evidence = False
        else:
            evidence = None
        if evidence != self._evidence:
            self._evidence, self._since = evidence, now_ms

    def _lasted(self, night: bool, now_ms: int) -> bool:
        need = self._rules.enter_night_ms if night else self._rules.return_day_ms
        changed = self._changed_at
        rested = changed is None or now_ms - changed >= self._rules.between_changes_ms
        return rested and now_ms - self._since >= need
