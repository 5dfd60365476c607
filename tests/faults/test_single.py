"""One fault at a time, with the time the product may take (short forms)."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.adapters.mqtt import MqttClient
from app.emulator.broker import Broker
from app.emulator.proxy import Pipe, Proxy
from tests.faults.backend import Backend, settle
from tests.faults.probe import Probe
from tests.faults.run import DEVICE


class Bench:
    """Broker, proxy, backend and a probe that is up."""

    def __init__(self, folder: Path) -> None:
        self.broker = Broker()
        self.broker.start()
        self.proxy = Proxy(int(self.broker.url.rpartition(":")[2]))
        self.backend = Backend(self.broker.url, DEVICE)
        self.backend.come()
        args = ["--url", self.proxy.url, "--data-dir", str(folder), "--device", DEVICE]
        self.probe = Probe([*args, "--events"])
        self.probe.start()
        self.await_line("LINK up")

    def await_line(self, line: str, after: int = 0, seconds: float = 20.0) -> float:
        begin = time.monotonic()
        self.probe.wait(lambda: line in self.probe.lines[after:], seconds, line)
        return time.monotonic() - begin

    def confirmed(self, key: str, seconds: float = 20.0) -> float:
        """Seconds from the act to the backend's receipt."""
        before = len(self.probe.lines)
        begin = time.monotonic()
        self.probe.do(key)
        self.await_line(f"CONFIRMED {key}", before, seconds)
        return time.monotonic() - begin

    def close(self) -> None:
        self.probe.kill()
        self.backend.close()
        self.proxy.close()
        self.broker.stop()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def test_a_purchase_on_a_good_link_is_a_matter_of_milliseconds(bench: Bench) -> None:
    times = sorted(bench.confirmed(f"a-{n}") for n in range(100))
    assert times[50] < 0.03, times[-5:]


def test_after_a_short_cut_the_next_purchase_waits_about_a_second(bench: Bench) -> None:
    times = []
    for n in range(5):
        before = len(bench.probe.lines)
        bench.proxy.each(Pipe.reset)
        bench.probe.wait(
            lambda before=before: any(
                line.startswith("LINK down") for line in bench.probe.lines[before:]
            ),
            5,
            "LINK down",
        )
        times.append(bench.confirmed(f"a-{n}"))
    assert sorted(times)[2] < 2.5, times


def test_a_dead_link_is_noticed_while_a_purchase_waits(bench: Bench) -> None:
    before = len(bench.probe.lines)
    bench.proxy.black_hole = True
    begin = time.monotonic()
    bench.probe.do("a-1")
    bench.probe.wait(
        lambda: any(line.startswith("LINK down") for line in bench.probe.lines[before:]),
        10,
        "LINK down",
    )
    assert time.monotonic() - begin < 6.0
    bench.proxy.heal()
    bench.await_line("CONFIRMED a-1", before)


@pytest.mark.parametrize("shift", [-1.7e9, 3.2e8, -3600.0])
def test_a_wall_clock_that_jumps_changes_nothing_that_matters(bench: Bench, shift: float) -> None:
    bench.confirmed("a-0")
    bench.probe.ask(f"CLOCK {shift}", "CLOCK")
    for n in range(1, 6):
        bench.confirmed(f"a-{n}", 5)
    state = bench.probe.dump()
    assert state["confirmed"] == [f"a-{n}" for n in range(6)]
    assert list(bench.backend.kept.keys) == [f"a-{n}" for n in range(6)]
    assert state["dropped"] == 0


def test_rows_queued_under_a_consent_never_leave_after_its_withdrawal(bench: Bench) -> None:
    probe = bench.probe
    probe.ask("NET OFF", "LINK off")
    probe.ask("CONSENT GIVE P3 garage-demo", "CONSENT")
    count = 2000
    probe.asked.update(dict.fromkeys(f"m-{n}" for n in range(count)))
    probe.say("\n".join(f"DO m-{n} maintenance.record" for n in range(count)))
    probe.wait(lambda: len(probe.accepted) == count, 60, "answers")
    probe.ask("CONSENT WITHDRAW P3 garage-demo", "CONSENT")
    probe.wait(lambda: len(probe.dropped) == count, 20, "DROPPED")
    probe.ask("NET ON", "LINK on")
    settle(lambda: bench.backend.kept.topics["withdraw/P3/garage-demo"] > 0, 20)
    bench.confirmed("a-1")
    assert not any(topic.startswith("maintenance") for topic in bench.backend.kept.topics)


Hostile = Callable[[int], tuple[str, bytes, bool]]
HOSTILE: tuple[Hostile, ...] = (
    lambda n: ("down/cmd", b"\xff\xfe" * n, False),
    lambda n: ("down/cmd", b"[" * 4000, n % 2 == 0),
    lambda n: ("down/receipt", b'{"ids":[' + b'"x",' * n + b'"y"]', False),
    lambda _n: ("down/receipt", json.dumps({"ids": ["x"] * 1001}).encode(), False),
    lambda _n: ("down/receipt", b"a" * 200_000, False),
    lambda n: ("down/cmd", json.dumps({"id": n}).encode(), False),
    lambda _n: ("down/cmd", b'{"id":"r-1"}', True),
    lambda _n: ("down/hello", b'{"caps":[1,2,{}]}', False),
    lambda _n: ("down/resp", b'{"re":"a-0","status":"ok","v":99}', False),
    lambda n: (f"down/unknown/{n}", b"{}", False),
    lambda _n: ("down/order", b'{"v":1,"type":"order.state","sig":"AAAA"}', False),
    lambda _n: ("down/session", b'{"v":1,"type":"session.update","data":{"x":NaN}}', True),
)


def test_hostile_messages_neither_stop_the_link_nor_act(bench: Bench) -> None:
    bench.confirmed("a-0")
    attacker = MqttClient(bench.broker.url, "attacker")
    attacker.start([], lambda *_: None)
    assert attacker.wait_ready(5)
    for n in range(200):
        topic, payload, retain = HOSTILE[n % len(HOSTILE)](n)
        attacker.publish(f"v1/{DEVICE}/{topic}", payload, retain=retain)
    attacker.publish(f"v1/{DEVICE}/down/cmd", b'{"id":"good"}')
    took = bench.await_line("APPLIED good", seconds=10)
    assert took < 3.0  # the target is 1 s on a machine of its own
    assert bench.confirmed("a-1") < 3.0
    state = bench.probe.dump()
    assert state["applied"] == {"good": 1}
    assert "LINK down" not in " ".join(bench.probe.lines)
    attacker.close()
