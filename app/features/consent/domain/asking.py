"""Which questions may be put to the driver, and why (consent.md, sections 3 and 6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.features.consent.domain.permitted import may_ask
from app.features.consent.domain.purposes import AskingRules, Purpose
from app.features.consent.domain.record import Record
from app.features.consent.domain.states import PERMITTING, State


class Reason(StrEnum):
    """Why a question is put.

    NEW: never answered. AGAIN: put off, refused long ago, or ended. CHANGED: purpose, data,
    recipient or notice changed materially. EXPIRING: it ends soon. OTHER_CAR: given in another car
    of the same driver.
    """

    NEW = "new"
    AGAIN = "again"
    CHANGED = "changed"
    EXPIRING = "expiring"
    OTHER_CAR = "other_car"


UNPROMPTED = frozenset({Reason.CHANGED, Reason.EXPIRING, Reason.OTHER_CAR})
"""Put by the product itself, once; every other waits for the first use of its service."""


@dataclass(frozen=True, slots=True)
class Due:
    """A question that may be put now."""

    purpose: str
    recipient: str
    reason: Reason


def reason_to_ask(  # noqa: PLR0913  one question, and all that decides it
    purpose: Purpose,
    newest: Record | None,
    state: State,
    now: datetime | None,
    rules: AskingRules,
    *,
    reminded: bool = False,
    elsewhere: bool = False,
) -> Reason | None:
    """Why to ask now; None where the product may not ask by itself.

    *state* counts now, *newest* is what is written. *reminded*: the end of this consent was
    announced already. *elsewhere*: it was given in another car.
    """
    if state in PERMITTING:
        soon = newest is not None and ends_soon(purpose, newest, now, rules)
        return Reason.EXPIRING if soon and not reminded else None
    if state is State.INVALIDATED:
        return Reason.CHANGED
    if newest is not None and not may_ask(newest, now, rules.cool_down):
        # Expired in the meantime, but not written yet, is no refusal.
        return Reason.AGAIN if state is State.EXPIRED else None
    if elsewhere:
        return Reason.OTHER_CAR
    return Reason.NEW if newest is None else Reason.AGAIN


def ends_soon(purpose: Purpose, record: Record, now: datetime | None, rules: AskingRules) -> bool:
    """Whether *record*, which is in force, may be renewed: in the last days of its validity."""
    if now is None or purpose.validity_months is None:
        return False
    until = record.until(purpose.validity_months)
    return until - rules.reminder <= now.date() < until
