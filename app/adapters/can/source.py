"""What the vehicle feed needs of a source of frames. There is no send method."""

from collections.abc import Mapping
from typing import Protocol

from app.adapters.can.frame import Frame


class SourceLost(Exception):  # noqa: N818  a state of the source, agreed name
    """The source ended or failed; the text says why. Opening it again may help."""


class FrameSource(Protocol):
    """One or more CAN buses, read by one thread."""

    def open(self) -> None:
        """Connect; raises SourceLost."""

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        """Up to *max_n* frames, in order; empty after *timeout_s* without one; SourceLost."""

    def close(self) -> None:
        """Let go of everything; may be called at any time, also twice."""

    def stats(self) -> Mapping[str, int]:
        """What was lost or could not be read, by name; never falls while the source lives."""
