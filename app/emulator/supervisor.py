"""Everything the desk needs, started in order and ended cleanly: broker, car, cloud, HMI."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


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

    def start(self) -> None:
        """Start everything; on a refusal what had started is ended and the error goes on."""
        try:
            self._begin(self.broker)
            self.broker_up = True
            self._begin(self.car)
            self.cloud = self._make_cloud(self.broker.url)
            self._begin(self.cloud)
            if self._make_hmi is not None:
                self.hmi = self._make_hmi(self.hmi_arguments())
                self._begin(self.hmi)
        except BaseException:
            self.stop()
            raise

    def hmi_arguments(self) -> list[str]:
        """All that the HMI is told: a channel for each bus and the broker's address."""
        words = ["--broker", self.broker.url]
        for bus, channel in self.car.channels.items():
            words += ["--can", f"{bus}={channel}"]
        return words

    def hmi_ended(self) -> int | None:
        """Exit code of the HMI once it has ended, else None."""
        return self.hmi.poll() if self.hmi is not None else None

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
        if failures:
            raise ExceptionGroup("parts of the emulator did not end", failures)

    def _begin(self, part: Part) -> None:
        part.start()
        self._started.append(part)
