"""What the connectivity page asks of store and link, set by hand."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import TypeVar

from app.core.clock import Clock
from app.core.message import Verdict
from app.features.sync.domain.survey import Survey
from app.features.sync.overview import Credentials, Overview, OverviewPorts
from app.features.sync.store_news import StoreNews

T = TypeVar("T")


def settled(value: T) -> "Future[T]":
    done: Future[T] = Future()
    done.set_result(value)
    return done


class FakeTraffic:
    """An overview over a survey and verdicts that a test sets; counts what is asked of it.

    With `defer`, surveys stay open in `open_surveys` until the test answers them.
    """

    def __init__(self, clock: Clock, may: Callable[[str], bool]) -> None:
        self.survey = Survey()
        self.credentials = Credentials("plain")
        self.verdicts: dict[tuple[str, str], tuple[Verdict, str]] = {}
        self.broken: Exception | None = None
        self.defer = False
        self.open_surveys: list[Future[Survey]] = []
        self.surveys: list[datetime | None] = []
        self.tries = 0
        self.told = 0
        self.news = StoreNews()
        self.overview = Overview(
            OverviewPorts(
                survey=self._look,
                credentials=lambda: settled(self.credentials),
                permitted=lambda *key: self.verdicts.get(key, (Verdict.SEND, "")),
                try_now=self._try,
                post=lambda fn: fn(),
                may=may,
                clock=clock,
            )
        )

    def calm(self) -> None:
        """Nothing waits, nothing is told."""
        self.survey, self.verdicts = Survey(sent_rows=0, sent_bytes=0), {}
        self.news.opened((), self.record_told)
        self.news.storage("ok")
        self.overview.set_up(there=True)

    def record_told(self) -> "Future[None]":
        self.told += 1
        return settled(None)

    def _look(self, day_began: datetime | None) -> "Future[Survey]":
        self.surveys.append(day_began)
        answer: Future[Survey] = Future()
        if self.defer:
            self.open_surveys.append(answer)
        elif self.broken is not None:
            answer.set_exception(self.broken)
        else:
            answer.set_result(self.survey)
        return answer

    def _try(self) -> None:
        self.tries += 1
