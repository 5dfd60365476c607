"""What a desk may ask of its HMI, by name."""

from collections.abc import Callable

from app.adapters.clock import DeskClock
from app.main.compose import Hmi
from app.main.hands import Act
from app.main.hands_ledger import LedgerReader
from app.main.hands_look import Look
from app.main.hands_screen import Request, Screen
from app.main.hands_set import Settings
from app.main.hands_touch import Touch
from app.main.hands_watch import Watch


def acts(hmi: Hmi, clock: DeskClock, tell: Callable[[Request], None]) -> dict[str, Act]:
    """All acts, for *hmi* with its window open; *tell* sends what happened to who watches."""
    screen = Screen(hmi, clock)
    look, settings, watch = Look(screen), Settings(screen), Watch(screen, tell)
    touch = Touch(screen, watch)
    return {
        "ready": look.ready,
        "items": look.items,
        "texts": look.texts,
        "find": look.find,
        "state": look.state,
        "signal": look.signal,
        "ledger": LedgerReader(screen).ledger,
        "settle": look.settle,
        "shot": look.shot,
        "tap": touch.tap,
        "key": touch.key,
        "open": touch.open,
        "set": settings.set,
        "clock": settings.clock,
        "watch": watch.watch,
    }
