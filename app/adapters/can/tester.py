"""Whether somebody else's diagnostic tester talks to the car (specification, section 8)."""

import threading
from collections import deque

from app.adapters.can.intake import BusIntake, Variant
from app.adapters.can.transport import single_frame
from app.core.signals import Reason, SignalDef, Validity
from app.core.validity import Tracker

HEARD_NS = 60_000_000_000
"""A tester counts as connected for this long after its last request."""
OWN_NS = 1_000_000_000
"""A request of our own is expected back on the bus within this time."""
REFRESH_NS = 250_000_000
OWN_REQUESTS = 64
FLOW_CONTROL, CONSECUTIVE = 3, 2


class TesterTap:
    """Hears requests on the identifiers of testers; those that `sent` announced do not count."""

    def __init__(self) -> None:
        self.heard_ns: int | None = None
        self._own: deque[tuple[int, int, bytes]] = deque(maxlen=OWN_REQUESTS)
        self._lock = threading.Lock()

    def sent(self, key: int, data: bytes, now_ns: int) -> None:
        """We are about to send *data*, a frame or its payload, on *key*; from any thread."""
        with self._lock:
            self._own.append((now_ns, key, data))

    def hear(self, key: int, data: bytes, t_ns: int) -> None:
        """A frame on the identifier of a tester."""
        if (
            data
            and data[0] >> 4 not in {FLOW_CONTROL, CONSECUTIVE}
            and not self._is_own(key, data, t_ns)
        ):
            self.heard_ns = t_ns

    def _is_own(self, key: int, data: bytes, t_ns: int) -> bool:
        """Whether it is the echo of our own request, which then is used up."""
        forms = (data, single_frame(data))
        with self._lock:
            while self._own and self._own[0][0] < t_ns - OWN_NS:
                self._own.popleft()
            for own in self._own:
                if own[1] == key and own[2] in forms:
                    self._own.remove(own)
                    return True
        return False


class RequestTap:
    """One identifier of testers."""

    def __init__(self, key: int, tester: TesterTap) -> None:
        self._key = key
        self._tester = tester

    def receive(self, data: bytes, t_ns: int) -> tuple[Variant, ...]:
        """Pass the frame on; it holds no value of its own."""
        self._tester.hear(self._key, data, t_ns)
        return ()

    def forget(self) -> None:
        """Nothing to forget: what was heard was heard."""


class TesterSignal:
    """`IsTesterConnected`: known as long as we listen, also on a bus where nobody speaks."""

    def __init__(self, tap: TesterTap, intake: BusIntake, definition: SignalDef) -> None:
        self.tracker = Tracker(definition)
        self._tap = tap
        self._intake = intake

    def advance(self, now_ns: int) -> list[tuple[int, str]]:
        """What changed or was confirmed until *now_ns*: when, and the path."""
        tracker, path = self.tracker, self.tracker.definition.path
        if self._intake.lost:
            return [(now_ns, path)] if tracker.lose(Reason.BUS_LOST) else []
        if self._intake.opened_ns is None:
            return []
        heard = self._tap.heard_ns
        connected = heard is not None and now_ns < heard + HEARD_NS
        same = tracker.state is Validity.VALID and tracker.last == connected
        if same and now_ns < tracker.seen_ns + REFRESH_NS:
            return []
        at = now_ns
        if not same and heard is not None:
            at = heard if connected else heard + HEARD_NS
        at = min(now_ns, max(at, tracker.seen_ns, self._intake.opened_ns))
        tracker.update(connected, Reason.NONE, at)
        return [(at, path)]
