"""A backend of its own: stores by id, confirms, sends commands until they are answered."""

import json
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.adapters.mqtt import MqttClient


@dataclass
class Kept:
    """What a backend has on disk: it survives `leave` and the broker's death."""

    keys: dict[str, str] = field(default_factory=dict)
    """Data of each action by the id that came first."""
    copies: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    """Ids that came again with other data."""
    commands: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    topics: Counter[str] = field(default_factory=Counter)


class Backend:
    """Uses nothing but the wire of `--print-contract`."""

    def __init__(
        self, url: str, device: str, *, caps: tuple[str, ...] = (), gather_s: float = 0.0
    ) -> None:
        self.kept = Kept()
        self._gather_s = gather_s
        self._unconfirmed: list[str] = []
        self._url = url
        self._device = device
        self._caps = caps
        self._client: MqttClient | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._repeater = threading.Thread(target=self._repeat, daemon=True)
        self._repeater.start()
        if gather_s:
            threading.Thread(target=self._confirm, daemon=True).start()

    def come(self) -> None:
        """Connect and listen."""
        if self._client is None:
            client = MqttClient(self._url, "backend")
            client.start([f"v1/{self._device}/up/#"], self._arrived)
            client.wait_ready(2.0)
            self._client = client

    def leave(self) -> None:
        """Disconnect."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def command(self, name: str) -> None:
        """Open a command."""
        with self._lock:
            self.kept.commands.add(name)
        self._send("cmd", {"id": name})

    def close(self) -> None:
        self._stop.set()
        self._repeater.join()
        self.leave()

    def _repeat(self) -> None:
        while not self._stop.wait(1.0):
            with self._lock:
                waiting = self.kept.commands - self.kept.answered
            for name in sorted(waiting)[:50]:
                self._send("cmd", {"id": name})

    def _arrived(self, topic: str, payload: bytes, _about: object) -> None:
        kind = topic.split("/", 3)[3]
        with self._lock:
            self.kept.topics[kind] += 1
        if kind == "cmdack":
            with self._lock:
                self.kept.answered.add(str(json.loads(payload)["id"]))
        elif kind == "state" and self._caps and b'"online"' in payload:
            self._send("hello", {"v": 1, "type": "hello", "caps": list(self._caps)})
        elif kind == "action":
            message = json.loads(_plain(payload))
            self._store(message)
            if self._gather_s:
                self._unconfirmed.append(message["id"])
            else:
                self._send("receipt", {"ids": [message["id"]]})

    def _confirm(self) -> None:
        """Receipts of what came within a moment, together."""
        while not self._stop.wait(self._gather_s):
            ids, self._unconfirmed = self._unconfirmed, []
            for begin in range(0, len(ids), 200):
                self._send("receipt", {"ids": ids[begin : begin + 200]})

    def _store(self, message: Mapping[str, Any]) -> None:
        rows = message["rows"] if message["type"] == "bundle" else [message]
        with self._lock:
            for row in rows:
                data = json.dumps(row["data"], sort_keys=True)
                self.kept.copies[row["id"]] += 1
                if self.kept.keys.setdefault(row["id"], data) != data:
                    self.kept.changed.append(row["id"])

    def _send(self, topic: str, body: Mapping[str, Any]) -> None:
        client = self._client
        if client is not None:
            client.publish(f"v1/{self._device}/down/{topic}", json.dumps(body).encode())


def _plain(payload: bytes) -> bytes:
    return payload if payload[:1] == b"{" else zlib.decompress(payload)


def settle(condition: Callable[[], object], seconds: float) -> float:
    """Seconds until *condition* holds; AssertionError when it does not in time."""
    begin = time.monotonic()
    while not condition():
        if time.monotonic() - begin > seconds:
            raise AssertionError(f"not within {seconds:g} s")
        time.sleep(0.02)
    return time.monotonic() - begin


def main(url: str, device: str, *caps: str) -> None:
    """Serve until stdin closes; prints how many rows are stored."""
    backend = Backend(url, device, caps=caps, gather_s=0.005)
    backend.come()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    sys.stdout.write(f"{len(backend.kept.keys)}\n")
    backend.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
