"""A change signal without Qt: facts are state, listeners are told that it moved."""

from collections.abc import Callable


class Change:
    """Calls its listeners, in the order they connected, on the thread that emits.

    A listener that raises is a defect of the listener: the error propagates to the emitter.
    """

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def connect(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Add *listener*; returns a function that removes it again (idempotent)."""
        self._listeners.append(listener)

        def disconnect() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return disconnect

    def emit(self) -> None:
        """Tell every listener."""
        for listener in tuple(self._listeners):
            listener()
