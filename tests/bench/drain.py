"""A day's backlog against bare paho in the same run: `python -m tests.bench.drain [--rtt MS …]`.

Three runs in turn, several times over, on one broker with QoS 1 and the product's window, a 60 Hz
beat beside each: paho alone publishes the rows' own bytes, counted to the last PUBACK, nobody
listening; the product sends the same rows from its store, in bundles and singly, counted from
CONNACK to the commit of the last receipt, to a backend in a process of its own. Medians count.
"""

import argparse
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from app.adapters.clock import SystemClock
from app.adapters.mqtt import parse_broker_url
from app.adapters.mqtt.wire import tune_socket
from app.adapters.store import Outbox, Store
from app.core.message import Outgoing, QueuedMessage
from app.emulator.broker import Broker
from app.features.consent.book import ConsentBook
from app.features.consent.files import load_privacy
from app.features.consent.gateway import Gateway
from app.features.sync.domain.envelope import encode
from app.features.sync.ports import Hooks
from app.main.link import LinkParts, make_core, remember_caps
from app.main.paths import ASSETS
from app.main.sync_probe_overlay import load_overlay, with_partners
from tests.faults.probe import ROOT

_WINDOW = 62
_DEVICE = "drain"
_BEAT_S = 1 / 60
_PAD = 155
"""Makes rows of about 300 bytes."""
_BUNDLES = frozenset({"bundle", "zlib"})
_SINGLE = frozenset[str]()
_TARGET_S = {0: 2.0, 100: 8.0, 300: 20.0}
_SHARE = 0.8
_BEAT_MS = 33.0


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: seconds, and the beat beside it (99th percentile and longest interval, ms)."""

    seconds: float
    beat_p99: float
    beat_longest: float


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


def bare_paho(url: str, payloads: Sequence[bytes]) -> Ran:
    """Publish *payloads* with the product's window until each is acknowledged."""
    address = parse_broker_url(url)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "bare", protocol=mqtt.MQTTv5)
    client.max_inflight_messages_set(_WINDOW)
    ready, done = threading.Event(), threading.Event()
    left = [len(payloads)]

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
    beat = Beat()
    beat.start()
    begin = time.monotonic()
    for payload in payloads:
        client.publish("v1/bare/up/action", payload, qos=1)
    if not done.wait(600):
        raise SystemExit("bare paho did not finish")
    took = time.monotonic() - begin
    lateness = beat.stop()
    client.disconnect()
    client.loop_stop()
    return Ran(took, *lateness)


def product(url: str, count: int, caps: frozenset[str], rtt_ms: int) -> Ran:
    """Drain *count* rows; the round trip of SUBACK, after which the link is up, counts too."""
    up, news = threading.Event(), threading.Event()
    with tempfile.TemporaryDirectory(prefix="habitacle-drain-") as folder:
        clock = SystemClock()
        store = Store.open(Path(folder), clock)
        store.device_id = _DEVICE
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

        hooks = Hooks(link=linked, confirmed=lambda _ids: news.set())
        parts = LinkParts(store, outbox, gateway, clock, parse_broker_url(url), hooks=hooks)
        core = make_core(parts, lambda _status: None)
        beat = Beat()
        core.start()
        up.wait(30)
        begin = time.monotonic() - rtt_ms / 1000
        beat.start()
        while _waiting(store):
            if not news.wait(60):
                raise SystemExit("nothing was confirmed for a minute")
            news.clear()
        took = time.monotonic() - begin
        lateness = beat.stop()
        core.stop()
        store.close()
    return Ran(took, *lateness)


def with_backend(url: str, broker: str, count: int, caps: frozenset[str], rtt_ms: int = 0) -> Ran:
    """`product` with a backend in a process of its own."""
    command = [sys.executable, "-m", "tests.faults.backend", broker, _DEVICE, *caps]
    backend = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert backend.stdin is not None
    assert backend.stdout is not None
    try:
        backend.stdout.readline()
        result = product(url, count, caps, rtt_ms)
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
        data={"key": f"k-{n}", "pad": "x" * _PAD},
        id=f"k-{n}",
    )


