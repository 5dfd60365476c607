"""The link as a person sees it: how it is, what waits for what, and an attempt on request."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from app.core.clock import Clock
from app.core.message import Verdict
from app.core.observe import Change
from app.features.sync.domain.condition import (
    Condition,
    Hold,
    Refusal,
    condition_of,
    hold_of,
    link_holds,
)
from app.features.sync.domain.state import Status
from app.features.sync.domain.survey import Pile, Survey, Waiting, refusals, waiting
from app.features.sync.domain.trial import Outcome, Trial, asked

_log = logging.getLogger(__name__)
Permitted = Callable[[str, str], tuple[Verdict, str]]


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the car is for the service: `plain` (a desk), `certificate` or `none`; end in UTC."""

    form: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OverviewPorts:
    """What the overview asks of the world.

    `survey` looks into the store, given the moment the day began (None: not known). `permitted`
    is the verdict for a purpose and recipient now, with its reason. `try_now` asks the link for an
    attempt, `credentials` reads the certificate, `post` runs a call on this service's thread, `may`
    asks the restrictions for a capability.
    """

    survey: Callable[[datetime | None], "Future[Survey]"]
    credentials: Callable[[], "Future[Credentials]"]
    permitted: Permitted
    try_now: Callable[[], None]
    post: Callable[[Callable[[], None]], None]
    may: Callable[[str], bool]
    clock: Clock


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the page shows at one moment.

    Times are Unix ms; None is not known. `survey` is None before the first look.
    """

    condition: Condition = Condition.STARTING
    trying: bool = False
    since_ms: int | None = None
    next_ms: int | None = None
    holds: tuple[Hold, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    refused: dict[Refusal, int] = field(default_factory=dict)
    survey: Survey | None = None
    credentials: Credentials | None = None
    outcome: Outcome = Outcome.NONE
    may_try: bool = False


class Overview:
    """Belongs to the GUI thread; looks into the store only while somebody looks at the page."""

    def __init__(self, ports: OverviewPorts) -> None:
        self.changed = Change()
        self._ports = ports
        self._status: Status | None = None
        self._survey: Survey | None = None
        self._credentials: Credentials | None = None
        self._trial = Trial()
        self._set_up = True
        self._watched = False
        self._wanted = False
        self._looking = False

    def set_up(self, *, there: bool) -> None:
        """Whether there is a service to connect to; until this is known it is thought so."""
        self._set_up = there
        self.changed.emit()

    def report(self, status: Status) -> None:
        """The link told *status*."""
        self._status = status
        self._trial = self._trial.followed(status)
        self._wanted = True
        self.changed.emit()

    def watch(self, watched: bool) -> None:
        """The page is looked at, or not any more."""
        if watched is self._watched:
            return
        self._watched, self._wanted = watched, watched
        if watched:
            if self._trial.outcome is not Outcome.TRYING:
                self._trial = Trial()
            reading = self._ports.credentials()
            reading.add_done_callback(lambda done: self._ports.post(partial(self._read, done)))
        self.tick()

    def tick(self) -> None:
        """Look again if something moved, at most once a second; ages go on by themselves."""
        if not self._watched:
            return
        if self._wanted and not self._looking:
            self._wanted, self._looking = False, True
            looking = self._ports.survey(self._day_began())
            looking.add_done_callback(lambda done: self._ports.post(partial(self._looked, done)))
        self.changed.emit()

    def try_now(self) -> None:
        """Ask for an attempt; only while the driver may set things up."""
        if not self._ports.may("setup") or self._trial.outcome is Outcome.TRYING:
            return
        self._trial = asked(self._condition(), self._status)
        if self._trial.outcome in {Outcome.TRYING, Outcome.SENT_AGAIN}:
            self._ports.try_now()
        self.changed.emit()

    def facts(self) -> Facts:
        """What is known now."""
        status, survey = self._status, self._survey
        piles = () if survey is None else survey.piles
        return Facts(
            condition=self._condition(),
            trying=status is not None and status.link == "connecting",
            since_ms=None if status is None else self._wall_ms(status.since_ns),
            next_ms=None if status is None else self._wall_ms(status.next_ns),
            holds=() if status is None else tuple(link_holds(status)),
            waiting=tuple(waiting(piles, [self._hold(pile) for pile in piles])),
            refused={} if survey is None else refusals(survey.refused),
            survey=survey,
            credentials=self._credentials,
            outcome=self._trial.outcome,
            may_try=asked(self._condition(), status).outcome is not Outcome.UNAVAILABLE,
        )

    def _condition(self) -> Condition:
        return condition_of(self._status, set_up=self._set_up)

    def _hold(self, pile: Pile) -> Hold | None:
        """Why this pile stays where it is even over a good link."""
        if not pile.type:
            return None
        verdict, reason = self._ports.permitted(pile.purpose, pile.recipient)
        # A withdrawal is always told: what it ends is no reason to keep it.
        if verdict is not Verdict.SEND and not pile.topic.startswith(_WITHDRAWALS):
            return hold_of(reason)
        held = self._status is not None and pile.topic in self._status.held_topics
        return Hold.TOPIC if held else None

    def _wall_ms(self, at_ns: int | None) -> int | None:
        clock = self._ports.clock
        if at_ns is None or not clock.trusted:
            return None
        now_ms = int(clock.utc().timestamp() * 1000)
        # To the second, so that one moment stays the same whenever it is asked for.
        return round((now_ms + (at_ns - clock.monotonic_ns()) / 1e6) / 1000) * 1000

    def _day_began(self) -> datetime | None:
        clock = self._ports.clock
        if not clock.trusted:
            return None
        return clock.utc().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)

    def _looked(self, done: "Future[Survey]") -> None:
        self._looking = False
        error = done.exception()
        if error is None:
            self._survey = done.result()
        else:
            self._survey = None
            _log.error("What waits for the service cannot be counted: %s", error)
        self.changed.emit()

    def _read(self, done: "Future[Credentials]") -> None:
        if done.exception() is None:
            self._credentials = done.result()
            self.changed.emit()


_WITHDRAWALS = "up/withdraw/"
