"""An independent subscriber: mosquitto's own client, beside everything of ours."""

import json
import queue
import shutil
import subprocess
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import pytest


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as `mosquitto_sub` saw it."""

    topic: str
    size: int
    retained: bool
    payload: str

    @property
    def type(self) -> str:
        """Type in the envelope."""
        return str(self.body["type"])

    @property
    def body(self) -> dict[str, Any]:
        """The envelope."""
        body: dict[str, Any] = json.loads(self.payload)
        return body


class Witness:
    """Sees everything that cars publish, over MQTT 5."""

    def __init__(self, url: str) -> None:
        program = shutil.which("mosquitto_sub")
        if program is None:
            pytest.skip("needs mosquitto_sub (package mosquitto-clients), which is missing")
        at = urlsplit(url)
        where = ["-h", str(at.hostname), "-p", str(at.port), "-V", "mqttv5"]
        what = ["-t", "v1/+/up/#", "-q", "1", "-F", "%r %l %t %p"]
        self._process = subprocess.Popen(
            [program, *where, *what], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._seen: list[Seen] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def seen(self, kind: str) -> list[Seen]:
        """Messages of that type so far."""
        while not self._lines.empty():
            retained, size, topic, payload = self._lines.get().split(" ", 3)
            self._seen.append(Seen(topic, int(size), retained == "1", payload))
        return [each for each in self._seen if each.type == kind]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(5)
        self._thread.join(5)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\n"))
