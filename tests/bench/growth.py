"""Whether a figure that was read again and again grows: a line through it, and how sure that is."""

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_FEWEST = 8
_T_95 = 2.0
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Slope an hour and half the width of its 95 % confidence interval."""

    per_hour: float
    margin: float

    def beyond(self, bound: float) -> bool:
        """Whether it certainly grows faster than *bound* an hour."""
        return self.per_hour - self.margin > bound


def growth(seconds: Sequence[float], values: Sequence[float]) -> Growth | None:
    """Least squares over all that is given; None for fewer than eight values.

    What is read every few seconds resembles the value before, so the number of independent values
    is taken as n (1 - r) / (1 + r), r the residuals' correlation with those before.
    """
    n = len(values)
    if n < _FEWEST:
        return None
    slope, start = statistics.linear_regression(seconds, values)
    rest = [value - start - slope * at for at, value in zip(seconds, values, strict=True)]
    square = sum(each * each for each in rest)
    if square == 0.0:
        return Growth(slope * _HOUR_S, 0.0)
    r = max(0.0, sum(a * b for a, b in itertools.pairwise(rest)) / square)
    free = max(1.0, n * (1 - r) / (1 + r) - 2)
    mean = statistics.fmean(seconds)
    spread = sum((at - mean) ** 2 for at in seconds)
    error = math.sqrt(square / free / spread)
    return Growth(slope * _HOUR_S, _T_95 * error * _HOUR_S)


def second_half(
    seconds: Sequence[float], values: Sequence[float]
) -> tuple[Sequence[float], Sequence[float]]:
    """The later half by time."""
    if not seconds:
        return seconds, values
    middle = (seconds[0] + seconds[-1]) / 2
    first = next(i for i, at in enumerate(seconds) if at >= middle)
    return seconds[first:], values[first:]
