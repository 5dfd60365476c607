"""Development adapters that speak slcan over a serial port, through python-can.

python-can is imported by `open`, on the reader thread: it must not weigh on the start.
"""

import contextlib
import logging
from collections import Counter
from typing import TYPE_CHECKING

from app.adapters.can.frame import EXTENDED, FD, REMOTE, Frame
from app.adapters.can.source import SourceLost
from app.core.clock import Clock

if TYPE_CHECKING:
    # Named for the type checker alone.
    from can import Message
    from can.interfaces.slcan import slcanBus

MANY_FRAMES = 2000
"""From this many frames a second on, byte-wise reading takes a large part of a processor."""
SECOND_NS = 1_000_000_000
SETTLE_S = 0.25
"""Some adapters restart when their port is opened."""

_log = logging.getLogger(__name__)


class SlcanSource:
    """One bus behind a serial adapter, opened in listen-only mode."""

    def __init__(self, bus: str, device: str, bitrate: int, clock: Clock) -> None:
        self._bus = bus
        self._device = device
        self._bitrate = bitrate
        self._clock = clock
        self._adapter: slcanBus | None = None
        self._warned = False
        self._second_ns = 0
        self._in_second = 0
        self._counts: Counter[str] = Counter()

    def open(self) -> None:
        """Open the port and the adapter's channel; SourceLost otherwise."""
        from can.exceptions import CanError
        from can.interfaces.slcan import slcanBus

        self.close()
        try:
            self._adapter = slcanBus(
                self._device,
                bitrate=self._bitrate,
                sleep_after_open=SETTLE_S,
                listen_only=True,
            )
        except (CanError, OSError, ValueError) as error:
            raise self._lost(error) from error

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        """Frames in order of arrival; lines that are no frame are counted."""
        frames: list[Frame] = []
        while len(frames) < max_n:
            message = self._receive(0 if frames else timeout_s)
            if message is None:
                break
            frames.append(self._frame(message))
        self._watch_rate(len(frames))
        return frames

    def close(self) -> None:
        """Close the adapter's channel and the port, also when the adapter is unplugged."""
        adapter, self._adapter = self._adapter, None
        if adapter is None:
            return
        from can.exceptions import CanError

        try:
            adapter.shutdown()
        except (CanError, OSError):
            with contextlib.suppress(OSError):
                adapter.serialPortOrig.close()

    def stats(self) -> dict[str, int]:
        """`malformed`: lines that are no frame."""
        return dict(self._counts)

    def _receive(self, timeout_s: float) -> "Message | None":
        if self._adapter is None:
            raise SourceLost("not open")
        from can.exceptions import CanError

        try:
            return self._adapter.recv(timeout_s)
        except (CanError, OSError) as error:
            raise self._lost(error) from error
        except (ValueError, IndexError):
            self._counts["malformed"] += 1
            return None

    def _frame(self, message: "Message") -> Frame:
        flags = EXTENDED if message.is_extended_id else 0
        flags |= REMOTE if message.is_remote_frame else 0
        flags |= FD if message.is_fd else 0
        now = self._clock.monotonic_ns()
        return Frame(now, self._bus, message.arbitration_id, flags, bytes(message.data))

    def _watch_rate(self, count: int) -> None:
        now = self._clock.monotonic_ns()
        if now - self._second_ns >= SECOND_NS:
            self._second_ns, self._in_second = now, 0
        self._in_second += count
        if self._in_second > MANY_FRAMES and not self._warned:
            self._warned = True
            _log.warning(
                "slcan %s: more than %d frames/s; use a socketcan adapter",
                self._device,
                MANY_FRAMES,
            )

    def _lost(self, error: Exception) -> SourceLost:
        return SourceLost(f"slcan {self._device}: {error}")
