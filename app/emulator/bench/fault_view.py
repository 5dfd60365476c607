"""QML singleton `BenchFaults`: every fault of the simulated car, on any target, for any time."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.emulator.bench.fault_rows import (
    KINDS,
    ActiveFault,
    EcuRow,
    KindRow,
    StoredRow,
    active_faults,
    ecu_rows,
    stored_rows,
)
from app.emulator.bench.hand import Hand
from app.emulator.car.car import SimulatedCar
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_USUAL_S = 10


@QmlElement
@QmlSingleton
class BenchFaults(Provided):
    """`kinds` to choose from; `targets`, `usual` (s, 0 for good) and `hint` of the chosen `kind`.

    `active` lists what is on, `stored` the trouble codes, `ecus` how each ECU answers.
    """

    kindChanged = Signal()

    def __init__(self, car: SimulatedCar, hand: Hand) -> None:
        super().__init__()
        self._car = car
        self._hand = hand
        self._kind = KINDS[0]
        self._kinds = KeyedListModel(KindRow, "kind", self)
        self._kinds.update(KINDS)
        self._active = KeyedListModel(ActiveFault, "key", self)
        self._ecus = KeyedListModel(EcuRow, "ecu", self)
        self._stored = KeyedListModel(StoredRow, "key", self)
        self.watched = False

    @Slot(bool)
    def watch(self, on: bool) -> None:
        """Look five times a second, or not."""
        self.watched = on
        if on:
            self.refresh()

    def refresh(self) -> None:
        """Look once."""
        settings = self._car.controls.settings
        self._active.update(active_faults(self._car.faults.remaining))
        self._ecus.update(ecu_rows(settings, self._car.trouble))
        self._stored.update(stored_rows(settings))

    def rest(self) -> None:
        """No fault, no trouble code, ECUs that answer."""
        self._car.faults.clear()
        self._car.controls.clear_dtcs()
        for ecu in self._car.controls.ecus:
            self._car.controls.set_ecu(ecu, "normal")

    @Slot(str)
    def choose(self, kind: str) -> None:
        """Show the targets of that kind."""
        self._kind = next(row for row in KINDS if row.kind == kind)
        self.kindChanged.emit()

    @Slot(str, float)
    def inject(self, target: str, seconds: float) -> None:
        """Set the chosen kind on *target*; 0 s: until cleared, or as long as it usually lasts."""
        kind = self._kind.kind
        self._set(kind, target, seconds)
        self.refresh()

    @Slot(float)
    def injectAll(self, seconds: float) -> None:
        """Set the chosen kind on all its targets."""
        for target in self._car.faults.targets(self._kind.kind):
            self._set(self._kind.kind, target, seconds)
        self.refresh()

    @Slot(str, str)
    def clear(self, kind: str, target: str) -> None:
        """End one fault."""
        self._hand.act(lambda: self._car.faults.clear(kind, target))
        self.refresh()

    @Slot()
    def clearAll(self) -> None:
        """End all faults of signals, messages, buses and parts."""
        self._hand.act(self._car.faults.clear, ("clear_fault", {}))
        self.refresh()

    @Slot(str, str)
    def setEcu(self, ecu: str, behaviour: str) -> None:
        """How an ECU answers: `normal`, `slow`, `busy` or `silent`; "" is all of them."""
        for each in (ecu,) if ecu else self._car.controls.ecus:
            self._car.controls.set_ecu(each, behaviour)
            self._hand.note("set", {"ecus": {each: behaviour}})
        self.refresh()

    @Slot(str, str, str)
    def store(self, ecu: str, code: str, state: str) -> None:
        """Let an ECU store a code such as `P0A80-00`, `confirmed` or `pending`."""
        name, _, failure_type = code.strip().upper().partition("-")
        act = self._car.controls.set_dtc
        self._hand.act(lambda: act(ecu, name, failure_type or None, state))
        self.refresh()

    @Slot(str, str, str)
    def forget(self, ecu: str, code: str, failure: str) -> None:
        """Clear one trouble code."""
        self._hand.act(lambda: self._car.controls.clear_dtc(ecu, code, failure))
        self.refresh()

    @Slot()
    def forgetAll(self) -> None:
        """Empty all trouble memories."""
        self._hand.act(self._car.controls.clear_dtcs)
        self.refresh()

    def _set(self, kind: str, target: str, seconds: float) -> None:
        if seconds < 0:
            self._hand.refuse("A fault lasts a positive time, or 0 s for until it is cleared.")
            return
        value = {"kind": kind, "target": target} | ({"seconds": seconds} if seconds else {})
        act = self._car.faults.set
        self._hand.act(lambda: act(kind, target, seconds or None), ("fault", value))

    def _targets(self) -> list[str]:
        if self._kind.kind != "dtc":
            return list(self._car.faults.targets(self._kind.kind))
        return [
            f"{each.ecu}:{each.code}-{each.failure_type}:{state}"
            for each in self._car.trouble
            for state in ("confirmed", "pending")
        ]

    def _usual(self) -> int:
        kind = self._kind.kind
        if kind in {"leak", "tyre_asleep", "dtc"}:
            return 0
        usual = self._car.faults.usual_s(kind)
        return _USUAL_S if usual is None else max(1, round(usual))

    kind = Property(str, lambda self: self._kind.kind, notify=kindChanged)
    label = Property(str, lambda self: self._kind.label, notify=kindChanged)
    hint = Property(str, lambda self: self._kind.hint, notify=kindChanged)
    usual = Property(int, _usual, notify=kindChanged)
    targets = Property("QVariantList", _targets, notify=kindChanged)  # type: ignore[arg-type]
    kinds = Property(QObject, lambda self: self._kinds, constant=True)
    active = Property(QObject, lambda self: self._active, constant=True)
    ecus = Property(QObject, lambda self: self._ecus, constant=True)
    stored = Property(QObject, lambda self: self._stored, constant=True)
