"""Two clients that are wrong on purpose, speaking the probe's lines: the suite must fail them.

`memory` keeps its outbox in memory; `puback` stores it, and deletes on the broker's word.
"""

import argparse
import json
import sqlite3
import sys
import threading
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.subscribeoptions import SubscribeOptions


class WrongClient:
    """Answers DO, DUMP and QUIT; applies a command each time it has not seen it in this run."""

    def __init__(self, kind: str, folder: Path, device: str, port: int) -> None:
        self._device = device
        where = ":memory:" if kind == "memory" else folder / "wrong.db"
        self._on_puback = kind == "puback"
        self._lock = threading.RLock()
        self._db = sqlite3.connect(where, check_same_thread=False)
        self._db.executescript(
            "CREATE TABLE IF NOT EXISTS outbox(id TEXT PRIMARY KEY, sent INTEGER DEFAULT 0);"
            "CREATE TABLE IF NOT EXISTS done(id TEXT PRIMARY KEY);"
            "CREATE TABLE IF NOT EXISTS applied(id TEXT PRIMARY KEY)"
        )
        self._sent: dict[int, str] = {}
        self._early: set[int] = set()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, device, protocol=mqtt.MQTTv5)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = self._connected
        self._client.on_publish = self._published
        self._client.on_message = self._arrived
        self._client.connect_async("127.0.0.1", port, clean_start=False)
        self._client.loop_start()

    def do(self, key: str) -> str:
        with self._lock, self._db:
            done = self._db.execute("SELECT 1 FROM done WHERE id=?", (key,)).fetchone()
            if done is None:
                self._db.execute("INSERT OR IGNORE INTO outbox(id) VALUES(?)", (key,))
        self._send(key)
        return f"ACCEPTED {key}"

    def dump(self) -> str:
        with self._lock:
            count = self._db.execute("SELECT count(*) FROM outbox").fetchone()[0]
            done = [row[0] for row in self._db.execute("SELECT id FROM done")]
            applied = {row[0]: 1 for row in self._db.execute("SELECT id FROM applied")}
        state = {"outbox": count, "confirmed": done, "applied": applied}
        return f"STATE {json.dumps(state)}"

    def _send(self, key: str) -> None:
        body = {"v": 1, "id": key, "type": "probe.action", "data": {"key": key}}
        info = self._client.publish(
            f"v1/{self._device}/up/action", json.dumps(body).encode(), qos=1
        )
        with self._lock:
            early = info.mid in self._early
            self._early.discard(info.mid)
            if not early:
                self._sent[info.mid] = key
        if early and self._on_puback:
            self._settle(key)

    def _settle(self, key: str) -> None:
        with self._lock, self._db:
            self._db.execute("DELETE FROM outbox WHERE id=?", (key,))
            self._db.execute("INSERT OR IGNORE INTO done VALUES(?)", (key,))

    def _connected(self, client: mqtt.Client, *_rest: object) -> None:
        client.subscribe(f"v1/{self._device}/down/#", options=SubscribeOptions(qos=1))
        with self._lock:
            waiting = [row[0] for row in self._db.execute("SELECT id FROM outbox")]
        for key in waiting:
            self._send(key)

    def _published(self, _client: mqtt.Client, _data: object, mid: int, *_rest: object) -> None:
        with self._lock:
            key = self._sent.pop(mid, None)
            if key is None:
                self._early.add(mid)
        if key is not None and self._on_puback:
            self._settle(key)

    def _arrived(self, client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        body = json.loads(message.payload)
        if message.topic.endswith("/receipt"):
            for key in body["ids"]:
                self._settle(key)
        elif message.topic.endswith("/cmd"):
            with self._lock, self._db:
                self._db.execute("INSERT OR IGNORE INTO applied VALUES(?)", (body["id"],))
            answer = {"v": 1, "id": body["id"], "result": "applied"}
            client.publish(f"v1/{self._device}/up/cmdack", json.dumps(answer).encode(), qos=1)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Read lines until QUIT."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("memory", "puback"))
    parser.add_argument("--url", required=True)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--device", required=True)
    args = parser.parse_args()
    client = WrongClient(args.kind, args.data_dir, args.device, int(args.url.rpartition(":")[2]))
    _say("READY")
    for line in sys.stdin:
        verb, _, key = line.strip().partition(" ")
        if verb == "QUIT":
            break
        _say(client.dump() if verb == "DUMP" else client.do(key))


if __name__ == "__main__":
    main()
