"""What a person may want to know of the link: one condition, what holds things up, what failed.

Every code has words in `assets/sync/words.json`.
"""

from enum import StrEnum

from app.features.sync.domain.reasons import Trouble
from app.features.sync.domain.state import Pause, Status


class Condition(StrEnum):
    """How the link is; those of a trouble have its code."""

    NOT_SET_UP = "not_set_up"
    STARTING = "starting"
    NETWORK_OFF = "network_off"
    WAITING = "waiting"
    CONNECTING = "connecting"
    UP = "up"
    SENDING = "sending"
    BACKEND_AWAY = "backend_away"
    NO_NETWORK = Trouble.NO_NETWORK.value
    BUSY = Trouble.BUSY.value
    REJECTED = Trouble.REJECTED.value
    NO_MQTT5 = Trouble.NO_MQTT5.value
    BROKER_UNFIT = Trouble.BROKER_UNFIT.value
    SAME_IDENTITY = Trouble.SAME_IDENTITY.value
    BROKER = Trouble.BROKER.value
    PACKET_TOO_LARGE = Trouble.PACKET_TOO_LARGE.value
    STORAGE = Trouble.STORAGE.value
    IDENTITY_MISSING = Trouble.IDENTITY_MISSING.value
    IDENTITY_EXPIRED = Trouble.IDENTITY_EXPIRED.value
    IDENTITY_NOT_YET_VALID = Trouble.IDENTITY_NOT_YET_VALID.value
    SERVER_UNTRUSTED = Trouble.SERVER_UNTRUSTED.value

    @property
    def level(self) -> str:
        """`ok`, `info` (the car deals with it) or `warning` (a person has to)."""
        if self in {Condition.UP, Condition.SENDING}:
            return "ok"
        return "warning" if self.value in _WARNINGS else "info"


_WARNINGS = frozenset(each.value for each in Trouble if each.lasting) | {
    Trouble.SAME_IDENTITY.value,
    Trouble.STORAGE.value,
}


def condition_of(status: Status | None, *, set_up: bool) -> Condition:
    """The condition that *status* means; None before the link told one.

    While an attempt is under way, the trouble of the one before still counts.
    """
    if not set_up:
        return Condition.NOT_SET_UP
    if status is None:
        return Condition.STARTING
    if status.link == "off":
        return Condition.NETWORK_OFF if status.last_error else Condition.STARTING
    if status.last_error:
        return Condition(status.last_error)
    if status.link == "up":
        return Condition.SENDING if status.pending + status.bulk_pending else Condition.UP
    return Condition.CONNECTING if status.link == "connecting" else Condition.WAITING


class Hold(StrEnum):
    """Why something waits, or will not leave, although the link may be up."""

    BACKEND_PAUSE = Pause.BACKEND.value
    BULK_PAUSE = Pause.BULK.value
    UNCONFIRMED = Pause.UNCONFIRMED.value
    TOPIC = Pause.TOPIC.value
    STUCK = "stuck"
    STORAGE_LOW = "storage_low"
    STORAGE_FULL = "storage_full"
    CONSENTS_NOT_READY = "consents_not_available"
    CLOCK = "clock_untrusted"
    CONSENT_MISSING = "consent_missing"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_ENDED = "consent_expired"
    CONSENT_OUTDATED = "consent_outdated"
    NOT_ALLOWED = "not_allowed"

    @property
    def for_privacy(self) -> bool:
        """Whether the driver can change it on the privacy screen."""
        return self in _PRIVACY


_PRIVACY = frozenset(
    {Hold.CONSENT_MISSING, Hold.CONSENT_REFUSED, Hold.CONSENT_ENDED, Hold.CONSENT_OUTDATED}
)
_BY_REASON = {
    "consents_not_available": Hold.CONSENTS_NOT_READY,
    "clock_untrusted": Hold.CLOCK,
    "no_consent": Hold.CONSENT_MISSING,
    "consent_unknown": Hold.CONSENT_MISSING,
    "consent_requested": Hold.CONSENT_MISSING,
    "consent_deferred": Hold.CONSENT_MISSING,
    "consent_refused": Hold.CONSENT_REFUSED,
    "consent_withdrawn": Hold.CONSENT_REFUSED,
    "consent_revoked": Hold.CONSENT_REFUSED,
    "consent_expired": Hold.CONSENT_ENDED,
    "consent_outdated": Hold.CONSENT_OUTDATED,
    "consent_invalidated": Hold.CONSENT_OUTDATED,
}


def hold_of(reason: str) -> Hold:
    """What a permission's *reason* (`Permission.reason`) means for a person."""
    return _BY_REASON.get(reason, Hold.NOT_ALLOWED)


def link_holds(status: Status) -> list[Hold]:
    """What the link and the store hold up, the gravest first; topics are told with their rows."""
    found = [Hold.STORAGE_FULL] if status.storage == "full" else []
    found += [Hold.STORAGE_LOW] if status.storage == "low" else []
    pauses = (Pause.BACKEND, Pause.BULK, Pause.UNCONFIRMED)
    found += [Hold(pause.value) for pause in pauses if pause in status.pauses]
    return found + ([Hold.STUCK] if status.stuck else [])


class Refusal(StrEnum):
    """Why messages were set aside for good."""

    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    REFUSED = "refused"


_REFUSALS = {
    "crc": Refusal.DAMAGED,
    "packet_too_large": Refusal.TOO_LARGE,
    "too_large": Refusal.TOO_LARGE,
    "puback_0x90": Refusal.MALFORMED,
    "puback_0x99": Refusal.MALFORMED,
    "bad_topic": Refusal.MALFORMED,
    "not_json": Refusal.MALFORMED,
    "schema": Refusal.MALFORMED,
    "unsupported": Refusal.MALFORMED,
}


def refusal_of(code: str) -> Refusal:
    """What the *code* of a message that was set aside means; the backend may send any code."""
    return _REFUSALS.get(code, Refusal.REFUSED)
