"""The driver's own copy of a decision: the record and the words it answers."""

from typing import Any

from app.features.consent.domain.notice import Rendered
from app.features.consent.domain.record import Record
from app.features.consent.domain.states import State

SCHEMA = "consent-receipt/1"
DECIDED = frozenset({State.GIVEN, State.RENEWED, State.REFUSED, State.WITHDRAWN})
"""What the driver decided; each has a receipt."""


def receipt(record: Record, text: Rendered | None) -> dict[str, Any]:
    """The receipt of *record*; *text* is None when the words shown are not here whole."""
    return {
        "schema": SCHEMA,
        "receipt_id": record.body["receipt_id"],
        "record": dict(record.body),
        "text": None if text is None else [list(pair) for pair in text],
    }
