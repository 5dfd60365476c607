"""Requests that wait for an answer, and how long (specification section 7.2)."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class OpenRequests:
    """Deadlines (monotonic seconds) by id of the request; an answer after it is still an answer."""

    _due: dict[str, float] = field(default_factory=dict)

    def expect(self, message: str, at: float) -> None:
        """An answer to *message* should be here by then."""
        self._due[message] = at

    def answered(self, message: str) -> bool:
        """The answer is here; whether it was in time."""
        return self._due.pop(message, None) is not None

    def take_due(self, now: float) -> list[str]:
        """Those whose time is over, the longest waiting first; each once."""
        over = sorted((at, message) for message, at in self._due.items() if at <= now)
        for _, message in over:
            del self._due[message]
        return [message for _, message in over]

    def next_due(self) -> float | None:
        """The next deadline."""
        return min(self._due.values(), default=None)
