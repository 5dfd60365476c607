"""Validity of a vehicle signal as a pure state machine (vehicle data specification, section 3)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.signals import Reason, Sample, SignalClass, SignalDef, Validity, Value

AGREEING_SAMPLES = 3
"""A refused step is accepted once this many samples in a row agree (section 3, rule 4)."""
RETURN_NS = 1_000_000_000
"""A better source must be valid this long before it is used again (`priority`)."""
SECOND_NS = 1_000_000_000
SHORTEST_STEP_NS = 100_000_000
"""Rates are judged over at least this time, so that resolution and batching are no jump."""


def timeout_ms(period_ms: float) -> int:
    """Age at which a periodic signal is stale: max(3p, min(1000, max(100, 5p))), section 3.1."""
    return round(max(3 * period_ms, min(1000, max(100, 5 * period_ms))))


def learned_timeout_ms(period_ms: float) -> int:
    """Age at which a signal of a measured, undeclared period is stale: max(1000, 5p)."""
    return round(max(1000, 5 * period_ms))


@dataclass(frozen=True, slots=True)
class JumpRule:
    """Which steps are implausible: a rate per second, a step (within a time), a falling value.

    `cosine_of` is the path of a signal in degrees whose cosine shortens steps: a degree of
    longitude is shorter the further it is from the equator.
    """

    per_s: float | None = None
    step: float | None = None
    within_ns: int | None = None
    falling: bool = True
    cosine_of: str | None = None

    def refuses(self, before: float, after: float, elapsed_ns: int) -> bool:
        """Whether *after* cannot follow *before* after *elapsed_ns*."""
        change = abs(after - before)
        if self.refuses_fall(before, after):
            return True
        if self.per_s is not None and change * SECOND_NS > self.per_s * max(
            elapsed_ns, SHORTEST_STEP_NS
        ):
            return True
        soon = self.within_ns is None or elapsed_ns <= self.within_ns
        return self.step is not None and soon and change > self.step

    def refuses_fall(self, before: float, after: float) -> bool:
        """Whether the value must not fall, and does; true however long ago *before* was."""
        return not self.falling and after < before


class Tracker:
    """What is known of one signal from one source; times are monotonic ns of arrival."""

    __slots__ = (
        "_agreeing",
        "_candidate",
        "_candidate_ns",
        "_restored",
        "companion",
        "definition",
        "jump",
        "last",
        "reason",
        "seen_ns",
        "state",
        "t_valid_ns",
        "timeout_ns",
        "valid_since_ns",
    )

    def __init__(
        self, definition: SignalDef, timeout_ns: int | None = None, jump: JumpRule | None = None
    ) -> None:
        self.definition = definition
        self.timeout_ns = timeout_ns
        self.jump = jump
        self.companion: Tracker | None = None
        """The signal that `jump.cosine_of` names."""
        self.state = Validity.UNKNOWN
        self.reason = Reason.NEVER_RECEIVED
        self.last: Value | None = None
        self.t_valid_ns: int | None = None
        self.valid_since_ns = 0
        self.seen_ns = 0
        self._candidate: float | None = None
        self._candidate_ns = 0
        self._agreeing = 0
        self._restored = False

    def restore(self, value: Value, t_valid_ns: int) -> bool:
        """Bring back *value* of an earlier run as stale, valid at *t_valid_ns* of today's clock.

        The time may lie before the clock's beginning. Nothing happens, and the result is False,
        once a frame came.
        """
        if self.state is not Validity.UNKNOWN:
            return False
        self.state, self.reason = Validity.STALE, Reason.RESTORED
        self.last, self.t_valid_ns = value, t_valid_ns
        self._restored = True
        return True

    def update(self, value: Value | None, reason: Reason, t_ns: int) -> None:
        """A frame came: a value (`reason` NONE) or the reason why there is none."""
        self.seen_ns = t_ns
        if reason is Reason.NONE and self.jump is not None and self._jumps(value, t_ns):
            reason = Reason.JUMP
        if reason is not Reason.NONE:
            self.state, self.reason = Validity.INVALID, reason
            return
        if self.state is not Validity.VALID:
            self.state, self.reason = Validity.VALID, Reason.NONE
            self.valid_since_ns = t_ns
        self.last = value
        self.t_valid_ns = t_ns
        self._restored = False

    @property
    def due_ns(self) -> int | None:
        """When the signal becomes stale if no frame comes; None if it does not."""
        if self.timeout_ns is None or not self._ages():
            return None
        return self.seen_ns + self.timeout_ns

    def expire(self, now_ns: int) -> bool:
        """Become stale if the time-out has passed; whether the state changed."""
        due = self.due_ns
        return due is not None and now_ns >= due and self.lose(Reason.TIMEOUT)

    def lose(self, reason: Reason) -> bool:
        """Become stale at once (silent or lost bus); whether the state changed."""
        if not self._ages():
            return False
        self.state, self.reason = Validity.STALE, reason
        return True

    def sample(self) -> Sample:
        """The present knowledge, ready to hand over."""
        slow = self.definition.cls is SignalClass.SLOW
        return Sample(
            path=self.definition.path,
            state=self.state,
            reason=self.reason,
            value=self.last if self.state is Validity.VALID else None,
            unit=self.definition.unit,
            t_valid_ns=self.t_valid_ns,
            last_valid=self.last if slow else None,
        )

    def _ages(self) -> bool:
        fixed = self.definition.cls is SignalClass.FIXED
        return not fixed and self.state in {Validity.VALID, Validity.INVALID}

    def _jumps(self, value: Value | None, t_ns: int) -> bool:
        if not isinstance(value, (int, float)) or self.jump is None:
            return False
        plausible = (
            self._goes_on(self.jump, value)
            if self._restored
            else self._follows(self.last, self.t_valid_ns, value, t_ns)
        )
        if plausible:
            self._candidate = None
            return False
        agrees = self._candidate is not None and self._follows(
            self._candidate, self._candidate_ns, value, t_ns
        )
        self._agreeing = self._agreeing + 1 if agrees else 1
        self._candidate, self._candidate_ns = value, t_ns
        if self._agreeing < AGREEING_SAMPLES:
            return True
        self._candidate = None
        return False

    def _goes_on(self, jump: JumpRule, value: float) -> bool:
        """Nobody watched since the restored value: any step may be true, a fall is not."""
        before = self.last
        return not isinstance(before, (int, float)) or not jump.refuses_fall(before, value)

    def _follows(
        self, before: Value | None, before_ns: int | None, value: float, t_ns: int
    ) -> bool:
        if self.jump is None or before_ns is None or not isinstance(before, (int, float)):
            return True
        if self.companion is not None:
            degrees = self.companion.last
            scale = math.cos(math.radians(degrees)) if isinstance(degrees, (int, float)) else 0.0
            before, value = before * scale, value * scale
        return not self.jump.refuses(before, value, t_ns - before_ns)


class Selector:
    """Chooses among several sources of one signal, best first (`priority`)."""

    __slots__ = ("_current", "trackers")

    def __init__(self, trackers: Sequence[Tracker]) -> None:
        self.trackers = tuple(trackers)
        self._current = 0

    def restore(self, value: Value, t_valid_ns: int) -> bool:
        """`Tracker.restore` for every source; False once a frame of any of them came."""
        if any(tracker.state is not Validity.UNKNOWN for tracker in self.trackers):
            return False
        for tracker in self.trackers:
            tracker.restore(value, t_valid_ns)
        return True

    def choose(self, now_ns: int) -> Tracker:
        """The best valid source; a better one is used again after 1 s of validity."""
        if len(self.trackers) == 1:
            return self.trackers[0]
        current = self.trackers[self._current]
        for index, tracker in enumerate(self.trackers):
            if tracker.state is not Validity.VALID:
                continue
            steady = now_ns - tracker.valid_since_ns >= RETURN_NS
            if current.state is not Validity.VALID or (index < self._current and steady):
                self._current = index
                return tracker
            if index >= self._current:
                break
        return self.trackers[self._current]
