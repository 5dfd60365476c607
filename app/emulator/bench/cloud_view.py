"""QML singleton `BenchCloud`: what the cloud got, what it can send, and what the car answered."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.emulator.bench.cloud_rows import (
    MessageRow,
    PushedRow,
    PushRow,
    message_rows,
    pretty,
    push_rows,
    pushed_rows,
)
from app.emulator.bench.hand import Hand
from app.emulator.bench.ports import Desk
from app.emulator.cloud import FAULTS, PUSHES
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class BenchCloud(Provided):
    """`pushes` to choose from; `json`, `faults` and `faultWords` of the chosen one.

    `pushed` is what was sent with its answers, `messages` what came, newest first.
    """

    chosenChanged = Signal()
    carsChanged = Signal()

    def __init__(self, desk: Desk, hand: Hand) -> None:
        super().__init__()
        self._desk = desk
        self._hand = hand
        self._chosen = PUSHES[0]
        self._pushes = KeyedListModel(PushRow, "push", self)
        self._pushes.update(push_rows())
        self._pushed = KeyedListModel(PushedRow, "number", self)
        self._messages = KeyedListModel(MessageRow, "key", self)
        self._cars = ""
        self.watched = False

    @Slot(bool)
    def watch(self, on: bool) -> None:
        """Look five times a second, or not."""
        self.watched = on
        if on:
            self.refresh()

    def refresh(self) -> None:
        """Look once."""
        cloud = self._desk.cloud
        if cloud is None:
            return
        self._pushed.update(pushed_rows(cloud.pushed))
        self._messages.update(message_rows(cloud.received, cloud.violations))
        cars = ", ".join(f"{device} {state}" for device, state in sorted(cloud.states.items()))
        if cars != self._cars:
            self._cars = cars
            self.carsChanged.emit()

    @Slot(str)
    def choose(self, name: str) -> None:
        """Show that message."""
        self._chosen = next(push for push in PUSHES if push.name == name)
        self.chosenChanged.emit()

    @Slot(str)
    def send(self, fault: str) -> None:
        """Send the chosen message to every car, wrong as *fault* of `faults` says."""
        name = self._chosen.name
        value = {"name": name, "fault": fault} if fault else name
        self._hand.slowly(lambda: self._push(name, fault), notes=[("push", value)])

    def _push(self, name: str, fault: str) -> None:
        cloud = self._desk.cloud
        if cloud is None:
            raise HabitacleError("The cloud has not started.")
        cloud.push(name, fault)

    def _json(self) -> str:
        cloud = self._desk.cloud
        return "" if cloud is None else pretty(self._chosen, cloud.examples)

    def _faults(self) -> list[str]:
        return list(self._chosen.faults)

    def _fault_words(self) -> list[str]:
        return [FAULTS[fault] for fault in self._chosen.faults]

    chosen = Property(str, lambda self: self._chosen.name, notify=chosenChanged)
    label = Property(str, lambda self: self._chosen.label, notify=chosenChanged)
    type = Property(str, lambda self: self._chosen.type, notify=chosenChanged)
    signed = Property(bool, lambda self: self._chosen.signed, notify=chosenChanged)
    json = Property(str, _json, notify=chosenChanged)
    faults = Property("QVariantList", _faults, notify=chosenChanged)  # type: ignore[arg-type]
    faultWords = Property("QVariantList", _fault_words, notify=chosenChanged)  # type: ignore[arg-type]
    cars = Property(str, lambda self: self._cars, notify=carsChanged)
    pushes = Property(QObject, lambda self: self._pushes, constant=True)
    pushed = Property(QObject, lambda self: self._pushed, constant=True)
    messages = Property(QObject, lambda self: self._messages, constant=True)
