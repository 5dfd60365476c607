"""The singletons of the screens behind Home, provided before one of them is loaded."""

from datetime import date
from functools import partial

from app.core.clock import Clock
from app.features.consent.view import Consent, ConsentViewPorts
from app.features.vehicle.diagnostics_view import Diagnostics
from app.features.vehicle.signal_table_view import Signals
from app.main.features import Features
from app.main.views import Frame
from app.ui.notify import QtNotify
from app.ui.restrictions import Restrictions


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
        self.signals = Signals(
            features.vehicle.sample,
            clock,
            partial(restrictions.allows, "text_entry"),
            offered=frame.developer,
        )
        self.diagnostics = Diagnostics(later.diagnostics, restrictions, later.dtc_texts)
        self.consent = Consent(
            later.consent,
            ConsentViewPorts(
                registry=later.privacy.registry,
                notices=later.privacy.notices,
                ledger=later.ledger,
                clock=clock,
                language=lambda: frame.i18n.current,
                format_date=self._date,
                post=notify.post,
            ),
        )
        frame.i18n.changed.connect(self.consent.refresh)
        frame.i18n.changed.connect(self.diagnostics.refresh)

    def provide(self) -> None:
        """Make them those that QML sees."""
        for singleton in (self.signals, self.diagnostics, self.consent):
            singleton.provide()

    def _date(self, day: date) -> str:
        return self._frame.fmt.formats.date(day)
