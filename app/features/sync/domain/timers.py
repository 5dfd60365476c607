"""Named deadlines on a monotonic clock that somebody else reads."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Timers:
    """One deadline (monotonic seconds) per name."""

    _due: dict[str, float] = field(default_factory=dict)

    def set(self, name: str, at: float) -> None:
        """Start *name*, or move it."""
        self._due[name] = at

    def cancel(self, *names: str) -> None:
        """Stop what runs of these."""
        for name in names:
            self._due.pop(name, None)

    def at(self, name: str) -> float | None:
        """When *name* is due; None when it does not run."""
        return self._due.get(name)

    def next_due(self) -> float | None:
        """The earliest deadline."""
        return min(self._due.values(), default=None)

    def take(self, now: float) -> list[str]:
        """Names that are due, earliest first; they run no more."""
        names = sorted((n for n, at in self._due.items() if at <= now), key=self._due.__getitem__)
        self.cancel(*names)
        return names
