"""What the core and its transport tell each other; each event names the attempt it is from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectRequest:
    """One attempt: its number and the will deposited with it. `will_topic` is whole."""

    attempt: int
    will_topic: str
    will_payload: bytes
    retain: bool


@dataclass(frozen=True, slots=True)
class Connected:
    """CONNACK 0. `receive_maximum`, `packet_max` are None when the broker announced none."""

    attempt: int
    receive_maximum: int | None
    session_present: bool
    packet_max: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """CONNACK with an error; `code` is the MQTT 5 reason, or 0 for a broker we cannot use."""

    attempt: int
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Subscribed:
    """SUBACK; a code from 0x80 on is a refusal."""

    attempt: int
    code: int


@dataclass(frozen=True, slots=True)
class Published:
    """PUBACK of the publish with packet id `mid`; a code from 0x80 on is a refusal."""

    attempt: int
    mid: int
    code: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message within its size limit, not acknowledged yet; `deflated`: its body is zlib."""

    attempt: int
    mid: int
    topic: str
    payload: bytes
    retain: bool
    deflated: bool = False


@dataclass(frozen=True, slots=True)
class Discarded:
    """A message too large or on a topic that is not ours: unread, not acknowledged yet."""

    attempt: int
    mid: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The connection is over: exactly one per attempt. `code` is the broker's DISCONNECT reason.

    `secured`: TLS stood; `untrusted`: the server's certificate was refused by us.
    """

    attempt: int
    code: int | None
    reason: str
    secured: bool = False
    untrusted: bool = False


Event = Connected | Refused | Subscribed | Published | Arrived | Discarded | Ended
"""Everything a transport may tell."""
