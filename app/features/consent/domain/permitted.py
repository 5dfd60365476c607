"""May this purpose send to this recipient now? (consent.md, section 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.message import Verdict
from app.features.consent.domain.purposes import Basis, Purpose
from app.features.consent.domain.record import Record
from app.features.consent.domain.states import PERMITTING, State

SECURITY, NEARBY, BUYING, ROADSIDE = "P1", "P6", "P7", "P14"
_PAUSED = frozenset({Basis.CONSENT, Basis.REQUEST})
"""What waits while privacy mode is on; everything else is of its moment and is dropped."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Verdict, the code that says why, and the record it rests on."""

    verdict: Verdict
    reason: str = ""
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else decides, for one purpose and one message, now.

    `modes_known` is False until the modes are read. `minor`: the profile is a minor's, the purpose
    is blocked for minors and no guardian approved it. `live_request_ms`: how long ago the driver
    asked for it, None if not. `order_named`: the message belongs to an order; `order_active`: to
    one that runs, and is a message that privacy mode keeps. `pressed`: this message is the
    driver's press for help. `grant`: a share the driver opened covers the recipient.
    """

    modes_known: bool = True
    privacy_mode: bool = False
    guest: bool = False
    minor: bool = False
    live_request_ms: int | None = None
    order_named: bool = False
    order_active: bool = False
    pressed: bool = False
    grant: bool = False

    @property
    def private(self) -> str:
        """Why nothing personal may leave or be stored, by a code; empty when it may."""
        if not self.modes_known:
            return "modes_unknown"
        if self.guest:
            return "guest"
        return "privacy_mode" if self.privacy_mode else ""


ORDINARY = Circumstances()


def permitted(  # noqa: PLR0913, PLR0917  one question, and all that decides it
    purpose: Purpose,
    newest: Record | None,
    notice_major: str,
    now: datetime | None,
    at: Circumstances = ORDINARY,
    live_ms: int = 60_000,
) -> Finding:
    """Whether a message of *purpose* may leave, given the newest record of it and its recipient.

    *now* is consent time, None when no clock can be believed; a request is live for *live_ms*.
    """
    if purpose.local:
        return Finding(Verdict.DROP, "stays_in_car")
    if purpose.basis is Basis.CONSENT:
        found = _consented(purpose, newest, notice_major, now, at)
    else:
        reason = _unasked(purpose, at, live_ms)
        found = Finding(Verdict.DROP if reason else Verdict.SEND, reason)
    if found.verdict is Verdict.SEND and at.private and not _in_any_mode(purpose, at):
        waits = purpose.basis in _PAUSED or not at.modes_known
        return Finding(Verdict.HOLD if waits else Verdict.DROP, at.private)
    return found


def may_process(
    purpose: Purpose,
    newest: Record | None,
    notice_major: str,
    now: datetime | None,
    at: Circumstances = ORDINARY,
) -> Finding:
    """Whether a local *purpose* may read its signals: the same test before anything is kept."""
    if purpose.basis is not Basis.CONSENT:
        return Finding(Verdict.SEND)
    found = _consented(purpose, newest, notice_major, now, at)
    if found.verdict is Verdict.SEND and at.private:
        return Finding(Verdict.HOLD, at.private)
    return found


def _in_any_mode(purpose: Purpose, at: Circumstances) -> bool:
    """What a guest and privacy mode leave: security, a running order, a press for help."""
    return (
        purpose.id == SECURITY
        or (purpose.id == BUYING and at.order_active)
        or (purpose.id == ROADSIDE and at.pressed)
    )


def _unasked(purpose: Purpose, at: Circumstances, live_ms: int) -> str:
    """Why a purpose that rests on no consent may not send; empty when it may."""
    live = at.live_request_ms is not None and 0 <= at.live_request_ms <= live_ms
    if purpose.id == BUYING and at.minor and not at.order_active:
        return "minor"
    allowed, reason = {
        Basis.VITAL: (at.pressed, "not_pressed"),
        Basis.REQUEST: (at.grant, "no_grant"),
    }.get(purpose.basis) or {
        SECURITY: (True, ""),
        NEARBY: (live, "no_live_request"),
        BUYING: (at.order_named or live, "no_order"),
    }.get(purpose.id, (False, "no_basis"))
    return "" if allowed else reason


def _consented(
    purpose: Purpose,
    newest: Record | None,
    notice_major: str,
    now: datetime | None,
    at: Circumstances,
) -> Finding:
    if purpose.validity_months is None:
        return Finding(Verdict.DROP, "no_basis")
    if newest is None:
        return Finding(Verdict.DROP, "no_consent")
    reason = ""
    if newest.state not in PERMITTING:
        reason = f"consent_{newest.state.value}"
    elif changed(purpose, newest, notice_major):
        reason = "consent_outdated"
    elif at.minor and newest.by != "guardian":
        reason = "minor"
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
