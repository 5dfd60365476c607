"""What each MQTT 5 reason code means for the link (specification section 3)."""

from enum import StrEnum

NO_RETAIN = 0x9A
TAKEN_OVER = 0x8E
NO_SUBSCRIBERS = 0x10
FIRST_ERROR = 0x80
NOT_AUTHORISED = 0x87
UNSUPPORTED_PROTOCOL = 0x84
PACKET_TOO_LARGE = 0x95
QUOTA = 0x97
UNFIT = 0
"""Not a reason of MQTT: the broker said in CONNACK that it lacks what we need."""

_CONNACK_BUSY = frozenset({0x88, 0x89, QUOTA, 0x9F})
_CONNACK_REJECTED = frozenset({0x84, 0x85, 0x86, 0x87, 0x8A, 0x8C})
_DISCONNECT_BUSY = frozenset({0x89, 0x96, QUOTA, 0x9F})
_DISCONNECT_REJECTED = frozenset({0x87, 0x8C})
_POISON = frozenset({0x90, 0x99})


class Trouble(StrEnum):
    """Why the link waits; the value is the code shown to the driver's screens."""

    NONE = ""
    NO_NETWORK = "no_network"
    BUSY = "busy"
    REJECTED = "rejected"
    NO_MQTT5 = "no_mqtt5"
    BROKER_UNFIT = "broker_unfit"
    SAME_IDENTITY = "same_identity"
    BROKER = "broker"
    PACKET_TOO_LARGE = "packet_too_large"
    STORAGE = "storage"
    IDENTITY_MISSING = "identity_missing"
    IDENTITY_EXPIRED = "identity_expired"
    IDENTITY_NOT_YET_VALID = "identity_not_yet_valid"
    SERVER_UNTRUSTED = "server_untrusted"

    @property
    def lasting(self) -> bool:
        """Whether trying again soon is of no use: an hour passes before the next attempt."""
        return self in _LASTING

    @property
    def patient(self) -> bool:
        """Whether a driver's act does not pull the next attempt forward."""
        return self in _LASTING or self.asked_to_wait

    @property
    def asked_to_wait(self) -> bool:
        """Whether trying sooner would do harm, so that a person cannot ask for it either."""
        return self in {Trouble.BUSY, Trouble.SAME_IDENTITY}


_LASTING = frozenset(
    {
        Trouble.REJECTED,
        Trouble.NO_MQTT5,
        Trouble.BROKER_UNFIT,
        Trouble.IDENTITY_MISSING,
        Trouble.IDENTITY_EXPIRED,
        Trouble.IDENTITY_NOT_YET_VALID,
        Trouble.SERVER_UNTRUSTED,
    }
)


class PubackSays(StrEnum):
    """What a PUBACK means for its message."""

    TAKEN = "taken"
    BACKEND_AWAY = "backend_away"
    QUOTA = "quota"
    TOPIC_HELD = "topic_held"
    POISON = "poison"
    LATER = "later"


def connack_trouble(code: int) -> Trouble:
    """The trouble a CONNACK error stands for."""
    if code == UNFIT:
        return Trouble.BROKER_UNFIT
    if code == UNSUPPORTED_PROTOCOL:
        return Trouble.NO_MQTT5
    if code in _CONNACK_BUSY:
        return Trouble.BUSY
    return Trouble.REJECTED if code in _CONNACK_REJECTED else Trouble.BROKER


def disconnect_trouble(code: int | None) -> Trouble:
    """The trouble a DISCONNECT stands for; None is a link that broke without one."""
    if code is None:
        return Trouble.NO_NETWORK
    if code in _DISCONNECT_BUSY:
        return Trouble.BUSY
    if code == TAKEN_OVER:
        return Trouble.SAME_IDENTITY
    if code == PACKET_TOO_LARGE:
        return Trouble.PACKET_TOO_LARGE
    return Trouble.REJECTED if code in _DISCONNECT_REJECTED else Trouble.BROKER


def puback_says(code: int) -> PubackSays:
    """What the broker did with a publish."""
    if code == NO_SUBSCRIBERS:
        return PubackSays.BACKEND_AWAY
    if code < FIRST_ERROR:
        return PubackSays.TAKEN
    if code == QUOTA:
        return PubackSays.QUOTA
    if code == NOT_AUTHORISED:
        return PubackSays.TOPIC_HELD
    return PubackSays.POISON if code in _POISON else PubackSays.LATER
