"""All parts of the bench, made over one desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.emulator.bench.car_view import BenchCar
from app.emulator.bench.cloud_view import BenchCloud
from app.emulator.bench.displays import Monitor
from app.emulator.bench.drive_view import BenchDrive
from app.emulator.bench.fault_view import BenchFaults
from app.emulator.bench.hand import Hand
from app.emulator.bench.hmi_view import BenchHmi
from app.emulator.bench.inspector_view import BenchInspector
from app.emulator.bench.ledger_view import BenchLedger
from app.emulator.bench.map_view import BenchMap
from app.emulator.bench.network_view import BenchNetwork
from app.emulator.bench.ports import Desk, DeskClock, ReadLog
from app.emulator.bench.pulse import Watched
from app.emulator.bench.recorder_view import BenchRecorder
from app.ui.provide import Provided


class Resting(Protocol):
    """A part with a clean state to go back to."""

    def rest(self) -> None:
        """Go there."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What the composition root lends: readers, places and facts of this machine.

    `clock` is that of car and cloud if it can be set; `folder` keeps pictures and recordings.
    """

    read_log: ReadLog
    clock: DeskClock | None
    languages: Sequence[tuple[str, str]]
    monitor: Callable[[], Monitor]
    folder: Path


class Panels:
    """The singletons of the window but `Bench` itself."""

    def __init__(self, desk: Desk, hand: Hand, lent: Lent) -> None:
        self.drive = BenchDrive(desk.car, hand, lent.read_log)
        self.map = BenchMap(desk.car)
        self.car = BenchCar(desk.car, hand)
        self.faults = BenchFaults(desk.car, hand)
        self.network = BenchNetwork(desk, hand)
        self.cloud = BenchCloud(desk, hand)
        self.hmi = BenchHmi(desk, hand, lent.clock, lent.languages, lent.monitor)
        self.inspector = BenchInspector(desk, hand, lent.folder / "inspector")
        self.ledger = BenchLedger(desk, hand)
        self.recorder = BenchRecorder(desk, hand, lent.folder / "recordings")

    @property
    def all(self) -> Sequence[Watched]:
        """Every part, in the order of the window."""
        return (
            *(self.drive, self.map, self.car, self.faults, self.network),
            *(self.cloud, self.hmi, self.inspector, self.ledger, self.recorder),
        )

    @property
    def resting(self) -> Sequence[Resting]:
        """The parts that `Bench.reset` puts right."""
        return self.drive, self.car, self.faults, self.network, self.hmi

    def provide(self) -> None:
        """Make these the ones that QML sees."""
        for panel in self.all:
            if isinstance(panel, Provided):
                panel.provide()
