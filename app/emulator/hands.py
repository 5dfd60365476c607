"""Hands on the HMI: what a tester sees and touches, over a socket pair that only a desk has."""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict, Unpack

from app.emulator.hands_line import HandsLost, Line
from app.emulator.hands_seen import (
    DisplayState,
    Event,
    Found,
    Item,
    LedgerRow,
    ScreenState,
    SignalState,
    Text,
)

__all__ = [
    "DisplayState",
    "Event",
    "Found",
    "Hands",
    "HandsLost",
    "Item",
    "LedgerRow",
    "Listener",
    "Look",
    "ScreenState",
    "SignalState",
    "Text",
]


class Look(TypedDict, total=False):
    """How the HMI looks: *theme* auto, day or night; *display* `WxH[@IN]`, device pixels.

    *scale* is device pixels a dp, in place of the inches.
    """

    language: str
    theme: str
    large_text: bool
    reduced_motion: bool
    display: str
    scale: float


Listener = Callable[[Event], None]
_NOTHING: Mapping[str, object] = {}
_log = logging.getLogger(__name__)


class Hands:
    """Calls to a running HMI, from any thread; each waits for its answer, up to *patience_s*.

    A refusal of the HMI is a HabitacleError with its sentence, an HMI that has ended HandsLost.
    One object serves all HMIs of a desk, one after another: `attach` gives it the next.
    """

    def __init__(self, patience_s: float = 10.0) -> None:
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._listeners: list[Listener] = []
        self._teller: ThreadPoolExecutor | None = None

    @property
    def attached(self) -> bool:
        """Whether an HMI is there, as far as is known; it may still be starting."""
        line = self._line
        return line is not None and line.open

    def attach(self, end: socket.socket) -> None:
        """Talk over *end* from now on; calls that still wait on the one before it are lost."""
        self.detach()
        line = Line(end, self._happened, self._lost)
        with self._lock:
            self._line = line
            wanted = bool(self._listeners)
        if wanted:
            self._tell(line, on=True)

    def detach(self) -> None:
        """Let go of the HMI; the next may come. Idempotent."""
        with self._lock:
            before, self._line = self._line, None
        if before is not None:
            before.close()

    def close(self) -> None:
        """Let go of the HMI and of every listener. Idempotent."""
        self.detach()
        with self._lock:
            self._listeners.clear()
            teller, self._teller = self._teller, None
        if teller is not None:
            teller.shutdown(wait=False, cancel_futures=True)

    def wait_ready(self, timeout_s: float = 20.0) -> ScreenState:
        """Wait until the HMI answers and is complete; HandsLost if it does not come."""
        self._ask("ready", patience_s=timeout_s)
        return self.state()

    def items(self) -> tuple[Item, ...]:
        """What is on the screen, in the order of the scene."""
        return tuple(map(Item.read, self._ask("items")))

    def texts(self) -> tuple[Text, ...]:
        """What can be read now, in the order of the scene."""
        return tuple(map(Text.read, self._ask("texts")))

    def state(self) -> ScreenState:
        """Where the HMI is."""
        return ScreenState.read(self._ask("state"))

    def signal(self, path: str) -> SignalState:
        """What the HMI knows of the signal at a VSS *path*."""
        return SignalState.read(self._ask("signal", {"path": path}))

    def ledger(self, limit: int = 100) -> tuple[LedgerRow, ...]:
        """What the HMI's ledger says left the car, newest first; at most 200 rows."""
        return tuple(map(LedgerRow.read, self._ask("ledger", {"limit": limit})))

    def find(self, text: str) -> Found:
        """Whether *text*, in English, can be read now in the language of the screen.

        `%1` and `%n` in it stand for anything; numbers match however they are written.
        """
        shown = self._ask("find", {"text": text})
        return Found(bool(shown), tuple(shown))

    def tap(
        self, name: str, role: str | None = None, index: int | None = None, hold_ms: int = 0
    ) -> None:
        """Press and release the item of that English name, scrolled into view first.

        *name* as `find` takes it. Refused, with the names that are there, if none or (without
        *index*, from 0) several match, or if it is disabled or covered.
        """
        words = {"name": name, "role": role, "index": index, "hold_ms": hold_ms}
        self._ask("tap", words, self._patience_s + hold_ms / 1000)

    def key(self, key: str) -> None:
        """Press and release a key: Tab, Backtab, Enter, Space, Escape, Up, … or one character."""
        self._ask("key", {"key": key})

    def open(self, route: str) -> None:
        """Show a page or "page/part", as a notification would; answered once it is there."""
        self._ask("open", {"route": route})

    def set(self, **look: Unpack[Look]) -> None:
        """Change how the HMI looks; the language only while the driver might change it."""
        self._ask("set", look)

    def shot(self, path: Path) -> None:
        """Write the screen as PNG to the absolute *path*."""
        self._ask("shot", {"path": str(path)})

    def jump(self, wall: datetime) -> datetime:
        """Set the HMI's wall clock to the aware *wall*; what it says then. Ages do not change."""
        return datetime.fromisoformat(self._ask("clock", {"wall": wall.isoformat()}))

    def advance(self, seconds: float) -> datetime:
        """Put the HMI's wall clock forward (back if negative); what it says then."""
        return datetime.fromisoformat(self._ask("clock", {"advance_s": seconds}))

    def settle(self, timeout_s: float = 5.0) -> None:
        """Wait until nothing on the screen moves or loads; refused if it does not rest in time."""
        self._ask("settle", {"timeout_s": timeout_s}, self._patience_s + timeout_s)

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Tell *listener* of every event, on a thread of its own; the result ends that.

        Goes on over restarts of the HMI.
        """
        with self._lock:
            self._listeners.append(listener)
            line, first = self._line, len(self._listeners) == 1
        if first and line is not None:
            self._tell(line, on=True)

        def stop() -> None:
            with self._lock:
                if listener not in self._listeners:
                    return
                self._listeners.remove(listener)
                line, last = self._line, not self._listeners
            if last and line is not None:
                self._tell(line, on=False)

        return stop

    def _ask(
        self, do: str, words: Mapping[str, object] = _NOTHING, patience_s: float | None = None
    ) -> Any:
        line = self._line
        if line is None:
            raise HandsLost("The HMI is not running.")
        return line.ask(do, words, self._patience_s if patience_s is None else patience_s)

    @staticmethod
    def _tell(line: Line, *, on: bool) -> None:
        # Not waited for: an HMI that is still starting answers later, one that has ended never.
        with contextlib.suppress(HandsLost):
            line.send("watch", {"on": on})

    def _happened(self, told: Mapping[str, Any]) -> None:
        self._pass_on(Event.read(told))

    def _lost(self) -> None:
        self._pass_on(Event("lost", "", time.monotonic()))

    def _pass_on(self, event: Event) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
            if not listeners:
                return
            if self._teller is None:
                self._teller = ThreadPoolExecutor(1, "hands-events")
            for listener in listeners:
                self._teller.submit(_call, listener, event)


def _call(listener: Listener, event: Event) -> None:
    try:
        listener(event)
    except Exception:  # noqa: BLE001  a listener's fault is its own; the others go on
        _log.exception("a listener of the HMI's events failed")
