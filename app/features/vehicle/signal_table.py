"""What the tester's table of signals says: rows, words, filters and measured rates.

A tool, not a driver's screen: English, with a point as decimal sign, outside the catalogues.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from app.core.signals import Sample, Validity

if TYPE_CHECKING:
    from app.core.signal_facts import SignalFacts

HIDDEN = "Vehicle.CurrentLocation."
"""Positions are personal data (section 3.5): that one came is shown, where it is not."""
HIDDEN_TEXT = "hidden: location is off"
NOTHING = "\N{EN DASH}"
CHANGING_NS = 5_000_000_000
"""A value counts as changing for this long after its last change."""
_MARKS = {Validity.VALID: "ok", Validity.INVALID: "warning"}
_FLOAT_DIGITS = 2
_SECOND_NS = 1_000_000_000
_ENOUGH = 4
"""Messages within the short window from which it is used instead of the long one."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What never changes of a row, told apart by identity; `search` is its text in lower case."""

    path: str
    name: str
    unit: str
    decimals: int
    source: str
    search: str


class Cells(NamedTuple):
    """What moves in a row, as text; `mark` is a state of the theme: ok, warning or none."""

    value: str
    mark: str
    validity: str
    age: str
    rate: str


def entries(facts: "Iterable[SignalFacts]") -> tuple[Entry, ...]:
    """One row a path, in order of paths; several sources of a path share its row."""
    by_path: dict[str, list[SignalFacts]] = {}
    for item in facts:
        by_path.setdefault(item.path, []).append(item)
    return tuple(_entry(path, by_path[path]) for path in sorted(by_path))


def _entry(path: str, sources: "Sequence[SignalFacts]") -> Entry:
    first = sources[0]
    texts = [_source(item) for item in sources]
    name = path.removeprefix("Vehicle.")
    unit = first.unit or ""
    return Entry(
        path=path,
        name=name,
        unit=unit,
        decimals=first.decimals,
        source=texts[0] if len(texts) == 1 else f"{texts[0]} (+{len(texts) - 1})",
        search=" ".join([path, unit, *texts]).lower(),
    )


def _source(item: "SignalFacts") -> str:
    if item.can_id is None:
        return item.signal
    digits = 8 if item.extended else 3
    return f"{item.bus} {item.can_id:0{digits}X} {item.message}.{item.signal}"


def cells(entry: Entry, sample: Sample, now_ns: int, rate_hz: float | None) -> Cells:
    """The moving texts of a row at monotonic *now_ns*."""
    reason = sample.reason.value.replace("_", " ")
    hidden = entry.path.startswith(HIDDEN) and sample.value is not None
    return Cells(
        value="" if hidden else value_text(entry, sample),
        mark=_MARKS.get(sample.state, "none"),
        validity=HIDDEN_TEXT if hidden else f"{sample.state.value}{reason and ': '}{reason}",
        age=age_text(sample.age_ms(now_ns)),
        rate=NOTHING if rate_hz is None else f"{rate_hz:.1f}",
    )


def value_text(entry: Entry, sample: Sample) -> str:
    """The value, the last valid one of a slow signal, or a dash."""
    value = sample.last_valid if sample.value is None else sample.value
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.{max(entry.decimals, _FLOAT_DIGITS)}f}"
    return ", ".join(value) or "none" if isinstance(value, tuple) else str(value)


def age_text(age_ms: int | None) -> str:
    """Tenths of a second, then the largest whole unit."""
    if age_ms is None:
        return NOTHING
    seconds = age_ms // 1000
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{age_ms // 100 / 10:.1f} s"
    for length, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return NOTHING


def matches(entry: Entry, sample: Sample, words: Sequence[str]) -> bool:
    """Whether every one of *words* (lower case) stands in the row's path, source, unit or state."""
    state = f"{sample.state.value} {sample.reason.value.replace('_', ' ')}"
    return all(word in entry.search or word in state for word in words)


def is_wrong(sample: Sample) -> bool:
    """Whether the filter "not valid" shows it."""
    return sample.state is not Validity.VALID


class RateMeter:
    """Messages a second by path, from counts taken once a second.

    Measured over 2 s where enough came, else over 10 s, so that slow messages have a rate too.
    """

    def __init__(self) -> None:
        self._counts: deque[tuple[int, Mapping[str, int]]] = deque(maxlen=11)

    def clear(self) -> None:
        """Begin anew."""
        self._counts.clear()

    def take(self, now_ns: int, count: Callable[[], Mapping[str, int]]) -> None:
        """Ask *count* for the messages so far, unless that was less than a second ago."""
        if not self._counts or now_ns - self._counts[-1][0] >= _SECOND_NS:
            self._counts.append((now_ns, count()))

    def rate(self, path: str) -> float | None:
        """Messages a second; None for what is not received, or before the first second is over."""
        if len(self._counts) < 2 or path not in self._counts[-1][1]:  # noqa: PLR2004  a difference
            return None
        short = self._over(max(0, len(self._counts) - 3), path)
        return self._over(0, path)[1] if short[0] < _ENOUGH else short[1]

    def _over(self, first: int, path: str) -> tuple[int, float]:
        (began, before), (ended, now) = self._counts[first], self._counts[-1]
        count = now[path] - before.get(path, 0)
        return count, count * _SECOND_NS / (ended - began)
