"""What the gateway must know of this moment: modes, orders, presses, requests, grants."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.clock import Clock
from app.features.consent.domain.permitted import ORDINARY, Circumstances
from app.features.consent.domain.purposes import AskingRules
from app.features.consent.modes import Modes

_PRESSES_KEPT = 16
_BELONGS = ("order_id", "token_seq")
"""Fields by which a message names the order or the bought feature it belongs to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which message asks; without one, whether the purpose could send at all."""

    purpose: str
    recipient: str
    kind: str = ""
    message_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


Look = Callable[[Asked], Circumstances]
"""The circumstances of one question; called from any thread."""


def ordinary(_asked: Asked) -> Circumstances:
    """Nothing is going on."""
    return ORDINARY


class Situation:
    """Keeps what is live now; every method may be called from any thread.

    A restart forgets it: what was pressed or asked before is asked again, running orders and open
    grants are told anew by whoever keeps them.
    """

    def __init__(self, modes: Modes, clock: Clock, rules: AskingRules) -> None:
        self._modes = modes
        self._clock = clock
        self._rules = rules
        self._lock = threading.Lock()
        self._requests: dict[str, int] = {}
        self._presses: deque[str] = deque(maxlen=_PRESSES_KEPT)
        self._orders: frozenset[str] = frozenset()
        self._grants: frozenset[str] = frozenset()

    def request(self, purpose: str) -> None:
        """The driver asks for *purpose* (P6, P7) just now."""
        with self._lock:
            self._requests[purpose] = self._clock.monotonic_ns()

    def press(self, message_id: str) -> None:
        """The driver pressed for help: it covers the one message with this id."""
        with self._lock:
            self._presses.append(message_id)

    def set_orders(self, ids: frozenset[str]) -> None:
        """Ids of the orders that run."""
        self._orders = ids

    def set_grants(self, recipients: frozenset[str]) -> None:
        """Ids that stand in topics of open shares: of grants and of third parties."""
        self._grants = recipients

    def __call__(self, asked: Asked) -> Circumstances:
        """The circumstances of one question, now."""
        state = self._modes.state
        with self._lock:
            began = self._requests.get(asked.purpose)
            pressed = asked.message_id in self._presses
        order = next((str(asked.data[name]) for name in _BELONGS if name in asked.data), "")
        blocked = asked.purpose in self._rules.minor_blocked - state.guardian
        age_ns = None if began is None else self._clock.monotonic_ns() - began
        return Circumstances(
            modes_known=self._modes.ready,
            privacy_mode=state.privacy,
            guest=state.guest,
            minor=state.minor and blocked,
            live_request_ms=None if age_ns is None else age_ns // 1_000_000,
            order_named=bool(order),
            order_active=order in self._orders and asked.kind in self._rules.order_kept,
            pressed=pressed,
            grant=asked.recipient in self._grants,
        )
