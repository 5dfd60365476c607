"""The backend's greeting: what it can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.core.strict_json import parse_object
from app.features.sync.domain.downlink import BadMessage
from app.features.sync.domain.state import CAPABILITIES

_CAPS_MAX = 64


@dataclass(frozen=True, slots=True)
class Hello:
    """Capabilities both sides have, the backend's time if it told one, a pause in seconds."""

    caps: frozenset[str]
    time: datetime | None = None
    retry_after_s: float = 0.0


def parse_hello(payload: bytes, retry_after_max_s: float) -> Hello:
    """Read a `hello`; BadMessage on anything but the contract's form."""
    try:
        body = parse_object(payload)
    except ValueError as error:
        raise BadMessage("not_json") from error
    if body.get("v", 1) != 1 or body.get("type", "hello") != "hello":
        raise BadMessage("unsupported")
    caps = body.get("caps", [])
    if not isinstance(caps, list) or len(caps) > _CAPS_MAX:
        raise BadMessage("schema")
    pause = body.get("retry_after_s", 0)
    if isinstance(pause, bool) or not isinstance(pause, (int, float)) or pause < 0:
        raise BadMessage("schema")
    known = frozenset(cap for cap in caps if cap in CAPABILITIES)
    return Hello(known, told_time(body), float(min(pause, retry_after_max_s)))


def told_time(body: Mapping[str, Any]) -> datetime | None:
    """The `time` of a receipt, greeting or response; None when there is none to read."""
    try:
        moment = datetime.fromisoformat(body["time"])
    except (KeyError, TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else None
