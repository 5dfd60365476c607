"""A bus inside this process, for tests of the whole application."""

import threading
from collections import deque

from app.adapters.can.frame import Frame
from app.adapters.can.source import SourceLost
from app.core.clock import Clock

QUEUE_FRAMES = 100_000

_open: dict[str, "VirtualSource"] = {}


class VirtualSource:
    """Delivers what `send_virtual` puts on the bus called *name*."""

    def __init__(self, bus: str, name: str, clock: Clock) -> None:
        self._bus = bus
        self._name = name
        self._clock = clock
        self._frames: deque[Frame] = deque(maxlen=QUEUE_FRAMES)
        self._arrived = threading.Event()
        self._count = 0

    def open(self) -> None:
        """Join the bus; SourceLost if another source reads it."""
        if _open.setdefault(self._name, self) is not self:
            raise SourceLost(f"virtual {self._name}: in use")

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        """Frames in order."""
        if not self._frames:
            self._arrived.wait(timeout_s)
        self._arrived.clear()
        return [self._frames.popleft() for _ in range(min(max_n, len(self._frames)))]

    def close(self) -> None:
        """Leave the bus."""
        if _open.get(self._name) is self:
            del _open[self._name]
        self._arrived.set()

    def stats(self) -> dict[str, int]:
        """`sent`: frames put on the bus."""
        return {"sent": self._count}

    def put(self, can_id: int, data: bytes, flags: int) -> None:
        """Queue a frame that arrives now."""
        self._frames.append(Frame(self._clock.monotonic_ns(), self._bus, can_id, flags, data))
        self._count += 1
        self._arrived.set()


def send_virtual(name: str, can_id: int, data: bytes, flags: int = 0) -> bool:
    """Put a frame on the bus called *name*; whether somebody reads it."""
    source = _open.get(name)
    if source is not None:
        source.put(can_id, data, flags)
    return source is not None
