"""Driving cycles: a speed over time, read from a CSV file."""

import csv
import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.core.errors import HabitacleError

_TIMES = ("t_s", "time_s", "t", "time", "seconds", "cycsecs", "elapsed_s")
_UNITS = {"kmh": 1.0, "km_h": 1.0, "kph": 1.0, "mps": 3.6, "m_s": 3.6, "ms": 3.6, "mph": 1.609344}
_SPEEDS: dict[str, float] = {
    **{f"{name}_{unit}": by for name in ("v", "speed") for unit, by in _UNITS.items()},
    **_UNITS,
    "cycmps": 3.6,
    "cycmph": 1.609344,
    "speed": 1.0,
    "v": 1.0,
}
"""Names of a speed column and the factor to km/h; spaces and brackets count as underscores."""
_FASTEST_KMH = 250.0
_LONGEST_BYTES = 20_000_000
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Cycle:
    """`speeds` in km/h at `times` in s, rising from 0; between two of them it is interpolated."""

    name: str
    times: tuple[float, ...]
    speeds: tuple[float, ...]

    @property
    def duration_s(self) -> float:
        """Time of the last value."""
        return self.times[-1]

    @property
    def distance_m(self) -> float:
        """Length, by the trapezoidal rule."""
        rows = pairwise(zip(self.times, self.speeds, strict=True))
        return sum((b - a) * (v + w) / 7.2 for (a, v), (b, w) in rows)

    @property
    def top_kmh(self) -> float:
        """Highest speed."""
        return max(self.speeds)

    def speed_at(self, seconds: float) -> float:
        """Speed in km/h at that time; 0 after the end."""
        if seconds >= self.times[-1]:
            return 0.0
        i = bisect_right(self.times, seconds)
        if i == 0:
            return self.speeds[0]
        before, after = self.times[i - 1], self.times[i]
        share = (seconds - before) / (after - before)
        return self.speeds[i - 1] + share * (self.speeds[i] - self.speeds[i - 1])


def is_cycle(path: Path) -> bool:
    """Whether the first line of *path* names a time and a speed."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            head = file.readline(4096)
    except (OSError, UnicodeDecodeError):
        return False
    _, time, speed = _columns(head)
    return time is not None and speed is not None


def load_cycle(path: Path) -> Cycle:
    """Read a CSV of time and speed (`t_s,v_kmh`, also m/s, mph, `;` and tabs; other columns pass).

    Times that start again (several drives in one file) go on after the drive before. Raises
    HabitacleError with file, line and reason for what is no such table.
    """
    try:
        if path.stat().st_size > _LONGEST_BYTES:
            raise HabitacleError(f"The cycle {path.name} is longer than 20 MB.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise HabitacleError(f"The cycle {path.name} cannot be read: {reason}.") from error
    head, *lines = text.splitlines() or [""]
    separator, time, speed = _columns(head)
    if time is None or speed is None:
        raise HabitacleError(
            f"The cycle {path.name} has no columns of time and speed such as t_s and v_kmh."
        )
    column, factor = speed
    rows = csv.reader(lines, delimiter=separator)
    read = [
        (_number(row, time, path, line), _number(row, column, path, line) * factor)
        for line, row in enumerate(rows, start=2)
        if row
    ]
    return _checked(path, read)


def _checked(path: Path, rows: list[tuple[float, float]]) -> Cycle:
    if len(rows) < 2:  # noqa: PLR2004  a beginning and an end
        raise HabitacleError(f"The cycle {path.name} has fewer than two rows.")
    times: list[float] = []
    offset = -rows[0][0]
    for line, (t, kmh) in enumerate(rows, start=2):
        if not 0.0 <= kmh <= _FASTEST_KMH:
            raise HabitacleError(
                f"The cycle {path.name}, line {line}: {kmh:g} km/h is not 0 to {_FASTEST_KMH:g}."
            )
        if times and t + offset <= times[-1]:
            if t > rows[line - 3][0] - 1e-9:
                raise HabitacleError(f"The cycle {path.name}, line {line}: a time comes twice.")
            offset = times[-1] + 1.0 - t
        times.append(t + offset)
    return Cycle(path.stem, tuple(times), tuple(kmh for _, kmh in rows))


def _columns(head: str) -> tuple[str, int | None, tuple[int, float] | None]:
    """Separator, column of the time, column of the speed with its factor to km/h."""
    separator = max(_SEPARATORS, key=head.count)
    columns = [_plain(word) for word in next(csv.reader([head], delimiter=separator), [])]
    time = next((columns.index(name) for name in _TIMES if name in columns), None)
    speed = next(((columns.index(n), by) for n, by in _SPEEDS.items() if n in columns), None)
    return separator, time, speed


def _plain(word: str) -> str:
    """`Speed [km/h]` is `speed_km_h`."""
    parts = "".join(c if c.isalnum() else " " for c in word.lower()).split()
    return "_".join(parts)


def _number(row: list[str], column: int, path: Path, line: int) -> float:
    try:
        value = float(row[column])
    except (IndexError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise HabitacleError(f"The cycle {path.name}, line {line}: a number is missing.")
    return value
