"""How it went when a person asked for an attempt: what is said is what happened."""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.features.sync.domain.condition import Condition
from app.features.sync.domain.reasons import Trouble
from app.features.sync.domain.state import Status


class Outcome(StrEnum):
    """What the page says of the attempt asked for."""

    NONE = ""
    TRYING = "trying"
    CONNECTED = "connected"
    FAILED = "failed"
    SENT_AGAIN = "sent_again"
    ASKED_TO_WAIT = "asked_to_wait"
    NO_NETWORK = "network_off"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Trial:
    """An attempt asked for; *tries* is the number of the one that decides."""

    outcome: Outcome = Outcome.NONE
    tries: int = 0

    def followed(self, status: Status) -> "Trial":
        """The trial once the link told *status*."""
        if self.outcome is not Outcome.TRYING:
            return self
        if status.link == "up":
            return replace(self, outcome=Outcome.CONNECTED)
        if status.link == "off":
            return replace(self, outcome=Outcome.NO_NETWORK)
        over = status.tries >= self.tries and status.link != "connecting"
        return replace(self, outcome=Outcome.FAILED) if over else self


def asked(condition: Condition, status: Status | None) -> Trial:
    """The trial that begins when a person asks now; one that has its outcome tries nothing."""
    if status is None or condition in {Condition.NOT_SET_UP, Condition.STARTING}:
        return Trial(Outcome.UNAVAILABLE)
    if condition is Condition.NETWORK_OFF:
        return Trial(Outcome.NO_NETWORK)
    if status.link == "up":
        return Trial(Outcome.SENT_AGAIN)
    if status.link != "connecting" and status.last_error and _asked_to_wait(status.last_error):
        return Trial(Outcome.ASKED_TO_WAIT)
    under_way = status.link == "connecting"
    return Trial(Outcome.TRYING, status.tries if under_way else status.tries + 1)


def _asked_to_wait(code: str) -> bool:
    return code in {each.value for each in Trouble if each.asked_to_wait}
