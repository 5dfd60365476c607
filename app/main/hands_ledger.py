"""The act that reads the HMI's ledger: what left this car, as its driver could read it."""

from typing import TYPE_CHECKING, Any

from app.core.errors import HabitacleError
from app.main.hands import Turns
from app.main.hands_screen import Request, Screen, given

if TYPE_CHECKING:
    from app.features.consent.domain.ledger import LedgerEntry

_POLL_MS = 10
_MOST = 200


class LedgerReader:
    """Pages of the ledger, from the store's own thread."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def ledger(self, request: Request) -> Turns:
        """The newest entries, newest first, at most 200."""
        limit = given(request, "limit", int)
        if not 0 < limit <= _MOST:
            raise HabitacleError(f"A page of the ledger is 1 to {_MOST} entries.")
        page = self._screen.hmi.features.later.ledger.page(0, limit)
        while not page.done():
            yield _POLL_MS
        return [_row(entry) for entry in page.result()]


def _row(entry: "LedgerEntry") -> dict[str, Any]:
    return {
        "time": entry.time.isoformat(),
        "purpose": entry.purpose,
        "recipient": entry.recipient,
        "topic": entry.topic,
        "bytes": entry.bytes,
        "sha256": str(entry.body.get("payload_sha256", "")),
    }
