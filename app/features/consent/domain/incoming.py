"""Records from another car of the same driver (purpose P13): they never permit anything here."""

from collections.abc import Mapping
from typing import Any

from app.core.errors import HabitacleError
from app.features.consent.domain.record import SCHEMA, Identity, Record
from app.features.consent.domain.states import State

STOPPING = frozenset({State.WITHDRAWN, State.REFUSED})
"""Applied at once; a consent given elsewhere is only a proposal."""
_LINK = ("seq", "prev_hash", "hash", "record_id", "receipt_id")


def parse_incoming(body: Mapping[str, Any]) -> Record:
    """The record in *body*. HabitacleError when a part that counts is missing or of no sense."""
    record = Record(body)
    try:
        parts = (record.key, record.state, record.time, record.id)
        notice = body["notice"]["version"], body["purpose"]["version"], body["event"]["by"]
        whole = body["schema"] == SCHEMA and all(part is not None for part in (*parts, *notice))
        zoned = record.time.tzinfo is not None
    except (KeyError, TypeError, ValueError) as error:
        raise HabitacleError(
            f"A consent from another car is not valid: {type(error).__name__}."
        ) from error
    if not whole or not zoned:
        raise HabitacleError("A consent from another car is not valid: schema or time.")
    return record


def adopted(
    record: Record, state: State, event: Mapping[str, Any], who: Identity
) -> dict[str, Any]:
    """An unsealed record of this car with the detail of *record* and another *event*."""
    kept = {key: value for key, value in record.body.items() if key not in _LINK}
    return {
        **kept,
        "profile_id": who.profile_id,
        "vehicle_id_hash": who.vehicle_id_hash,
        "event": {**event, "state": state.value},
        "valid_until": None,
    }
