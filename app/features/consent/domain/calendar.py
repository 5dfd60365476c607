"""Consent time: validity in calendar months, and a clock that cannot be set back."""

import calendar
from datetime import date, datetime, timedelta


def add_months(day: date, months: int) -> date:
    """The same day *months* later, clamped to the length of that month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def consent_now(
    utc: datetime, mark: datetime | None, slack: timedelta, *, trusted: bool
) -> datetime | None:
    """The time by which consents are judged, or None when no clock can be believed.

    *mark* is the highest trusted time ever seen. An untrusted clock counts only from the mark to
    *slack* after it.
    """
    if trusted:
        return utc if mark is None else max(utc, mark)
    if mark is None or not mark <= utc <= mark + slack:
        return None
    return utc
