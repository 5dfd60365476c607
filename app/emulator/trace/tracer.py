"""Listens to everything on a desk and writes it down as a trace."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from app.emulator.car.car import SimulatedCar
from app.emulator.car.frames import SentFrame
from app.emulator.cloud.speaker import MessagePort
from app.emulator.hands import Event, Hands
from app.emulator.trace.format import ACTS, MQTT, UI
from app.emulator.trace.writer import TraceWriter
from app.features.sync.domain.properties import Properties

_ALL_MESSAGES = ("v1/#",)


class Tracer:
    """One trace of a running desk, from `start` to `stop`; *port* is a connection of its own.

    Of a recording that is played in place of the simulation the frames of *vin_ids* are left out.
    """

    def __init__(
        self,
        writer: TraceWriter,
        car: SimulatedCar,
        port: MessagePort,
        hands: Hands | None = None,
        vin_ids: Sequence[int] = (),
    ) -> None:
        self._writer = writer
        self._car = car
        self._port = port
        self._hands = hands
        self._vin_ids = frozenset(vin_ids)
        self._unwatch: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to listen."""
        self._port.start(_ALL_MESSAGES, self._message)
        if self._hands is not None:
            self._unwatch = self._hands.watch(self._event)
        self._car.taps += (self._frames,)

    def note(self, verb: str, value: object) -> None:
        """The tester does something, in the words of a scenario's step."""
        self._writer.row(ACTS, {"do": verb, "value": value})

    def showing(self, page: str, language: str) -> None:
        """What the screen shows as the trace begins."""
        for kind, name in (("language", language), ("page", page)):
            self._writer.row(UI, {"event": kind, "name": name, "by_hands": False}, 0.0)

    def halt(self) -> None:
        """Listen no more; waits for nothing."""
        self._car.taps = tuple(tap for tap in self._car.taps if tap != self._frames)
        unwatch, self._unwatch = self._unwatch, lambda: None
        unwatch()

    def stop(self) -> Path:
        """End, and the file. HabitacleError when it could not be written; idempotent."""
        self.halt()
        self._port.close()
        return self._writer.close()

    def _frames(self, bus: str, frames: Sequence[SentFrame]) -> None:
        if self._vin_ids and self._car.playing is not None:
            frames = [each for each in frames if each.can_id not in self._vin_ids]
        self._writer.frames(bus, frames)

    def _event(self, event: Event) -> None:
        told = asdict(event)
        kind, at = told.pop("kind"), told.pop("t")
        self._writer.row(UI, {"event": kind, **told}, at)

    def _message(self, topic: str, payload: bytes, properties: Properties) -> None:
        correlation = properties.correlation
        told = {
            "content_type": properties.content_type,
            "retain": properties.retain,
            "response_topic": properties.response_topic,
            "correlation": None if correlation is None else base64.b64encode(correlation).decode(),
            "user": dict(properties.user),
        }
        body = base64.b64encode(payload).decode()
        self._writer.row(MQTT, {"topic": topic, "payload": body, "properties": told})
