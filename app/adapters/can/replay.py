"""A log as a frame source with its own clock: freshness runs in the log's time."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from threading import Event

from app.adapters.can.frame import Frame
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.logs.records import Record
from app.adapters.can.source import SourceLost
from app.core.clock import Clock
from app.core.errors import HabitacleError


class ReplayClock:
    """Monotonic time that runs *rate* times as fast as *base*, from where *base* is now."""

    def __init__(self, base: Clock, rate: float = 1.0) -> None:
        self._base = base
        self._start = base.monotonic_ns()
        self.rate = rate

    def monotonic_ns(self) -> int:
        """Nanoseconds of the replayed drive."""
        return self._start + int((self._base.monotonic_ns() - self._start) * self.rate)

    def utc(self) -> datetime:
        """Wall time of the base clock; the log's epoch is not believed."""
        return self._base.utc()

    @property
    def trusted(self) -> bool:
        """As the base clock says."""
        return self._base.trusted


class ReplaySource:
    """Frames of *path* at their recorded distances in *clock*'s time; then the bus is lost.

    *channel_to_bus* maps log labels to profile buses, other labels are left out. *start_s* leaves
    out the beginning; with *loop* the log begins anew after its last frame.
    """

    def __init__(
        self,
        path: Path,
        channel_to_bus: Mapping[str, str],
        clock: ReplayClock,
        start_s: float = 0,
        *,
        loop: bool = False,
    ) -> None:
        self._path = path
        self._buses = dict(channel_to_bus)
        self._clock = clock
        self._start_ns = int(start_s * 1e9)
        self._loop = loop
        self._ended = False
        self._pause = Event()
        self._frames: Iterator[Frame] = iter(())
        self._next: Frame | None = None
        self._unmapped = 0
        self._bad_lines = 0

    def open(self) -> None:
        """Begin at the start; SourceLost when the log ended or cannot be read."""
        if self._ended:
            raise SourceLost(f"{self._path.name}: end of log")
        self._pause.clear()
        self._frames = self._timed()
        self._next = next(self._frames, None)

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        """Frames whose time has come; SourceLost after the last one."""
        if self._next is None:
            self._ended = True
            raise SourceLost(f"{self._path.name}: end of log")
        now = self._clock.monotonic_ns()
        wait_s = (self._next.t_ns - now) / 1e9 / self._clock.rate
        if wait_s > 0:
            self._pause.wait(min(wait_s, timeout_s))
            now = self._clock.monotonic_ns()
        batch: list[Frame] = []
        while self._next is not None and self._next.t_ns <= now and len(batch) < max_n:
            batch.append(self._next)
            self._next = next(self._frames, None)
        return batch

    def close(self) -> None:
        """End a wait and let go of the file."""
        self._pause.set()

    def stats(self) -> dict[str, int]:
        """`bad_lines` of the log so far, and frames of `unmapped_channel`."""
        return {"bad_lines": self._bad_lines, "unmapped_channel": self._unmapped}

    def _timed(self) -> Iterator[Frame]:
        """Frames stamped in the clock's time."""
        origin = self._clock.monotonic_ns()
        while True:
            count, last = 0, 0
            for offset, record in self._records():
                if record.channel in self._buses:
                    bus = self._buses[record.channel]
                    t_ns = origin + offset
                    yield Frame(t_ns, bus, record.can_id, record.flags, record.data)
                else:
                    self._unmapped += 1
                count, last = count + 1, offset
            if not self._loop or not count:
                return
            origin += last

    def _records(self) -> Iterator[tuple[int, Record]]:
        first: int | None = None
        try:
            reader = LogReader(self._path)
            for record in reader:
                self._bad_lines = reader.stats.bad_lines
                first = record.t_ns if first is None else first
                offset = record.t_ns - first - self._start_ns
                if offset >= 0:
                    yield offset, record
        except (HabitacleError, OSError) as error:
            raise SourceLost(str(error)) from error


def channel_map(buses: Mapping[str, tuple[str, ...]], options: Mapping[str, str]) -> dict[str, str]:
    """Log label to bus, from the profile's `channels` and `--channel` *options*, which win.

    An integer label N stands for `canN` as well.
    """
    result: dict[str, str] = {}
    for bus, labels in buses.items():
        for label in labels:
            result[label] = bus
    for label, bus in options.items():
        if bus not in buses:
            raise HabitacleError(f"--channel {label}={bus}: the vehicle profile has no such bus.")
        result[label] = bus
        if label.isdecimal():
            result[f"can{label}"] = bus
    return result
