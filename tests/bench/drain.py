"""A day's backlog against bare paho in the same run: `python -m tests.bench.drain [--rtt MS …]`.

For each round-trip time: paho alone publishes as many messages of the same size with the same
window, counted to the last PUBACK; then the product sends its backlog, counted from CONNACK to
the last receipt, singly and in bundles. Beside the product's drain a thread beats at 60 Hz.
"""

import argparse
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from app.adapters.clock import SystemClock
from app.adapters.mqtt import parse_broker_url
from app.adapters.mqtt.wire import tune_socket
from app.adapters.store import Outbox, Store
from app.core.message import Outgoing
from app.emulator.broker import Broker
from app.features.consent.book import ConsentBook
from app.features.consent.files import load_privacy
from app.features.consent.gateway import Gateway
from app.features.sync.domain.envelope import encode
from app.features.sync.ports import Hooks
from app.main.link import LinkParts, make_core, remember_caps
from app.main.paths import ASSETS
from app.main.sync_probe_overlay import load_overlay, with_partners
from tests.faults.backend import settle
from tests.faults.probe import ROOT

_WINDOW = 62
_BEAT_S = 1 / 60
_SIZE = 300


class Beat(threading.Thread):
    """Wakes 60 times a second and notes how late it was, as the GUI thread would."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.gaps_ms: list[float] = []
        self._stop_it = threading.Event()

    def run(self) -> None:
        last = due = time.monotonic()
        while not self._stop_it.is_set():
            due += _BEAT_S
            time.sleep(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            self.gaps_ms.append((now - last) * 1000)
            last, due = now, max(due, now)

    def stop(self) -> tuple[float, float]:
        """Interval at the 99th percentile and the longest, ms."""
        self._stop_it.set()
        self.join()
        ordered = sorted(self.gaps_ms) or [0.0]
        return ordered[int(len(ordered) * 0.99) - 1], ordered[-1]


def bare_paho(url: str, count: int) -> float:
    """Seconds for *count* acknowledged publishes with the product's window."""
    address = parse_broker_url(url)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "bare", protocol=mqtt.MQTTv5)
    client.max_inflight_messages_set(_WINDOW)
    ready, done = threading.Event(), threading.Event()
    left = [count]

    def acknowledged(*_args: object) -> None:
        left[0] -= 1
        if not left[0]:
            done.set()

    client.on_connect = lambda *_args: ready.set()
    client.on_publish = acknowledged
    client.on_socket_open = tune_socket
    client.connect_async(address.host, address.port)
    client.loop_start()
    ready.wait(10)
    payload = b"x" * _SIZE
    begin = time.monotonic()
    for _ in range(count):
        client.publish("v1/bare/up/action", payload, qos=1)
    if not done.wait(600):
        raise SystemExit("bare paho did not finish")
    took = time.monotonic() - begin
    client.disconnect()
    client.loop_stop()
    return took


def product(url: str, count: int, caps: frozenset[str]) -> tuple[float, tuple[float, float]]:
    """Seconds from CONNACK to the last receipt, and the beat beside it (p99, longest, ms)."""
    up = threading.Event()
    with tempfile.TemporaryDirectory(prefix="habitacle-drain-") as folder:
        clock = SystemClock()
        store = Store.open(Path(folder), clock)
        store.device_id = "drain"
        privacy = with_partners(load_privacy(ASSETS), load_overlay())
        book = ConsentBook(privacy.registry, privacy.notice_majors, clock)
        gateway = Gateway(book, privacy.topics, lambda row: len(encode(row)))
        outbox = Outbox(store, gateway)
        remember_caps(store, caps).result()
        acts = [partial(_add, outbox, _act(n)) for n in range(count)]
        for writing in list(map(store.device.write, acts)):
            writing.result()

        def linked(is_up: bool, _reason: str) -> None:
            if is_up:
                up.set()

        parts = LinkParts(
            store, outbox, gateway, clock, parse_broker_url(url), hooks=Hooks(link=linked)
        )
        core = make_core(parts, lambda _status: None)
        beat = Beat()
        core.start()
        up.wait(30)
        begin = time.monotonic()
        beat.start()
        settle(lambda: outbox.counts().result().waiting == 0, 600)
        took = time.monotonic() - begin
        lateness = beat.stop()
        core.stop()
        store.close()
    return took, lateness


def with_backend(
    url: str, broker: str, count: int, caps: frozenset[str]
) -> tuple[float, tuple[float, float]]:
    """`product` with a backend in a process of its own."""
    command = [sys.executable, "-m", "tests.faults.backend", broker, "drain", *caps]
    backend = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert backend.stdin is not None
    assert backend.stdout is not None
    try:
        backend.stdout.readline()
        result = product(url, count, caps)
        stored = int(backend.communicate("", 10)[0])
    finally:
        backend.kill()
    if stored != count:
        raise SystemExit(f"the backend has {stored} of {count} rows")
    return result


def _add(outbox: Outbox, act: Outgoing, connection: sqlite3.Connection) -> None:
    outbox.add(connection, act)


def _act(n: int) -> Outgoing:
    return Outgoing(
        *("up/action", "probe.action", "P1", "manufacturer", 3),
        data={"key": f"k-{n}", "pad": "x" * (_SIZE - 170)},
        id=f"k-{n}",
    )


def main(argv: Sequence[str]) -> int:
    """Print a table; 0 when every rate is at least 80 % of bare paho's."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.drain")
    parser.add_argument("--rtt", type=int, nargs="+", default=[0, 100, 300], metavar="MS")
    parser.add_argument("--count", type=int, default=10_000)
    args = parser.parse_args(argv)
    sys.setswitchinterval(0.0005)  # as in the product
    good = True
    say("rtt ms   paho s  single s  ratio  bundles s  ratio  beat p99 / max ms (bundles)")
    for rtt in args.rtt:
        with Broker() as broker:
            url, proxy = _through(broker.url, rtt)
            paho = statistics.median(bare_paho(url, args.count) for _ in range(1 if rtt else 3))
            results = [
                with_backend(url, broker.url, args.count, caps)
                for caps in (frozenset[str](), frozenset({"bundle", "zlib"}))
            ]
            (single, _), (bundles, (p99, longest)) = results
            say(
                f"{rtt:6}  {paho:7.2f}  {single:8.2f}  {paho / single:5.0%}  {bundles:9.2f}"
                f"  {paho / bundles:5.0%}  {p99:.1f} / {longest:.1f}"
            )
            good &= paho / bundles >= 0.8
            if proxy is not None and proxy.stdin is not None and proxy.stdout is not None:
                proxy.stdin.close()
                proxy.wait(5)
                proxy.stdout.close()
    return 0 if good else 1


def _through(url: str, rtt_ms: int) -> tuple[str, "subprocess.Popen[str] | None"]:
    """The broker's address behind a proxy of its own process."""
    if not rtt_ms:
        return url, None
    command = [sys.executable, "-m", "tests.faults.proxy", url.rpartition(":")[2], str(rtt_ms / 2)]
    proxy = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert proxy.stdout is not None
    return f"mqtt://127.0.0.1:{proxy.stdout.readline().strip()}", proxy


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
