"""Slow values over a restart (vehicle data specification, section 3.4)."""

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.core.clock import Clock
from app.core.signals import Sample, Value
from app.core.slow_values import SlowValue, keepable, restorable

SAVE_EVERY_S = 60
_log = logging.getLogger(__name__)


class SlowStore(Protocol):
    """Where the slow values of this very vehicle profile survive."""

    def save(self, values: Sequence[SlowValue], drop_before: datetime) -> "Future[None]":
        """Replace values by path, forget those older than *drop_before*."""

    def load(self) -> "Future[list[SlowValue]]":
        """What was saved."""


@dataclass(frozen=True, slots=True)
class MemoryPorts:
    """The world around the memory.

    `sample` tells what is known of a path now; `restore` takes (path, value, monotonic ns) of old
    values for paths of which nothing came yet; `post` leads back to the memory's thread.
    """

    store: SlowStore
    clock: Clock
    sample: Callable[[str], Sample]
    restore: Callable[[Iterable[tuple[str, Value, int]]], None]
    post: Callable[[Callable[[], None]], None]


class SlowMemory:
    """Saves the values of *paths* every minute and brings back those of the run before.

    Both need trusted wall time: without it nothing is saved, and what was loaded waits until time
    can be trusted. A value older than *drop_after_s* does not come back.
    """

    def __init__(self, ports: MemoryPorts, paths: Iterable[str], drop_after_s: float) -> None:
        self._ports = ports
        self._paths = tuple(paths)
        self._drop_after_s = drop_after_s
        self._loaded: list[SlowValue] = []
        self._saved_ns = ports.clock.monotonic_ns()
        self._failing = False

    def start(self) -> None:
        """Load what the run before has left."""
        loading = self._ports.store.load()
        loading.add_done_callback(lambda done: self._ports.post(lambda: self._take(done)))

    def tick(self) -> None:
        """Call every few seconds: restores late, saves when a minute is over."""
        self._restore()
        now = self._ports.clock.monotonic_ns()
        if now - self._saved_ns >= SAVE_EVERY_S * 1_000_000_000:
            self._saved_ns = now
            self.save()

    def save(self) -> None:
        """Queue the present values for the store; nothing while time is not trusted."""
        clock = self._ports.clock
        if not clock.trusted:
            return
        now = clock.utc()
        samples = [self._ports.sample(path) for path in self._paths]
        values = keepable(samples, clock.monotonic_ns(), now)
        saving = self._ports.store.save(values, now - timedelta(seconds=self._drop_after_s))
        saving.add_done_callback(lambda done: self._ports.post(lambda: self._report(done)))

    def _take(self, done: "Future[list[SlowValue]]") -> None:
        error = done.exception()
        if error is not None:
            _log.warning("the values of the last run cannot be read: %s", error)
            return
        self._loaded = done.result()
        self._restore()

    def _restore(self) -> None:
        clock = self._ports.clock
        if not self._loaded or not clock.trusted:
            return
        loaded, self._loaded = self._loaded, []
        now_ns, now = clock.monotonic_ns(), clock.utc()
        self._ports.restore(restorable(loaded, now_ns, now, self._drop_after_s))

    def _report(self, done: "Future[None]") -> None:
        error = done.exception()
        if error is not None and not self._failing:
            _log.warning("the car's values cannot be kept for the next start: %s", error)
        elif error is None and self._failing:
            _log.info("the car's values are kept again")
        self._failing = error is not None
