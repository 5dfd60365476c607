"""The contract's message types in the few words a driver knows."""

from enum import StrEnum


class Kind(StrEnum):
    """What a message is about; words for each are in `WaitingWords.qml`."""

    WITHDRAWAL = "withdrawal"
    CALL = "call"
    ORDER = "order"
    PAYMENT = "payment"
    APPOINTMENT = "appointment"
    RECORD = "record"
    REPORT = "report"
    LOYALTY = "loyalty"
    PROFILE = "profile"
    RIGHT = "right"
    UPDATE = "update"
    SHARE = "share"
    STATISTICS = "statistics"
    OTHER = "other"
    REST = "rest"


_EXACT = {"consent.withdrawn": Kind.WITHDRAWAL, "share.stop": Kind.WITHDRAWAL}
_FAMILIES = {
    "roadside": Kind.CALL,
    "order": Kind.ORDER,
    "payment": Kind.PAYMENT,
    "appointment": Kind.APPOINTMENT,
    "maintenance": Kind.RECORD,
    "score": Kind.REPORT,
    "loyalty": Kind.LOYALTY,
    "profile": Kind.PROFILE,
    "entitlement": Kind.RIGHT,
    "update": Kind.UPDATE,
    "kanto": Kind.UPDATE,
    "share": Kind.SHARE,
    "nearby": Kind.STATISTICS,
    "offers": Kind.STATISTICS,
    "usage": Kind.STATISTICS,
}


def kind_of(message_type: str) -> Kind:
    """The kind of a contract type such as `order.place`; REST for "", rows that were not read."""
    family = message_type.partition(".")[0]
    if not message_type:
        return Kind.REST
    return _EXACT.get(message_type) or _FAMILIES.get(family, Kind.OTHER)
