"""Requests and answers over a socket, one JSON object a line; calls wait, events are told."""

import contextlib
import itertools
import json
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from app.core.errors import HabitacleError

_CHUNK = 65_536


class HandsLost(HabitacleError):  # noqa: N818  it names a state, as the others do
    """The HMI has ended, or does not answer; `Hands.wait_ready` waits for the next one."""


class Line:
    """Our end of a socket pair; one thread reads it.

    *event* gets what the other side tells unasked, *lost* is called once when the other side has
    ended; both run on that thread and must not wait.
    """

    def __init__(
        self,
        end: socket.socket,
        event: Callable[[Mapping[str, Any]], None],
        lost: Callable[[], None],
    ) -> None:
        self._end = end
        self._event = event
        self._lost = lost
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[Any]] = {}
        self._open = True
        self._thread = threading.Thread(target=self._read, name="hands", daemon=True)
        self._thread.start()

    @property
    def open(self) -> bool:
        """Whether the other side is there, as far as is known."""
        return self._open

    def ask(self, do: str, words: Mapping[str, object], timeout_s: float) -> Any:
        """The answer to one request; HabitacleError with the other side's sentence, HandsLost."""
        number, answer = self.send(do, words)
        try:
            return answer.result(timeout_s)
        except TimeoutError:
            raise HandsLost(f"The HMI did not answer '{do}' within {timeout_s:g} s.") from None
        finally:
            with self._lock:
                self._waiting.pop(number, None)

    def send(self, do: str, words: Mapping[str, object]) -> "tuple[int, Future[Any]]":
        """Ask without waiting: number of the request and its answer to come."""
        answer: Future[Any] = Future()
        with self._lock:
            if not self._open:
                raise HandsLost("The HMI has ended.")
            number = next(self._numbers)
            self._waiting[number] = answer
            request = {"id": number, "do": do, **words}
            try:
                self._end.sendall(json.dumps(request).encode() + b"\n")
            except OSError as error:
                raise HandsLost("The HMI has ended.") from error
        return number, answer

    def close(self) -> None:
        """Let go; whoever waits gets HandsLost. Idempotent."""
        with contextlib.suppress(OSError):  # it had ended
            self._end.shutdown(socket.SHUT_RDWR)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _read(self) -> None:
        buffer = b""
        while chunk := self._receive():
            *lines, buffer = (buffer + chunk).split(b"\n")
            for line in lines:
                self._take(json.loads(line))
        self._end_all()

    def _receive(self) -> bytes:
        try:
            return self._end.recv(_CHUNK)
        except OSError:
            return b""

    def _take(self, told: Mapping[str, Any]) -> None:
        if "event" in told:
            self._event(told)
            return
        with self._lock:
            answer = self._waiting.pop(told["id"], None)
        if answer is None:
            return  # whoever asked has given up
        if "error" in told:
            answer.set_exception(HabitacleError(told["error"]))
        else:
            answer.set_result(told["ok"])

    def _end_all(self) -> None:
        with self._lock:
            self._open = False
            waiting, self._waiting = self._waiting, {}
        self._end.close()
        for answer in waiting.values():
            answer.set_exception(HandsLost("The HMI has ended."))
        self._lost()
