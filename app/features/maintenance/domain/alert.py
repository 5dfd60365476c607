"""One piece of advice about the car and how long it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How soon the driver should act: any time, weeks, next stop or days, now."""

    INFO = "info"
    PLAN = "plan"
    SOON = "soon"
    CRITICAL = "critical"


SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as shown and stored; at most one is open per `key`.

    `id` is a UUIDv7, `key` names component, cause and position (`tyre.rapid_leak.front_left`),
    `kind` component and cause (`tyre.rapid_leak`). Times are aware UTC; `closed_at` is None while
    the alert is open. `params` holds JSON values for the texts; `model_id` names the constants
    that judged.
    """

    id: str
    key: str
    kind: str
    severity: Severity
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    params: Mapping[str, Any] = field(hash=False)
    model_id: str


def by_urgency(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """*alerts* in the order to name them: highest severity, then the one that stands longest."""
    return tuple(sorted(alerts, key=lambda a: (-SEVERITIES.index(a.severity), a.opened_at, a.key)))
