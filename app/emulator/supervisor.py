"""Everything the desk needs, started in order and ended cleanly: broker, car, cloud, HMI."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.emulator.network import HEALTHY, Network, condition


class Part(Protocol):
    """Something that runs until it is stopped; `stop` is idempotent and bounded."""

    def start(self) -> object:
        """Start it; raises HabitacleError with one sentence if it cannot."""

    def stop(self) -> object:
        """End it and everything it started."""


class BrokerPart(Part, Protocol):
    """The broker: also killed and started again, on the same address."""

    @property
    def url(self) -> str:
        """`mqtt://127.0.0.1:PORT`, known once started."""

    def kill(self) -> None:
        """End it at once, as a crash would."""


class CarPart(Part, Protocol):
    """The simulated car and the address of each of its buses."""

    @property
    def channels(self) -> Mapping[str, str]:
        """Bus of the profile -> channel for the HMI's configuration."""


class ChildPart(Part, Protocol):
    """A child process."""

    def poll(self) -> int | None:
        """Exit code, or None while it runs."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an emulator is made of; the HMI's command is known once the rest has started."""

    broker: BrokerPart
    car: CarPart
    cloud: Callable[[str], Part]
    hmi: Callable[[Sequence[str]], ChildPart] | None


class Supervisor:
    """Starts the parts in order and ends them in reverse, also when one refuses to start."""

    def __init__(self, parts: Parts) -> None:
        self.broker = parts.broker
        self.car = parts.car
        self.cloud: Part | None = None
        self.hmi: ChildPart | None = None
        self._make_cloud = parts.cloud
        self._make_hmi = parts.hmi
        self._started: list[Part] = []
        self.broker_up = False
        self.network = HEALTHY
        self._network: Network | None = None

    def start(self) -> None:
        """Start everything; on a refusal what had started is ended and the error goes on."""
        try:
            self._begin(self.broker)
            self.broker_up = True
            self._network = Network(self.broker.url)
            self._begin(self.car)
            self.cloud = self._make_cloud(self.broker.url)
            self._begin(self.cloud)
            if self._make_hmi is not None:
                self.hmi = self._make_hmi(self.hmi_arguments())
                self._begin(self.hmi)
        except BaseException:
            self.stop()
            raise

    @property
    def hmi_broker(self) -> str:
        """The broker's address as the HMI is told it: that of the network before it."""
        return self.broker.url if self._network is None else self._network.url

    def hmi_arguments(self) -> list[str]:
        """All that the HMI is told: a channel for each bus and where the network begins."""
        words = ["--broker", self.hmi_broker]
        for bus, channel in self.car.channels.items():
            words += ["--can", f"{bus}={channel}"]
        return words

    def hmi_ended(self) -> int | None:
        """Exit code of the HMI once it has ended, else None."""
        return self.hmi.poll() if self.hmi is not None else None

    def set_network(
        self,
        word: str,
        *,
        latency_ms: float | None = None,
        kbit_s: float | None = None,
        seed: int = 0,
    ) -> None:
        """Make the network between HMI and broker one of `NETWORKS`; the cloud is not behind it.

        *latency_ms* and *kbit_s* replace those of the word, *seed* repeats what is left to chance.
        HabitacleError for an unknown word.
        """
        now = condition(word, latency_ms, kbit_s)
        self.set_broker(now.broker)
        if self._network is not None:
            self._network.become(now, seed)
        self.network = word

    def set_broker(self, up: bool) -> None:
        """Kill the broker, or start it again on the same address."""
        if up and not self.broker_up:
            self.broker.start()
        elif not up and self.broker_up:
            self.broker.kill()
        self.broker_up = up

    def stop(self) -> None:
        """End all parts in reverse order; one that fails to end does not keep the others."""
        failures: list[Exception] = []
        while self._started:
            try:
                self._started.pop().stop()
            except (OSError, RuntimeError) as error:
                failures.append(error)
        self.broker_up = False
        if self._network is not None:
            self._network.close()
        if failures:
            raise ExceptionGroup("parts of the emulator did not end", failures)

    def _begin(self, part: Part) -> None:
        part.start()
        self._started.append(part)
