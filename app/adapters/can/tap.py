"""What a bus does with frames besides decoding them one by one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.adapters.can.intake import Variant

SECOND_NS = 1_000_000_000
NOISY_PER_S = 100
"""More error frames a second are a warning about the bus (section 11)."""


class Tap(Protocol):
    """Takes every frame of one identifier."""

    def receive(self, data: bytes, t_ns: int) -> Sequence["Variant"]:
        """The variants that the frame changed or refreshed."""

    def forget(self) -> None:
        """The bus was opened anew, or is at its end."""


class ErrorRate:
    """Events counted by whole seconds; one thread adds, any thread reads."""

    def __init__(self) -> None:
        self._now = (0, 0, 0)

    def add(self, t_ns: int) -> None:
        """One event."""
        second = t_ns // SECOND_NS
        last, count, before = self._now
        if second != last:
            count, before = 0, count if second == last + 1 else 0
        self._now = second, count + 1, before

    def per_second(self, now_ns: int) -> int:
        """Events of the last whole second, or of the running one if they are more."""
        last, count, before = self._now
        past = now_ns // SECOND_NS - last
        if past <= 0:
            return max(count, before)
        return count if past == 1 else 0
