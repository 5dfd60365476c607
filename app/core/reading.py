"""What may be shown of a sample, and how: the rules for missing and stale values."""

import math
from collections.abc import Callable
from typing import NamedTuple

from app.core.signals import Reason, Sample, Validity, Value


class ReadingState(NamedTuple):
    """Snapshot of a `Reading`; the defaults say "this car has no such signal"."""

    supported: bool = False
    state: str = Validity.UNKNOWN.value
    reason: str = Reason.UNSUPPORTED.value
    shown: bool = False
    value: float = 0.0
    flag: bool = False
    text: str = ""
    age_seconds: int = 0


class Form(NamedTuple):
    """How a sample becomes a reading: display unit, digits, and until when an old value shows.

    `factor` converts the signal's unit to the displayed one, `decimals` may be negative (tens),
    `words` turns the value into `text`, `drop_after_s` hides a slow value of that age.
    """

    drop_after_s: int
    factor: float = 1.0
    decimals: int = 0
    words: Callable[[Value], str] | None = None


def reading_of(sample: Sample, now_ns: int, form: Form) -> ReadingState:
    """Derive what may be shown of *sample* at monotonic *now_ns*.

    Valid: the value. Stale: the last valid value of a slow signal with its age in seconds, until
    `form.drop_after_s`. Anything else shows nothing (`shown` False).
    """
    if sample.reason is Reason.UNSUPPORTED:
        return ReadingState()
    value, age_s = sample.value, 0
    if sample.state is Validity.STALE:
        age_s = (sample.age_ms(now_ns) or 0) // 1000
        value = sample.last_valid if age_s < form.drop_after_s else None
    elif sample.state is not Validity.VALID:
        value = None
    number = _number(value, form)
    shown = value is not None and number is not None
    return ReadingState(
        supported=True,
        state=sample.state.value,
        reason=sample.reason.value,
        shown=shown,
        value=number if shown and number is not None else 0.0,
        flag=shown and value is True,
        text=form.words(value) if shown and form.words and value is not None else "",
        age_seconds=age_s if shown else 0,
    )


def rounded(value: float, decimals: int) -> float:
    """Round half up to *decimals* digits, which may be negative; -0.0 becomes 0.0."""
    scale = 10.0**decimals
    return math.floor(value * scale + 0.5) / scale + 0.0


def _number(value: Value | None, form: Form) -> float | None:
    if value is None or isinstance(value, (str, tuple)):
        return None if value is None else 0.0
    number = float(value) * form.factor
    return rounded(number, form.decimals) if math.isfinite(number) else None
