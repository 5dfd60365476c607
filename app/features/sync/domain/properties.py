"""What comes with a message beside topic and payload."""

from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Properties:
    """Properties of an MQTT 5 publish; `user` holds the last of user properties of one name."""

    content_type: str = JSON
    retain: bool = False
    response_topic: str | None = None
    correlation: bytes | None = None
    user: Mapping[str, str] = field(default_factory=dict)
