"""Numbers of the link that may be tuned without code: `assets/sync/link.json`."""

import json
from dataclasses import dataclass, fields
from typing import Any

from app.core.errors import HabitacleError


@dataclass(frozen=True, slots=True)
class Tunables:
    """Seconds, bytes and counts, named as in the file; the file explains each."""

    window_max: int
    window_reserve: int
    window_bytes: int
    liveness_s: float
    liveness_urgent_s: float
    liveness_bytes_per_s: float
    backoff_cap_s: float
    backoff_urgent_cap_s: float
    backoff_urgent_late_cap_s: float
    backoff_urgent_late_after: int
    backoff_reset_after_s: float
    attempt_spacing_s: float
    act_delay_s: float
    act_spacing_s: float
    urgent_for_s: float
    overload_min_s: float
    overload_max_s: float
    rejected_s: float
    takeover_first_s: float
    takeover_cap_s: float
    topic_hold_s: float
    resend_first_s: float
    resend_cap_s: float
    resend_jitter: float
    connect_timeout_s: float
    connecting_s: float
    subscribe_timeout_s: float
    ended_timeout_s: float
    closing_timeout_s: float
    status_interval_s: float
    keepalive_s: int
    session_expiry_s: int
    receive_maximum: int
    packet_max: int
    queue_max: int
    inbound_max: int
    receipt_max: int
    receipt_ids_max: int
    retry_after_max_s: float
    will_delay_s: int
    state_expiry_s: int
    state_bytes_max: int
    cmdack_expiry_s: int
    bulk_prio: int
    bulk_messages: int
    bulk_s: float
    bulk_bytes_min: int
    bulk_bytes_max: int
    bulk_pause_overload_s: float
    bulk_pause_quota_s: float
    bundle_rows: int
    bundle_bytes: int
    bundle_bytes_min: int
    dispatch_rows: int
    unconfirmed_max: int
    paused_top_prio: int
    stuck_after: int
    secured_refusals: int
    network_delay_s: float
    cmdack_queue_max: int


def parse_tunables(text: str) -> Tunables:
    """Read the JSON file; HabitacleError names a missing, unknown or senseless entry."""
    try:
        values = {key: entry["value"] for key, entry in json.loads(text)["tunables"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise HabitacleError("The link settings are not of the form described in them.") from error
    known = {field.name: field.type for field in fields(Tunables)}
    if values.keys() != known.keys():
        names = ", ".join(sorted(values.keys() ^ known.keys()))
        raise HabitacleError(f"The link settings lack or do not know: {names}.")
    for name, value in values.items():
        if not _sensible(value, whole=known[name] is int):
            raise HabitacleError(f"Link setting {name} is {value!r}; expected a number from 0.")
    return Tunables(**values)


def _sensible(value: Any, *, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        return False
    return bool(value >= 0)
