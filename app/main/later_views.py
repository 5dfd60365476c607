"""The singletons of the screens behind Home, provided before one of them is loaded."""

from datetime import date
from functools import cache, cached_property, partial

from app.core.clock import Clock
from app.core.restrictions import DrivingState
from app.features.consent.view import Consent, ConsentViewPorts
from app.features.sync.connectivity_view import Connectivity
from app.features.sync.view import Sync
from app.features.sync.words import SyncWords, load_sync_words
from app.features.vehicle.diagnostics_view import Diagnostics
from app.features.vehicle.signal_table_view import Signals
from app.main.features import Features
from app.main.paths import ASSETS
from app.main.views import Frame
from app.ui.notify import QtNotify
from app.ui.restrictions import Restrictions


@cache
def load_words() -> SyncWords:
    """The words for states of the link; read once, never changed."""
    return load_sync_words(ASSETS / "sync/words.json")


class LaterViews:
    """Loaded and built after the first frame; see `Views.later`."""

    def __init__(
        self,
        features: Features,
        frame: Frame,
        restrictions: Restrictions,
        clock: Clock,
        notify: QtNotify,
    ) -> None:
        later = features.later
        self._frame = frame
        self._later = later
        self._restrictions = restrictions
        self._clock = clock
        self._notify = notify
        self.signals = Signals(
            features.vehicle.sample,
            clock,
            partial(restrictions.allows, "text_entry"),
            offered=frame.developer,
        )
        self.diagnostics = Diagnostics(later.diagnostics, restrictions, later.dtc_texts)
        self._overview = later.online.overview
        self.connectivity = Connectivity(
            self._overview,
            later.online.news,
            load_words(),
            clock,
        )
        frame.i18n.changed.connect(self.connectivity.refresh)
        frame.i18n.changed.connect(self.diagnostics.refresh)

    @cached_property
    def consent(self) -> Consent:
        """Permissions and what left the car; built by `provide`, in a turn of its own."""
        later, i18n = self._later, self._frame.i18n
        consent = Consent(
            later.consent,
            ConsentViewPorts(
                registry=later.privacy.registry,
                notices=later.privacy.notices,
                ledger=later.ledger,
                clock=self._clock,
                language=lambda: i18n.current,
                format_date=self._date,
                post=self._notify.post,
                asks=later.proposals.asks,
            ),
        )
        later.proposals.changed.connect(consent.refresh)
        self._restrictions.changed.connect(self._drove)
        i18n.changed.connect(consent.refresh)
        return consent

    def follow(self, sync: Sync) -> None:
        """Hear what the link tells *sync*, and let it know of news: Home shows by it."""
        sync.told.connect(lambda: self._overview.report(sync.status))
        if sync.heard:
            self._overview.report(sync.status)
        told = self.connectivity
        told.newsChanged.connect(lambda: sync.announce(told.has_news))
        sync.announce(told.has_news)

    def provide(self) -> None:
        """Make them those that QML sees."""
        for singleton in (self.signals, self.diagnostics, self.consent, self.connectivity):
            singleton.provide()

    def _drove(self) -> None:
        if self._restrictions.state == DrivingState.MOVING:
            self._later.consent.drive_began()

    def _date(self, day: date) -> str:
        return self._frame.fmt.formats.date(day)
