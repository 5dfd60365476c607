"""What the connectivity page asks of store and link, some of it before they are there."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.clock import Clock
from app.core.message import Verdict
from app.features.sync.domain.news import Repaired
from app.features.sync.overview import Credentials, Overview, OverviewPorts
from app.features.sync.store_news import StoreNews
from app.main.late import Late

if TYPE_CHECKING:
    # Loaded after the first frame, in its own time; named here for the type checker alone.
    from app.adapters.identity.folder import IdentityFolder
    from app.adapters.store.store import Store
    from app.adapters.store.survey import Surveyor
    from app.features.consent.book import ConsentBook
    from app.features.sync.domain.survey import Survey


@dataclass(frozen=True, slots=True)
class Desk:
    """What is there from the start: whom to ask, how to come back, what the car allows."""

    book: "ConsentBook"
    post: Callable[[Callable[[], None]], None]
    may: Callable[[str], bool]
    clock: Clock


class Online:
    """Builds the two services and hands them the store and the link once they are there."""

    def __init__(self, desk: Desk) -> None:
        self._book = desk.book
        self._store: Late[Surveyor] = Late()
        self._identity: IdentityFolder | None = None
        self._link_now: Callable[[], None] | None = None
        self.news = StoreNews()
        self.overview = Overview(
            OverviewPorts(
                survey=self._survey,
                credentials=self._credentials,
                permitted=self._permitted,
                try_now=self._try_now,
                post=desk.post,
                may=desk.may,
                clock=desk.clock,
            )
        )

    def opened(self, store: "Store") -> None:
        """The store is open; what was damaged is told. No service, unless `linked` follows."""
        from app.adapters.store.places import PROFILE_FILE
        from app.adapters.store.survey import Surveyor

        self._store.ready(Surveyor(store))
        repaired = [
            Repaired(each.file == PROFILE_FILE, each.consents, each.orders, each.messages)
            for each in store.recovered
        ]
        self.news.opened(repaired, store.told)
        self.overview.set_up(there=False)

    def linked(self, identity: "IdentityFolder | None", try_now: Callable[[], None]) -> None:
        """There is a service to connect to, with the certificates of *identity* (None: plain)."""
        self._identity, self._link_now = identity, try_now
        self.overview.set_up(there=True)

    def _try_now(self) -> None:
        if self._link_now is not None:
            self._link_now()

    def _survey(self, day_began: datetime | None) -> "Future[Survey]":
        return self._store.ask(lambda surveyor: surveyor.look(day_began))

    def _credentials(self) -> "Future[Credentials]":
        """Read beside the GUI thread: a certificate takes tens of milliseconds."""
        answer: Future[Credentials] = Future()
        folder = self._identity
        if folder is None:
            answer.set_result(Credentials("plain"))
        else:
            threading.Thread(
                target=lambda: answer.set_result(_read(folder)), name="certificate", daemon=True
            ).start()
        return answer

    def _permitted(self, purpose: str, recipient: str) -> tuple[Verdict, str]:
        if purpose not in self._book.registry.purposes:
            return Verdict.DROP, "unknown_purpose"
        finding = self._book.finding(purpose, recipient)
        return finding.verdict, finding.reason


def _read(folder: "IdentityFolder") -> Credentials:
    validity = folder.validity()
    return Credentials("none") if validity is None else Credentials("certificate", validity.end)