def _payload(n: int) -> bytes:
    """The bytes of row *n* as the product publishes it alone."""
    act = _act(n)
    data = json.dumps(act.data, separators=(",", ":")).encode()
    row = QueuedMessage(
        *(n + 1, f"k-{n}", act.topic, act.type, 1, act.purpose, act.recipient, act.prio),
        *("00000000.1", int(time.time() * 1000), None, 1, data),
    )
    return encode(row)


def _waiting(store: Store) -> bool:
    def read(connection: sqlite3.Connection) -> bool:
        return bool(connection.execute("SELECT EXISTS(SELECT 1 FROM outbox)").fetchone()[0])

    return store.device.read(read).result()


@dataclass(slots=True)
class Rounds:
    """The runs of one round-trip time."""

    paho: list[Ran] = field(default_factory=list)
    single: list[Ran] = field(default_factory=list)
    bundles: list[Ran] = field(default_factory=list)

    def share(self, runs: Sequence[Ran]) -> float:
        """Rate of *runs* in parts of bare paho's, each run beside the one of its round."""
        pairs = zip(self.paho, runs, strict=True)
        return statistics.median(bare.seconds / ours.seconds for bare, ours in pairs)

    def beat(self) -> tuple[float, float]:
        """The beat beside the product: median of the 99th percentiles, longest interval, ms."""
        runs = [*self.single, *self.bundles]
        p99 = statistics.median(each.beat_p99 for each in runs)
        return p99, max(each.beat_longest for each in runs)

    def good(self, rtt_ms: int) -> bool:
        """Whether bundles are fast enough and the beat holds."""
        fast = self.share(self.bundles) >= _SHARE
        in_time = _seconds(self.bundles) <= _TARGET_S.get(rtt_ms, float("inf"))
        return fast and in_time and self.beat()[0] <= _BEAT_MS


def _seconds(runs: Sequence[Ran]) -> float:
    return statistics.median(each.seconds for each in runs)


def measure(rtt_ms: int, count: int, rounds: int) -> Rounds:
    """*rounds* times the three runs in turn."""
    found, payloads = Rounds(), [_payload(n) for n in range(count)]
    with Broker() as broker:
        url, proxy = _through(broker.url, rtt_ms)
        for _ in range(rounds):
            found.paho.append(bare_paho(url, payloads))
            found.bundles.append(with_backend(url, broker.url, count, _BUNDLES, rtt_ms))
            found.single.append(with_backend(url, broker.url, count, _SINGLE, rtt_ms))
        if proxy is not None and proxy.stdin is not None and proxy.stdout is not None:
            proxy.stdin.close()
            proxy.wait(5)
            proxy.stdout.close()
    return found


def main(argv: Sequence[str]) -> int:
    """Print a table; 0 when bundles reach 80 % of bare paho's rate, in time, and the beat holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.drain")
    parser.add_argument("--rtt", type=int, nargs="+", default=[0, 100, 300], metavar="MS")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5, help="at RTT 0; one with a delay")
    args = parser.parse_args(argv)
    sys.setswitchinterval(0.0005)  # as in the product
    good = True
    say("rtt ms   paho s  bundles s  rate  single s  rate  beat p99 / longest ms")
    for rtt in args.rtt:
        found = measure(rtt, args.count, 1 if rtt else args.rounds)
        p99, longest = found.beat()
        say(
            f"{rtt:6}  {_seconds(found.paho):7.2f}  {_seconds(found.bundles):9.2f}"
            f"  {found.share(found.bundles):4.0%}  {_seconds(found.single):8.2f}"
            f"  {found.share(found.single):4.0%}  {p99:.1f} / {longest:.1f}"
        )
        good &= found.good(rtt)
    return 0 if good else 1


def _through(url: str, rtt_ms: int) -> tuple[str, "subprocess.Popen[str] | None"]:
    """The broker's address behind a proxy of its own process."""
    if not rtt_ms:
        return url, None
    command = [sys.executable, "-m", "app.emulator.proxy", url.rpartition(":")[2], str(rtt_ms / 2)]
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
