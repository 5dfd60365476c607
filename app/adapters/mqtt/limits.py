"""What of the inbound messages is read at all, judged on the network thread."""

from collections.abc import Callable
from dataclasses import dataclass

LARGE = 65_536
"""A topic that may carry more than this is a catalogue: few of them wait at a time."""


@dataclass(frozen=True, slots=True)
class TopicLimits:
    """`size`: largest payload on a whole topic, None where it is unknown.

    `state`: whether only the last message of the topic counts.
    """

    size: Callable[[str], int | None]
    state: Callable[[str], bool] = lambda _topic: False
    catalogues: int = 16


def own_topics(device: str, size: int) -> TopicLimits:
    """Everything below our own `down/`, up to one *size*."""
    mine = f"v1/{device}/down/"
    return TopicLimits(lambda topic: size if topic.startswith(mine) else None)
