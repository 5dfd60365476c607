"""A counter for long work, on a terminal only."""

import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")

EVERY_S = 0.5
CHECK_EVERY = 1024
"""Items between two looks at the clock."""
CLEAR = "\r\x1b[K"


def counted(items: Iterable[T], word: str, out: TextIO) -> Iterator[T]:
    """*items*, with their number so far on *out*, called *word*, while it is a terminal."""
    if not out.isatty():
        yield from items
        return
    due, shown = time.monotonic() + EVERY_S, False
    try:
        for number, item in enumerate(items, 1):
            if number % CHECK_EVERY == 0 and time.monotonic() >= due:
                out.write(f"{CLEAR}{number} {word}")
                out.flush()
                due, shown = time.monotonic() + EVERY_S, True
            yield item
    finally:
        if shown:
            out.write(CLEAR)
            out.flush()
