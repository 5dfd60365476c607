"""QML singleton `BenchNetwork`: the way between HMI and broker, and a backend in trouble."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.emulator.bench.hand import Hand
from app.emulator.bench.ports import Desk
from app.emulator.network import HEALTHY, NETWORKS
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_LABELS = {
    "online": "Online",
    "offline": "Offline",
    "slow": "Slow",
    "lossy": "Lossy",
    "captive": "Captive portal",
    "busy": "Broker busy",
    "refused": "Car refused",
    "taken_over": "Identity taken",
    "half_open": "Half-open",
    "broker_down": "Broker down",
}


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One of `NETWORKS`."""

    word: str
    label: str
    what: str
    chosen: bool


@QmlElement
@QmlSingleton
class BenchNetwork(Provided):
    """`networks` to choose from, the present `word`; `latency` (ms) and `rate` (kbit/s) of slow.

    `withheld` says that the cloud stores what it gets but confirms nothing. A change takes a
    moment: `busy`.
    """

    changed = Signal()

    def __init__(self, desk: Desk, hand: Hand) -> None:
        super().__init__()
        slow = NETWORKS["slow"]
        self._desk = desk
        self._hand = hand
        self._latency = round(slow.latency_ms)
        self._rate = round(slow.kbit_s or 0)
        self._withheld = False
        self._pending = 0
        self._networks = KeyedListModel(NetworkRow, "word", self)
        self._shown = ("", "", "")
        self.watched = False
        self.refresh()

    @Slot(bool)
    def watch(self, on: bool) -> None:
        """Look five times a second, or not."""
        self.watched = on
        if on:
            self.refresh()

    @property
    def present(self) -> str:
        """The word in use, as far as the supervisor is."""
        supervisor = self._desk.supervisor
        if supervisor.network == HEALTHY and not supervisor.broker_up:
            return "broker_down"
        return supervisor.network

    @property
    def withheld(self) -> bool:
        """Whether receipts are withheld."""
        return self._withheld

    def refresh(self) -> None:
        """Look once."""
        now = self.present
        self._networks.update(
            [
                NetworkRow(word, _LABELS[word], each.what, word == now)
                for word, each in NETWORKS.items()
            ]
        )
        shown = (now, *self._addresses())
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def rest(self) -> None:
        """Healthy again."""
        self.choose(HEALTHY)
        if self._withheld:
            self.withhold(False)

    @Slot(str)
    def choose(self, word: str) -> None:
        """Make the network that word of `NETWORKS`."""
        slow = {"latency_ms": float(self._latency), "kbit_s": float(self._rate)}
        more = slow if word == "slow" else {}
        self._wait(1)
        self._hand.slowly(
            lambda: self._desk.supervisor.set_network(word, **more),  # type: ignore[arg-type]
            lambda _: self._wait(-1),
            self._failed,
            [("network", word)],
        )

    @Slot(int, int)
    def setSlow(self, latency: int, rate: int) -> None:
        """What slow means: latency one way in ms, rate in kbit/s; at once if it is slow now."""
        self._latency, self._rate = latency, rate
        if self.present == "slow":
            self.choose("slow")
        else:
            self.changed.emit()

    @Slot(bool)
    def withhold(self, on: bool) -> None:
        """Let the cloud confirm nothing; off sends what is owed."""
        self._wait(1)
        self._hand.slowly(lambda: self._withhold(on), lambda _: self._wait(-1), self._failed)

    def _withhold(self, on: bool) -> None:
        cloud = self._desk.cloud
        if cloud is None:
            raise HabitacleError("The cloud has not started.")
        cloud.withhold_receipts(on)
        self._withheld = on

    def _failed(self, problem: str) -> None:
        self._wait(-1)
        self._hand.refuse(problem)

    def _wait(self, more: int) -> None:
        self._pending += more
        self.refresh()
        self.changed.emit()

    def _addresses(self) -> tuple[str, str]:
        supervisor = self._desk.supervisor
        if not supervisor.broker_up:
            return "down", supervisor.hmi_broker
        return supervisor.broker.url, supervisor.hmi_broker

    word = Property(str, lambda self: self._shown[0], notify=changed)
    label = Property(str, lambda self: _LABELS.get(self._shown[0], ""), notify=changed)
    broker = Property(str, lambda self: self._shown[1], notify=changed)
    told = Property(str, lambda self: self._shown[2], notify=changed)
    latency = Property(int, lambda self: self._latency, notify=changed)
    rate = Property(int, lambda self: self._rate, notify=changed)
    busy = Property(bool, lambda self: self._pending > 0, notify=changed)
    receiptsWithheld = Property(bool, lambda self: self._withheld, notify=changed)
    networks = Property(QObject, lambda self: self._networks, constant=True)
