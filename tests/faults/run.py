"""One seeded run: acts and commands, a fault now and then, then peace, then the account."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.emulator.broker import Broker
from app.emulator.proxy import Pipe, Proxy
from tests.faults.backend import Backend
from tests.faults.probe import PROBE, Probe

DEVICE = "car-1"
_KILLS = ("broker", "broker", "broker, backend away", "app")
_RATE = 40.0
"""Acts a second."""


@dataclass(frozen=True)
class Outcome:
    """The account; everything but the times and counts must be empty or zero."""

    lost: tuple[str, ...]
    double: tuple[str, ...]
    phantom: tuple[str, ...]
    commands: tuple[str, ...]
    outbox: int
    drained_s: float
    broker_kills: int
    app_kills: int
    accepted: int
    copies: int
    faults: tuple[str, ...] = field(repr=False, default=())

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or invented."""
        return not (self.lost or self.double or self.phantom or self.commands or self.outbox)


class FaultRun:
    """Owns broker, proxy, backend and probe of one run in *folder*; *deadly* kills more often."""

    def __init__(
        self, folder: Path, seed: int, command: Sequence[str] = PROBE, *, deadly: bool = False
    ) -> None:
        self._random = random.Random(seed)  # noqa: S311  a schedule that repeats
        self._broker = Broker()
        self._broker.start()
        port = int(self._broker.url.rpartition(":")[2])
        self._proxy = Proxy(port, seed)
        # A backend that takes its time: at each fault some rows have left and have no receipt.
        self._backend = Backend(self._broker.url, DEVICE, gather_s=0.25)
        self._backend.come()
        args = ["--url", self._proxy.url, "--data-dir", str(folder), "--device", DEVICE]
        self._probe = Probe(args, command)
        self._kills = {"broker": 0, "app": 0}
        self._did: list[str] = []
        self._extra = 0
        self._deck: list[str] = []
        self._more = _KILLS * 2 if deadly else ()

    def run(self, acts: int, settle_s: float = 60.0) -> Outcome:
        """*acts* driver's acts and a tenth as many commands under faults; then the account."""
        try:
            self._probe.start()
            self._under_faults(acts)
            return self._account(settle_s)
        finally:
            self._probe.kill()
            self._backend.close()
            self._proxy.close()
            self._broker.stop()

    def _under_faults(self, acts: int) -> None:
        """The driver goes on while things break."""
        over = threading.Event()
        breaking = threading.Thread(target=self._break_things, args=(over,), daemon=True)
        breaking.start()
        begin = time.monotonic()
        for n in range(acts):
            time.sleep(max(0.0, begin + n / _RATE - time.monotonic()))
            self._probe.do(f"a-{n}")
            if n % 10 == 0:
                self._backend.command(f"c-{n}")
        over.set()
        breaking.join()

    def _break_things(self, over: threading.Event) -> None:
        while not over.wait(self._random.uniform(0.7, 2.5)):
            self._next_fault()

    def _next_fault(self) -> None:
        """Each kind once, in an order of the seed's, before any comes again."""
        if not self._deck:
            self._deck = [*self._faults(), *self._more]
            self._random.shuffle(self._deck)
        name = self._deck.pop()
        self._did.append(name)
        self._faults()[name]()

    def _faults(self) -> dict[str, Callable[[], None]]:
        return {
            "broker": self._kill_broker,
            "broker, backend away": self._kill_broker_without_backend,
            "app": self._kill_app,
            "app, twice": self._kill_app_twice,
            "app without network": self._kill_app_offline,
            "refuse": lambda: self._for_a_while(self._proxy.refuse),
            "reset": lambda: self._proxy.each(Pipe.reset),
            "finish": lambda: self._proxy.each(Pipe.finish),
            "tear": lambda: self._set(tear=True),
            "black hole": lambda: self._for_a_while(lambda: self._set(black_hole=True)),
            "up lost": lambda: self._for_a_while(lambda: self._set(lost=frozenset({"up"}))),
            "down lost": lambda: self._for_a_while(lambda: self._set(lost=frozenset({"down"}))),
            "slow": lambda: self._for_a_while(
                lambda: self._set(delay_s=0.25, jitter_s=0.25, rate=4000.0)
            ),
        }

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self._proxy, name, value)

    def _for_a_while(self, act: Callable[[], None]) -> None:
        act()
        time.sleep(self._random.uniform(0.1, 0.8))
        lost = bool(self._proxy.lost)
        self._proxy.heal()
        if lost:
            # A stream with a hole in it is not a stream any more.
            self._proxy.each(Pipe.reset)

    def _kill_broker(self) -> None:
        self._kills["broker"] += 1
        self._broker.kill()
        time.sleep(self._random.uniform(0.05, 1.5))
        self._broker.start()

    def _kill_broker_without_backend(self) -> None:
        self._backend.leave()
        time.sleep(self._random.uniform(0.1, 0.6))
        self._kill_broker()
        self._backend.come()

    def _kill_app(self) -> None:
        self._kills["app"] += 1
        self._probe.kill()
        self._probe.start()

    def _kill_app_twice(self) -> None:
        self._kill_app()
        self._kill_app()

    def _kill_app_offline(self) -> None:
        self._proxy.refuse()
        for n in range(5):
            self._extra += 1
            self._probe.do(f"offline-{self._extra}-{n}")
        self._probe.wait(lambda: not self._probe.asked, 10, "answers")
        self._kill_app()
        self._proxy.heal()

    def _account(self, settle_s: float) -> Outcome:
        self._proxy.heal()
        probe, kept = self._probe, self._backend.kept
        begin = time.monotonic()
        probe.wait(lambda: not probe.asked, settle_s, "answers")
        state = probe.dump()
        while time.monotonic() - begin < settle_s:
            open_commands = kept.commands - kept.answered
            if state["outbox"] == 0 and not open_commands:
                break
            time.sleep(0.1)
            state = probe.dump()
        drained = time.monotonic() - begin
        wanted = set(probe.accepted) - set(probe.dropped)
        asked = {*probe.accepted, *probe.refused, *probe.asked}
        applied = state["applied"]
        return Outcome(
            lost=tuple(sorted(wanted - kept.keys.keys())),
            double=tuple(kept.changed),
            phantom=tuple(sorted(kept.keys.keys() - asked)),
            commands=tuple(sorted(each for each in kept.commands if applied.get(each) != 1)),
            outbox=state["outbox"],
            drained_s=drained,
            broker_kills=self._kills["broker"],
            app_kills=self._kills["app"],
            accepted=len(probe.accepted),
            copies=sum(kept.copies.values()),
            faults=tuple(self._did),
        )
