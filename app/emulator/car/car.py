"""The simulated car as one object: physics in real time, frames on loopback sockets."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.core.clock import Clock
from app.emulator.car.controls import Controls
from app.emulator.car.faults import Faults
from app.emulator.car.frames import SentFrame, lines
from app.emulator.car.model import Model
from app.emulator.car.parameters import Trouble
from app.emulator.car.recording import Player, Recording
from app.emulator.car.server import SocketcandServer
from app.emulator.car.simulation import STEP_MS, Simulation
from app.emulator.car.snapshot import CarState, snapshot

_STEP_NS = STEP_MS * 1_000_000
_MAX_LAG_NS = 10 * _STEP_NS

Tap = Callable[[str, Sequence[SentFrame]], None]
"""Hears bus and frames of each step, on the car's thread; must not wait."""


class SimulatedCar:
    """A car on the desk. It speaks only CAN: one socketcand port a bus.

    Nothing can be sent to it but requests to the ECUs on their bus.

    `profile_dir` holds `profile.toml`, the DBC files and `model.toml`; HabitacleError says what
    is wrong with them. Steps are due every 10 ms of the monotonic clock without drift; a process
    that was held up repeats at most 100 ms and lets the rest go. An object starts once. Each of
    `taps` hears all frames, whoever else takes them.
    """

    def __init__(self, profile_dir: Path, clock: Clock) -> None:
        self.taps: tuple[Tap, ...] = ()
        self._clock = clock
        self._simulation = Simulation(profile_dir)
        self._servers: dict[str, SocketcandServer] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated-car", daemon=True)
        self._frames_sent = 0
        self._player: Player | None = None

    @property
    def channels(self) -> dict[str, str]:
        """`socketcand:127.0.0.1:PORT/can0` by bus; empty before `start`."""
        return {bus: server.channel for bus, server in self._servers.items()}

    @property
    def controls(self) -> Controls:
        """The tester's hands."""
        return self._simulation.controls

    @property
    def faults(self) -> Faults:
        """Fault injection."""
        return self._simulation.faults

    @property
    def model(self) -> Model:
        """Its constants."""
        return self._simulation.car.model

    @property
    def trouble(self) -> tuple[Trouble, ...]:
        """Trouble codes that its ECUs could set."""
        return self._simulation.car.model.trouble

    @property
    def state(self) -> CarState:
        """The truth, copied between two steps."""
        with self._lock:
            return snapshot(self._simulation.car)

    @property
    def frames_sent(self) -> int:
        """Frames that at least one client was there to take."""
        return self._frames_sent

    @property
    def asleep(self) -> bool:
        """Whether the buses sleep because the car is at rest."""
        return self._simulation.asleep

    @property
    def known_ids(self) -> dict[str, frozenset[int]]:
        """Identifiers of its messages, by bus."""
        return {
            bus: frozenset(encoder.can_id for encoder in encoders)
            for bus, encoders in self._simulation.encoders.items()
        }

    @property
    def playing(self) -> tuple[str, float, float] | None:
        """Name, seconds so far and whole seconds of the recording that is played, or None."""
        player = self._player
        if player is None:
            return None
        return player.recording.name, player.elapsed_ms / 1000.0, player.recording.duration_s

    def play(self, recording: Recording | None) -> None:
        """Put a recording's frames on the buses instead of the car's own; None ends that.

        The simulation goes on unheard, and is heard again after the last frame.
        """
        self._player = None if recording is None else Player(recording)

    def start(self) -> None:
        """Open the ports and begin to move."""
        self._simulation.car.start_utc_s = self._clock.utc().timestamp()
        ecus = self._simulation.ecus
        for bus, encoders in self._simulation.encoders.items():
            accept = ecus.receive if bus == ecus.bus else None
            fd = any(encoder.fd for encoder in encoders)
            self._servers[bus] = SocketcandServer(bus, accept, fd=fd)
        for server in self._servers.values():
            server.start()
        self._thread.start()

    def stop(self) -> None:
        """End the threads and close all sockets; harmless when not started or stopped before."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        while self._servers:
            self._servers.popitem()[1].stop()

    def _run(self) -> None:
        due = self._clock.monotonic_ns()
        wait_s = 0.0
        while not self._stop.wait(wait_s):
            self._step()
            due += _STEP_NS
            now = self._clock.monotonic_ns()
            due = max(due, now - _MAX_LAG_NS)
            wait_s = max(0, due - now) / 1e9

    def _step(self) -> None:
        for bus, server in self._servers.items():
            server.set_down(self.faults.on("dropped", bus))
            if server.take_joined():
                self._simulation.announce(bus)
        with self._lock:
            frames = self._heard(self._simulation.step())
        now = self._clock.utc()
        stamp = f"{int(now.timestamp())}.{now.microsecond:06d}"
        for bus, batch in frames.items():
            if not batch:
                continue
            server = self._servers[bus]
            text = lines(batch, stamp, fd=False).encode()
            fd_text = lines(batch, stamp, fd=True).encode() if server.fd else None
            if server.send(text, fd_text):
                self._frames_sent += len(batch)
            if self.taps and not self.faults.on("dropped", bus):
                for tap in self.taps:
                    tap(bus, batch)

    def _heard(self, frames: Mapping[str, list[SentFrame]]) -> Mapping[str, list[SentFrame]]:
        player = self._player
        if player is None:
            return frames
        if player.ended:
            if self._player is player:
                self._player = None
            return frames
        return player.step(STEP_MS)
