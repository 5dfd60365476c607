"""The network between the HMI and its broker: one word says how good or bad it is."""

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from app.core.errors import HabitacleError
from app.emulator.proxy import Pipe, Proxy

_PORTAL = (
    b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)
_KBIT_BYTES = 125.0
_SLOWEST_KBIT_S = 1.0
_LONGEST_MS = 60_000.0


def _connack(reason: int) -> bytes:
    """CONNACK of MQTT 5 without properties."""
    return bytes((0x20, 3, 0, reason, 0))


@dataclass(frozen=True, slots=True)
class Condition:
    """How the network behaves; *what* is for people.

    `latency_ms` and `jitter_ms` one way, `kbit_s` None without a limit, `cut_every_s` the mean
    time between two resets of all connections, `stall_share` of the chunks waits `stall_ms` more.
    `answer` is all that whoever connects and speaks is told.
    """

    what: str
    reachable: bool = True
    latency_ms: float = 0.0
    jitter_ms: float = 0.0
    kbit_s: float | None = None
    cut_every_s: float | None = None
    stall_share: float = 0.0
    stall_ms: float = 0.0
    answer: bytes | None = None
    half_open: bool = False
    broker: bool = True


NETWORKS: Mapping[str, Condition] = {
    "online": Condition("Everything gets through at once."),
    "offline": Condition("Connections end and new ones are refused.", reachable=False),
    "slow": Condition("Far away and narrow.", latency_ms=600.0, jitter_ms=200.0, kbit_s=20.0),
    "lossy": Condition(
        "Packets come late, and connections are cut now and then.",
        latency_ms=80.0,
        jitter_ms=120.0,
        cut_every_s=12.0,
        stall_share=0.15,
        stall_ms=2500.0,
    ),
    "captive": Condition("A portal answers every connection with a web page.", answer=_PORTAL),
    "busy": Condition("The broker has no room and asks to wait.", answer=_connack(0x89)),
    "refused": Condition("The broker does not let this car in.", answer=_connack(0x87)),
    "taken_over": Condition(
        "Another client with the same identity takes the connection.",
        answer=_connack(0x00) + bytes((0xE0, 2, 0x8E, 0)),
    ),
    "half_open": Condition("Connections stand, but nothing gets through.", half_open=True),
    "broker_down": Condition("The broker was killed.", broker=False),
}
"""Words a bench or a scenario may choose."""

HEALTHY = "online"


def condition(word: str, latency_ms: float | None = None, kbit_s: float | None = None) -> Condition:
    """The condition of *word*, with another latency or rate; HabitacleError says what is wrong."""
    known = NETWORKS.get(word)
    if known is None:
        raise HabitacleError(f"{word!r} is not a network of: {', '.join(NETWORKS)}.")
    if latency_ms is not None:
        if not 0.0 <= latency_ms <= _LONGEST_MS:
            raise HabitacleError(f"A latency is 0 to {_LONGEST_MS:g} ms, not {latency_ms!r}.")
        known = replace(known, latency_ms=latency_ms)
    if kbit_s is not None:
        if not kbit_s >= _SLOWEST_KBIT_S:
            raise HabitacleError(f"A rate is at least {_SLOWEST_KBIT_S:g} kbit/s, not {kbit_s!r}.")
        known = replace(known, kbit_s=kbit_s)
    return known


class Network:
    """A proxy before the broker at *broker_url*; the HMI is told `url` and nothing else.

    A broker of `mqtts` is passed through untouched on its own address: its certificate names it.
    """

    def __init__(self, broker_url: str) -> None:
        place = urlsplit(broker_url)
        self._broker_url = broker_url
        self._proxy: _Weather | None = None
        if place.scheme == "mqtt" and place.hostname and place.username is None:
            self._proxy = _Weather(place.hostname, place.port or 1883)

    @property
    def url(self) -> str:
        """Where the HMI looks for its broker."""
        return self._broker_url if self._proxy is None else self._proxy.url

    def become(self, now: Condition, seed: int = 0) -> None:
        """Behave like *now*; *seed* repeats its chances. HabitacleError if the way is not ours."""
        if self._proxy is not None:
            self._proxy.become(now, seed)
        elif now != NETWORKS[HEALTHY]:
            raise HabitacleError(
                "The way to this broker cannot be disturbed: it is not plain mqtt."
            )

    def close(self) -> None:
        """End everything. Idempotent."""
        if self._proxy is not None:
            self._proxy.close()


class _Weather(Proxy):
    """A proxy with stalls and cuts that come by chance."""

    def __init__(self, host: str, port: int) -> None:
        self._now = NETWORKS[HEALTHY]
        self._chance = random.Random()  # noqa: S311  weather
        self._changed = threading.Event()
        self._closed = False
        super().__init__(port, host=host)
        threading.Thread(target=self._cut, name="network", daemon=True).start()

    def become(self, now: Condition, seed: int) -> None:
        self._now = now
        self._chance.seed(seed)
        self.heal()
        self.delay_s, self.jitter_s = now.latency_ms / 1000.0, now.jitter_ms / 1000.0
        self.rate = None if now.kbit_s is None else now.kbit_s * _KBIT_BYTES
        self.black_hole = now.half_open
        if now.answer is not None:
            self.answer = now.answer
            self.each(Pipe.reset)
        if not now.reachable:
            self.refuse()
        self._changed.set()

    def latency(self) -> float:
        stalled = self._chance.random() < self._now.stall_share
        return super().latency() + (self._now.stall_ms / 1000.0 if stalled else 0.0)

    def close(self) -> None:
        self._closed = True
        self._changed.set()
        super().close()

    def _cut(self) -> None:
        while not self._closed:
            every = self._now.cut_every_s
            wait_s = None if every is None else self._chance.expovariate(1.0 / every)
            if self._changed.wait(wait_s):
                self._changed.clear()
            else:
                self.each(Pipe.reset)
