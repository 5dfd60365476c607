"""May this purpose send to this recipient now? (consent.md, section 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.message import Verdict
from app.features.consent.domain.purposes import Basis, Purpose
from app.features.consent.domain.record import Record
from app.features.consent.domain.states import PERMITTING, State


@dataclass(frozen=True, slots=True)
class Finding:
    """Verdict, the code that says why, and the record it rests on."""

    verdict: Verdict
    reason: str = ""
    record_id: str | None = None


def permitted(
    purpose: Purpose, newest: Record | None, notice_major: str, now: datetime | None
) -> Finding:
    """The verdict for *purpose*, given the newest record of it and its recipient.

    *now* is consent time, None when no clock can be believed. Necessary and legally required
    purposes need no record; every other basis but consent is refused here.
    """
    if purpose.basis in {Basis.NECESSARY, Basis.LEGAL}:
        return Finding(Verdict.SEND)
    if purpose.basis is not Basis.CONSENT or purpose.validity_months is None:
        return Finding(Verdict.DROP, "no_basis")
    if newest is None:
        return Finding(Verdict.DROP, "no_consent")
    reason = ""
    if newest.state not in PERMITTING:
        reason = f"consent_{newest.state.value}"
    elif changed(purpose, newest, notice_major):
        reason = "consent_outdated"
    elif now is None:
        return Finding(Verdict.HOLD, "clock_untrusted")
    elif expired(purpose.validity_months, newest, now):
        reason = "consent_expired"
    if reason:
        return Finding(Verdict.DROP, reason)
    return Finding(Verdict.SEND, record_id=newest.id)


def changed(purpose: Purpose, record: Record, notice_major: str) -> bool:
    """Whether purpose or notice changed materially since *record*."""
    version = str(record.body["notice"]["version"]).partition(".")[0]
    return record.body["purpose"]["version"] != purpose.version or version != notice_major


def expired(validity_months: int, record: Record, now: datetime) -> bool:
    """Whether *record* no longer holds: from 00:00 UTC of its last day on."""
    return now.date() >= record.until(validity_months)


def may_ask(newest: Record | None, now: datetime | None, cool_down: timedelta) -> bool:
    """Whether the product may ask by itself; the driver may always open the question."""
    if newest is None or newest.state not in {State.REFUSED, State.WITHDRAWN}:
        return newest is None or newest.state not in PERMITTING
    return now is not None and now >= newest.time + cool_down
