"""The probe's lines: read without ever waiting for a commit, answered in order."""

import os
import queue
import re
import select
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Protocol

Answer = Future[str]
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_LINE_MAX = 4096


class Car(Protocol):
    """What a line may ask of the car; each answer is one line without its end."""

    def do(self, key: str, kind: str) -> Answer:
        """A driver's act."""

    def dump(self) -> Answer:
        """The state."""

    def consent(self, verb: str, purpose: str, recipient: str) -> Answer:
        """Give or withdraw."""

    def network(self, *, on: bool) -> Answer:
        """Hold the link down, or free it."""

    def shift_clock(self, seconds: float) -> Answer:
        """Move the wall clock."""

    def ledger(self) -> Answer:
        """What left."""


class Output:
    """Whole lines on a descriptor, from any thread, one write each."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._broken = False

    def line(self, text: str) -> None:
        """Write *text* and the line's end; a reader that left is no reason to stop."""
        data = memoryview(text.encode() + b"\n")
        with self._lock:
            while data and not self._broken:
                try:
                    data = data[os.write(self._descriptor, data) :]
                except BrokenPipeError:
                    self._broken = True


class Lines:
    """Reads *descriptor* on the calling thread; a thread of its own writes the answers."""

    def __init__(self, descriptor: int, output: Output, car: Car) -> None:
        self._descriptor = descriptor
        self._output = output
        self._car = car
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._wake_in, self._wake_out = os.pipe()

    def quit(self) -> None:
        """End `run` after the line at hand; safe in a signal handler."""
        os.write(self._wake_out, b"q")

    def run(self) -> None:
        """Until QUIT, the end of input, or `quit`; every line read is answered then."""
        printer = threading.Thread(target=self._print, name="answers", daemon=True)
        printer.start()
        for line in self._lines():
            if line.strip() == b"QUIT":
                break
            if line.strip():
                self._answers.put(self._guarded(line))
        self._answers.put(None)
        printer.join()
        os.close(self._wake_in)

    def _lines(self) -> Iterator[bytes]:
        rest = b""
        while True:
            ready, _, _ = select.select([self._descriptor, self._wake_in], [], [])
            if self._wake_in in ready:
                return
            chunk = os.read(self._descriptor, 65536)
            *lines, rest = (rest + chunk).split(b"\n")
            yield from lines
            if not chunk:
                if rest:
                    yield rest
                return
            if len(rest) > _LINE_MAX:
                yield rest
                rest = b""

    def _print(self) -> None:
        while (answer := self._answers.get()) is not None:
            self._output.line(answer.result())

    def _guarded(self, line: bytes) -> Answer:
        try:
            return self._answer(line.decode())
        except ValueError as error:
            return said(f"ERROR {error}")

    def _answer(self, line: str) -> Answer:
        if len(line) > _LINE_MAX:
            raise ValueError("the line is too long")
        verb, *words = line.split()
        forms: dict[str, tuple[int, int, Callable[..., Answer]]] = {
            "DO": (1, 2, self._do),
            "DUMP": (0, 0, self._car.dump),
            "CONSENT": (3, 3, self._consent),
            "NET": (1, 1, self._net),
            "CLOCK": (1, 1, self._clock),
            "LEDGER": (0, 0, self._car.ledger),
        }
        if verb not in forms:
            raise ValueError(f"unknown word {verb[:32]!a}")
        least, most, act = forms[verb]
        if not least <= len(words) <= most:
            raise ValueError(f"{verb} takes {least} to {most} words")
        return act(*words)

    def _do(self, key: str, kind: str = "probe.action") -> Answer:
        if not _KEY.fullmatch(key):
            return said(f"REFUSED {key} bad_key")
        return self._car.do(key, kind)

    def _consent(self, verb: str, purpose: str, recipient: str) -> Answer:
        if verb not in {"GIVE", "WITHDRAW"}:
            raise ValueError("CONSENT takes GIVE or WITHDRAW")
        return self._car.consent(verb, purpose, recipient)

    def _net(self, word: str) -> Answer:
        if word not in {"ON", "OFF"}:
            raise ValueError("NET takes ON or OFF")
        return self._car.network(on=word == "ON")

    def _clock(self, word: str) -> Answer:
        seconds = float(word)
        if not abs(seconds) <= _CLOCK_MAX:
            raise ValueError("CLOCK takes seconds, at most a century")
        return self._car.shift_clock(seconds)


_CLOCK_MAX = 100 * 366 * 86_400.0


def said(line: str) -> Answer:
    """An answer that is known already."""
    answer: Answer = Future()
    answer.set_result(line)
    return answer
