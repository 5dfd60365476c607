"""A recorded CAN log in place of the simulation: its frames at their recorded distances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.core.errors import HabitacleError
from app.emulator.car.frames import ERROR, EXTENDED, FD, SentFrame

_KEPT_FLAGS = EXTENDED | ERROR | FD
_REMOTE = 2
_MOST_FRAMES = 3_000_000
_LEAST_KNOWN = 0.5
"""Cars share identifiers by chance; of a log of this car nearly all are known."""


class LoggedFrame(NamedTuple):
    """One frame of a log; `flags` as in `frames.py` (2 is a remote frame)."""

    t_ns: int
    channel: str
    can_id: int
    flags: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """`frames` are (ms since the first one, bus, frame), in order; `known` share that of this car.

    `channels` says which bus each channel of the log became.
    """

    name: str
    frames: tuple[tuple[int, str, SentFrame], ...]
    channels: Mapping[str, str]
    known: float

    @property
    def duration_s(self) -> float:
        """Time of the last frame."""
        return self.frames[-1][0] / 1000.0


def recording(
    name: str, logged: Iterable[LoggedFrame], known: Mapping[str, frozenset[int]]
) -> Recording:
    """Give each channel the bus whose identifiers (*known*) it carries most of.

    HabitacleError for a log that is empty, too long, or of another car.
    """
    rows = [row for row in logged if not row.flags & _REMOTE]
    if not rows:
        raise HabitacleError(f"The log {name} holds no frame.")
    if len(rows) > _MOST_FRAMES:
        raise HabitacleError(f"The log {name} holds more than {_MOST_FRAMES} frames.")
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        for bus, ids in known.items():
            counts[row.channel][bus] += row.can_id in ids and not row.flags & EXTENDED
    channels = {
        channel: max(hits, key=lambda bus: hits[bus])
        for channel, hits in counts.items()
        if any(hits.values())
    }
    own = sum(counts[channel][bus] for channel, bus in channels.items())
    if own < _LEAST_KNOWN * len(rows):
        raise HabitacleError(
            f"The log {name} is of another car: {own} of {len(rows)} frames are known here; "
            "habitacle replay LOG --vehicle PROFILE shows it."
        )
    first = rows[0].t_ns
    frames = sorted(
        (
            ((row.t_ns - first) // 1_000_000, channels[row.channel], _sent(row))
            for row in rows
            if row.channel in channels
        ),
        key=lambda frame: frame[0],
    )
    return Recording(name, tuple(frames), channels, own / len(rows))


class Player:
    """Plays a recording once, in steps of the car."""

    def __init__(self, played: Recording) -> None:
        self.recording = played
        self.elapsed_ms = 0
        self._next = 0

    @property
    def ended(self) -> bool:
        """Whether everything has been sent."""
        return self._next >= len(self.recording.frames)

    def step(self, dt_ms: int) -> dict[str, list[SentFrame]]:
        """Frames of the next *dt_ms*, by bus."""
        due: dict[str, list[SentFrame]] = {}
        self.elapsed_ms += dt_ms
        frames = self.recording.frames
        while self._next < len(frames) and frames[self._next][0] < self.elapsed_ms:
            _, bus, frame = frames[self._next]
            due.setdefault(bus, []).append(frame)
            self._next += 1
        return due


def _sent(row: LoggedFrame) -> SentFrame:
    return SentFrame(row.can_id, row.data, row.flags & _KEPT_FLAGS)
