"""What the store has to tell the driver once: data that was damaged, a memory that fills up."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class NewsCode(StrEnum):
    """What there is to tell, the gravest first."""

    PROFILE_REPAIRED = "profile_repaired"
    DEVICE_REPAIRED = "device_repaired"
    STORAGE_FULL = "storage_full"
    STORAGE_LOW = "storage_low"


@dataclass(frozen=True, slots=True)
class Repaired:
    """A database that was damaged and built anew: the driver's or the car's, with what came back.

    `consents` and `orders` count records of the driver's file, `messages` those waiting to leave.
    """

    driver: bool
    consents: int
    orders: int
    messages: int


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell, with the numbers of the file it is about."""

    code: NewsCode
    consents: int = 0
    orders: int = 0
    messages: int = 0


def repair_news(repaired: Sequence[Repaired]) -> News | None:
    """One sentence for all files: the driver's file counts, the car's where it is alone."""
    own = [each for each in repaired if each.driver]
    if not repaired:
        return None
    return News(
        NewsCode.PROFILE_REPAIRED if own else NewsCode.DEVICE_REPAIRED,
        sum(each.consents for each in own),
        sum(each.orders for each in own),
        sum(each.messages for each in repaired),
    )


def storage_news(level: str) -> News | None:
    """What a storage *level* (ok, low, full) has to tell."""
    codes = {"full": NewsCode.STORAGE_FULL, "low": NewsCode.STORAGE_LOW}
    return News(codes[level]) if level in codes else None
