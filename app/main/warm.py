"""Modules and files that the turns after the first frame use, loaded beside the GUI thread.

Each function only loads: what is built from it belongs to the GUI thread.
"""

import sys
import time
from datetime import date

from app.i18n.formats import Formats

_UNDIVIDED_S = 1.0
_TURN_S = 0.001


def name_space() -> None:
    """Make the 90 enumerations of Qt's namespace, which PySide6 does at its first use.

    A second thread that uses the namespace meanwhile would find half of it, so none gets the
    interpreter: from the next turn on, for nobody who waits now asks by the old interval.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_UNDIVIDED_S)
    try:
        time.sleep(_TURN_S)
        from PySide6.QtCore import Qt  # noqa: F401
    finally:
        sys.setswitchinterval(interval)


def for_screens(formats: Formats) -> None:
    """What `Features.later`, `Views.later` and the first date in the language of *formats* load."""
    name_space()
    from app.features.consent import rows  # noqa: F401
    from app.features.sync import connectivity_rows  # noqa: F401
    from app.main import later_features, later_views

    later_features.load_assets()
    later_views.load_words()
    formats.date(date.min)


def for_car() -> None:
    """What the sources of the feed and `CarCheck.start` load."""
    import encodings.idna  # noqa: F401  used for the first host name

    from app.main import car_check

    car_check.load()


def for_store() -> None:
    """What serves an open store: repositories, the link to the backend with its contract."""
    from app.adapters.store import fault_memory, survey  # noqa: F401
    from app.main import backend, link, link_settings, memory  # noqa: F401

    link.shipped_contract()
