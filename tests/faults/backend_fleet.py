"""A backend for many cars: confirms what comes within a moment, together, by car."""

import json
import sys
import threading
from collections import defaultdict

from app.adapters.mqtt import MqttClient

_GATHER_S = 0.02


def main(url: str) -> None:
    """Serve until stdin closes."""
    client, stop, lock = MqttClient(url, "fleet-backend"), threading.Event(), threading.Lock()
    waiting: defaultdict[str, list[str]] = defaultdict(list)

    def arrived(topic: str, payload: bytes, _about: object) -> None:
        with lock:
            waiting[topic.split("/")[1]].append(json.loads(payload)["id"])

    client.start(["$share/backend/v1/+/up/action"], arrived)
    client.wait_ready(5)

    def until_closed() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=until_closed, daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not stop.wait(_GATHER_S):
        with lock:
            due = dict(waiting)
            waiting.clear()
        for device, ids in due.items():
            client.publish(f"v1/{device}/down/receipt", json.dumps({"ids": ids}).encode())
    client.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
