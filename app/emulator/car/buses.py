"""One bus of the car: its messages, its sleep, and what disturbs it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from app.emulator.car.encoder import Encoder
from app.emulator.car.faults import Faults
from app.emulator.car.frames import SentFrame, error_frame, filler, flood
from app.emulator.car.parameters import Disturbances, StartUp
from app.emulator.car.physics import Car
from app.emulator.car.schedule import STEP_MS, Message

_LONG_AWAKE_MS = 3_600_000
_STEPS_PER_S = 1000 // STEP_MS


class Bus:
    """Frames of one bus, step by step. A bus that wakes begins with start-up codes."""

    def __init__(
        self,
        name: str,
        encoders: Sequence[Encoder],
        start_up: Sequence[StartUp],
        disturbances: Disturbances,
    ) -> None:
        self._name = name
        self._messages = [Message(e, index, start_up) for index, e in enumerate(encoders)]
        self._k = disturbances
        self._fd = any(encoder.fd for encoder in encoders)
        self._flood: Iterator[SentFrame] = flood()
        self._awake_ms = _LONG_AWAKE_MS
        self.quiet = False

    def announce(self) -> None:
        """Send the event messages at the next step: somebody may have missed them."""
        for message in self._messages:
            message.last_event = None

    def step(self, car: Car, faults: Faults, now_ms: int, *, asleep: bool) -> list[SentFrame]:
        """What leaves now, in order of identifiers; disturbances come last."""
        name = self._name
        asleep = asleep or faults.on("sleep", name)
        self.quiet = asleep or faults.on("silent", name)
        self._awake_ms = 0 if asleep else self._awake_ms + STEP_MS
        if self.quiet:
            self.announce()
            return []
        if faults.on("wake", name):
            self._awake_ms = 0
            sent = [message.waking(now_ms) for message in self._messages]
        else:
            sent = [
                message.frame(car, faults, now_ms, self._awake_ms) for message in self._messages
            ]
        frames = [frame for frame in sent if frame is not None]
        if faults.active:
            self._disturb(frames, faults)
        return frames

    def _disturb(self, frames: list[SentFrame], faults: Faults) -> None:
        if faults.on("flood", self._name):
            frames += islice(self._flood, int(self._k.flood_per_s) // _STEPS_PER_S)
        if faults.on("errors", self._name):
            frames += [error_frame()] * (int(self._k.error_frames_per_s) // _STEPS_PER_S)
        if faults.on("full", self._name):
            room = int(self._k.full_fd_per_s if self._fd else self._k.full_per_s) // _STEPS_PER_S
            frames += [filler(self._fd)] * (room - len(frames))
