"""The HMI as a child process of the desk: ended, killed and started again on purpose."""

import socket
import threading
from collections.abc import Mapping, Sequence

from app.emulator.guard import GuardedProcess
from app.emulator.hands import Hands


class HmiProcess:
    """One HMI after another, each of the same command and environment.

    With *hands* each gets one end of a new socket pair and *hands* the other.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], hands: Hands | None = None
    ) -> None:
        self._command = list(command)
        self._environment = dict(environment)
        self._hands = hands
        self._lock = threading.RLock()
        self._process: GuardedProcess | None = None
        self._down = False

    def start(self) -> None:
        """Start it; RuntimeError if it runs."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                raise RuntimeError("the HMI is running already")
            self._process = self._started()
            self._down = False

    def poll(self) -> int | None:
        """Exit code, or None while it runs or is down on purpose; never waits."""
        process = self._process
        return None if self._down or process is None else process.poll()

    def stop(self) -> int | None:
        """End it cleanly. Idempotent; the exit code."""
        with self._lock:
            code = None if self._process is None else self._process.stop()
            if self._hands is not None:
                self._hands.detach()
            return code

    def take_down(self, *, kill: bool) -> None:
        """End it on purpose, cleanly or as a crash would; `poll` says nothing of it."""
        with self._lock:
            self._down = True
            if self._process is not None:
                self._process.kill() if kill else self._process.stop()

    def restart(self, *, kill: bool = False) -> None:
        """End it and start it again over the same data."""
        with self._lock:
            self.take_down(kill=kill)
            self.start()

    def _started(self) -> GuardedProcess:
        if self._hands is None:
            process = GuardedProcess(self._command, self._environment)
            process.start()
            return process
        ours, theirs = socket.socketpair()
        with theirs:
            words = [*self._command, "--developer", "--hands", str(theirs.fileno())]
            process = GuardedProcess(words, self._environment, (theirs.fileno(),))
            process.start()
        self._hands.attach(ours)
        return process
