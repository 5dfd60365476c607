"""The developers' port of the HMI: JSON lines over a socket pair, acts in turns of the GUI."""

import json
import logging
import socket
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Slot

from app.core.errors import HabitacleError

_log = logging.getLogger(__name__)
_CHUNK = 65_536
_LINE_MAX = 1_000_000
_UNSENT_MAX = 16_000_000
_BUDGET_S = 0.002

Turns = Generator[int, None, Any]
"""An act in portions: yields the milliseconds until its next turn, returns its answer."""
Act = Callable[[Mapping[str, Any]], Turns]


@dataclass
class _Job:
    number: int
    turns: Turns
    due: float


class Port(QObject):
    """Answers requests on *channel*, several at a time; gives up when the other side is gone.

    `acts` are what may be asked, by name. Belongs to the GUI thread.
    """

    def __init__(self, channel: socket.socket, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.acts: Mapping[str, Act] = {}
        self._channel = channel
        self._read = b""
        self._unsent = b""
        self._jobs: list[_Job] = []
        self._turn = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._turn.timeout.connect(self._work)
        kind = QSocketNotifier.Type
        self._readable = QSocketNotifier(channel.fileno(), kind.Read, self)
        self._readable.activated.connect(self._receive)
        self._writable = QSocketNotifier(channel.fileno(), kind.Write, self)
        self._writable.setEnabled(False)
        self._writable.activated.connect(self._flush)

    def tell(self, told: Mapping[str, Any]) -> None:
        """Send one object; never waits for the other side."""
        self._unsent += json.dumps(told, ensure_ascii=False).encode() + b"\n"
        self._flush()

    @Slot()
    def _receive(self) -> None:
        try:
            chunk = self._channel.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        *lines, self._read = (self._read + chunk).split(b"\n")
        if not chunk or len(self._read) > _LINE_MAX:
            self._give_up()
            return
        for line in lines:
            self._begin(line)
        self._plan()

    def _begin(self, line: bytes) -> None:
        try:
            request = json.loads(line)
            number, do = int(request["id"]), str(request["do"])
        except (ValueError, TypeError, KeyError):
            _log.warning("a request of %d bytes has no id or no act; dropped", len(line))
            return
        act = self.acts.get(do)
        if act is None:
            self.tell({"id": number, "error": f"There is no act '{do}'."})
            return
        self._jobs.append(_Job(number, act(request), time.monotonic()))

    @Slot()
    def _work(self) -> None:
        until = time.monotonic() + _BUDGET_S
        for job in list(self._jobs):
            now = time.monotonic()
            if now >= until:
                break
            if job.due <= now:
                self._step(job)
        self._plan()

    def _step(self, job: _Job) -> None:
        # Those that wait longest come first: one that was served goes to the end.
        self._jobs.remove(job)
        try:
            pause_ms = next(job.turns)
            job.due = time.monotonic() + pause_ms / 1000
            self._jobs.append(job)
        except StopIteration as end:
            self.tell({"id": job.number, "ok": end.value})
        except HabitacleError as error:
            self.tell({"id": job.number, "error": str(error)})
        except Exception as error:  # noqa: BLE001  one bad act must not end the others
            _log.exception("an act failed")
            what = f"The HMI has a fault: {type(error).__name__}: {error}"
            self.tell({"id": job.number, "error": what})

    def _plan(self) -> None:
        if self._jobs:
            due = min(job.due for job in self._jobs) - time.monotonic()
            self._turn.start(max(0, round(due * 1000)))

    @Slot()
    def _flush(self) -> None:
        try:
            while self._unsent:
                self._unsent = self._unsent[self._channel.send(self._unsent) :]
        except BlockingIOError:
            pass  # the rest when there is room again
        except OSError:
            self._give_up()
            return
        if len(self._unsent) > _UNSENT_MAX:
            _log.warning("the desk does not read what it asked for; its port is closed")
            self._give_up()
            return
        self._writable.setEnabled(bool(self._unsent))

    def _give_up(self) -> None:
        self._readable.setEnabled(False)
        self._writable.setEnabled(False)
        self._turn.stop()
        self._jobs.clear()
        self._unsent = b""
        self._channel.close()
