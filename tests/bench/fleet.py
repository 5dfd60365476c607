"""Head units without a screen on one broker: `python -m tests.bench.fleet N [--rate R] [--s S]`.

N cars with store, gateway, ledger and sync core each, several in a process, make R acts a minute.
Reports messages a second, processor time and bytes on the wire a car; the broker's are its own
counters ($SYS), so that every byte of MQTT counts.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.adapters.clock import SystemClock
from app.adapters.mqtt import MqttClient, parse_broker_url
from app.adapters.store import Outbox, Store
from app.core.message import Outgoing
from app.emulator.broker import Broker
from app.features.consent.book import ConsentBook
from app.features.consent.files import load_privacy
from app.features.consent.gateway import Gateway
from app.features.sync.domain.envelope import encode
from app.features.sync.service import SyncCore
from app.main.link import LinkParts, make_core
from app.main.paths import ASSETS
from app.main.sync_probe_overlay import load_overlay, with_partners
from tests.bench.drain import say
from tests.faults.backend import settle
from tests.faults.probe import ROOT

_PER_PROCESS = 25
_BYTES = ("$SYS/broker/bytes/received", "$SYS/broker/bytes/sent")


class Car:
    """One head unit."""

    def __init__(self, folder: Path, url: str, name: str) -> None:
        clock = SystemClock()
        self.store = Store.open(folder / name, clock)
        self.store.device_id = name
        privacy = with_partners(load_privacy(ASSETS), load_overlay())
        book = ConsentBook(privacy.registry, privacy.notice_majors, clock)
        gateway = Gateway(book, privacy.topics, lambda row: len(encode(row)))
        self.outbox = Outbox(self.store, gateway)
        parts = LinkParts(self.store, self.outbox, gateway, clock, parse_broker_url(url))
        self.core: SyncCore = make_core(parts, lambda _status: None)
        self.core.start()

    def act(self, n: int) -> None:
        """One act of the driver, about 300 B."""
        outgoing = Outgoing(
            *("up/action", "probe.action", "P1", "manufacturer", 3),
            data={"key": f"k-{n}", "pad": "x" * 130},
        )
        writing = self.store.device.write(lambda connection: self.outbox.add(connection, outgoing))
        writing.add_done_callback(lambda _done: self.core.nudge(urgent=True))

    def waiting(self) -> int:
        return self.outbox.counts().result().waiting

    def close(self) -> None:
        self.core.stop()
        self.store.close()


def serve(url: str, first: int, count: int, per_minute: float, seconds: float) -> None:
    """*count* cars in this process, from `first` on; prints processor seconds and acts."""
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory(prefix="habitacle-fleet-") as folder:
        cars = [Car(Path(folder), url, f"car-{first + n}") for n in range(count)]
        say("ready")
        sys.stdin.readline()
        cpu, begin, acts = time.process_time(), time.monotonic(), 0
        pause = 60 / per_minute / count
        while time.monotonic() - begin < seconds:
            cars[acts % count].act(acts)
            acts += 1
            time.sleep(max(0.0, begin + acts * pause - time.monotonic()))
        settle(lambda: not any(car.waiting() for car in cars), 120)
        say(f"{time.process_time() - cpu} {acts}")
        for car in cars:
            car.close()


def main(argv: Sequence[str]) -> int:
    """Print the figures; 0 when every act was confirmed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fleet")
    parser.add_argument("cars", type=int)
    parser.add_argument("--rate", type=float, default=60.0, help="acts a minute and car")
    parser.add_argument("--s", type=float, default=20.0, help="seconds")
    args = parser.parse_args(argv)
    with Broker(more="sys_interval 1\n") as broker:
        counters: dict[str, int] = {}
        meter = MqttClient(broker.url, "meter")
        meter.start(list(_BYTES), lambda topic, payload, _: counters.update({topic: int(payload)}))
        backends = [sys.executable, "-m", "tests.faults.backend_fleet", broker.url]
        backend = _start(backends)
        workers = [
            _start([sys.executable, "-m", "tests.bench.fleet", "--serve", broker.url, *words])
            for words in _shares(args)
        ]
        time.sleep(2.5)  # connects and births are not of the day's traffic
        before, begin = sum(counters.values()), time.monotonic()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        results = [_line(worker).split() for worker in workers]
        took = time.monotonic() - begin
        time.sleep(1.2)
        traffic = sum(counters.values()) - before
        for worker in workers:
            worker.communicate(timeout=30)
        backend.communicate(timeout=10)
        meter.close()
    cpu, acts = sum(float(each[0]) for each in results), sum(int(each[1]) for each in results)
    say(f"cars {args.cars}, acts {acts} in {took:.1f} s: {acts / took:.0f} acts/s confirmed")
    say(
        f"processor: {cpu / took / args.cars:.2%} of a core a car, {cpu / acts * 1e3:.2f} ms an act"
    )
    say(f"bytes, the backend's share included: {traffic / args.cars / took:.0f} B/s a car,")
    say(f"{traffic / acts:.0f} B an act")
    return 0


def _shares(args: argparse.Namespace) -> list[list[str]]:
    shares = []
    for first in range(0, args.cars, _PER_PROCESS):
        count = min(_PER_PROCESS, args.cars - first)
        shares.append([str(first), str(count), str(args.rate), str(args.s)])
    return shares


def _start(command: list[str]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    _line(process)
    return process


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(
            sys.argv[2],
            int(sys.argv[3]),
            int(sys.argv[4]),
            float(sys.argv[5]),
            float(sys.argv[6]),
        )
    else:
        sys.exit(main(sys.argv[1:]))
