"""QML singleton `BenchRecorder`: what a tester does by hand becomes a scenario and a trace."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Property, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.emulator.bench.hand import Hand
from app.emulator.bench.ports import Desk
from app.emulator.hands import HandsLost
from app.emulator.scenario.recorder import VERBS, Recorder
from app.emulator.trace import SUFFIX, Tracer, pack_left
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class BenchRecorder(Provided):
    """`recording` for `seconds`, `acts` of the bench so far.

    `path` is the last scenario written, `trace` the last trace of CAN, MQTT, screen and acts.
    """

    changed = Signal()

    def __init__(self, desk: Desk, hand: Hand, folder: Path) -> None:
        super().__init__()
        self._desk = desk
        self._hand = hand
        self._folder = folder
        self._recorder = Recorder(lambda: desk.car.state.time_s, self._driving)
        self._unwatch: Callable[[], None] = lambda: None
        self._began = 0.0
        self._seconds = 0
        self._acts = 0
        self._path = ""
        self._trace = ""
        self._tracer: Tracer | None = None
        self.watched = True
        hand.note = self._note

    def refresh(self) -> None:
        """Count the seconds."""
        seconds = int(time.monotonic() - self._began) if self._recorder.recording else 0
        if seconds != self._seconds:
            self._seconds = seconds
            self.changed.emit()

    @Slot()
    def toggle(self) -> None:
        """Begin, or end and write the file."""
        if self._recorder.recording:
            self._end()
        else:
            self._hand.slowly(self._start, self._begin)

    def _start(self) -> None:
        """From how the HMI looks now; from nothing if it runs without hands."""
        hands = self._desk.hands
        given = {"network": self._desk.supervisor.network}
        said = None if hands is None else hands.state()
        pack_left(self._folder)
        tracer = self._desk.trace(self._folder / f"{_stamp()}{SUFFIX}")
        if hands is not None and said is not None:
            tracer.showing(said.route, said.language)
            display = f"{said.display.width}x{said.display.height}@{said.display.inches:.4g}"
            given |= {"language": said.language, "theme": said.theme, "display": display}
            self._unwatch = hands.watch(self._recorder.saw)
        self._recorder.start(given, linked=said is not None and said.link == "up")
        self._tracer = tracer

    def _begin(self, _done: None) -> None:
        self._acts = 0
        self._began = time.monotonic()
        self.changed.emit()

    def _end(self) -> None:
        self._unwatch()
        tracer, self._tracer = self._tracer, None
        if tracer is not None:
            tracer.halt()
            self._hand.slowly(tracer.stop, self._traced, self._hand.refuse)
        self._hand.act(self._write)

    def _traced(self, path: Path) -> None:
        self._trace = str(path)
        self.changed.emit()

    def close(self) -> None:
        """End a trace that is still recorded, and keep it."""
        tracer, self._tracer = self._tracer, None
        if tracer is not None:
            tracer.stop()

    def _write(self) -> None:
        text = self._recorder.stop()
        path = self._folder / f"{_stamp()}.toml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise HabitacleError(f"Cannot write {path}: {error.strerror}.") from error
        finally:
            self.changed.emit()
        self._path = str(path)
        self.changed.emit()

    def _note(self, verb: str, value: object) -> None:
        self._desk.note(verb, value)
        if self._recorder.recording and verb in VERBS:
            self._recorder.note(verb, value)
            self._acts += 1
            self.changed.emit()

    def _driving(self) -> str:
        hands = self._desk.hands
        try:
            return "" if hands is None else hands.state().driving
        except HandsLost:
            return ""

    recording = Property(bool, lambda self: self._recorder.recording, notify=changed)
    seconds = Property(int, lambda self: self._seconds, notify=changed)
    acts = Property(int, lambda self: self._acts, notify=changed)
    path = Property(str, lambda self: self._path, notify=changed)
    trace = Property(str, lambda self: self._trace, notify=changed)
    url = Property(QUrl, lambda self: QUrl.fromLocalFile(self._path), notify=changed)


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
