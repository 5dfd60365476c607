"""A desk for one run of a scenario: a data folder and an HMI of its own, on a clock that obeys."""

import json
import shutil
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from app.adapters.clock import DeskClock
from app.adapters.keystore import FileKeyStore
from app.adapters.preferences import PreferenceFile
from app.adapters.store.ledger_rows import newest_entries
from app.adapters.store.places import DEVICE_FILE, KEYS
from app.adapters.store.stopped import locked, reading
from app.adapters.store.store import Store
from app.core.errors import HabitacleError
from app.emulator.car.car import SimulatedCar
from app.emulator.cloud import Cloud
from app.emulator.hands import Hands, HandsLost
from app.emulator.scenario.model import FRESH, ONLINE, Given
from app.emulator.scenario.ports import Ending, Left
from app.features.consent.domain.ledger import LedgerEntry
from app.features.consent.files import load_privacy
from app.features.profile.domain import Preferences
from app.main.desk import Desk, HmiOptions
from app.main.logs import FOLDER as LOGS
from app.main.paths import ASSETS
from app.main.sync_probe_consents import ProbeConsents

_EVERYTHING = -1
_LAST_LINES = 5
_ENDING_S = 2.0
_LOOK_S = 0.02
_TOLD = ("warning", "error", "critical")
_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


class DeskStage:
    """Everything in *folder*; what *given* names as data is beside the scenario, in *near*.

    *environment* says where the HMI draws; by default nobody sees it.
    """

    def __init__(
        self,
        given: Given,
        folder: Path,
        near: Path,
        environment: Mapping[str, str] = _OFFSCREEN,
    ) -> None:
        self._given = given
        self._near = near
        self._data = folder / "hmi"
        self._clock = DeskClock(given.clock)
        arguments = ["--data-dir", str(self._data), "--display", given.display]
        if given.clock is not None:
            arguments += ["--wall", given.clock.isoformat()]
        options = HmiOptions(arguments, environment, hands=True)
        self._desk = Desk(self._clock, options, None, folder / "cloud")
        self._down = False
        self._wall_set = given.clock is not None

    @property
    def desk(self) -> Desk:
        """Everything that runs."""
        return self._desk

    @property
    def clock(self) -> DeskClock:
        """The clock of car and cloud."""
        return self._clock

    @property
    def car(self) -> SimulatedCar:
        """The simulated car."""
        return self._desk.car

    @property
    def hands(self) -> Hands:
        """The screen."""
        if self._desk.hands is None:
            raise HabitacleError("The HMI has no developer port.")
        return self._desk.hands

    @property
    def cloud(self) -> Cloud:
        """The backend."""
        if self._desk.cloud is None:
            raise HabitacleError("The backend has not started.")
        return self._desk.cloud

    def start(self) -> None:
        """Lay out the data folder, start everything, wait for the screen."""
        self._lay_out()
        self._desk.supervisor.start()
        if self._given.network != ONLINE:
            self.set_network(self._given.network)
        self._wait_ready()

    def finish(self) -> Ending:
        """End everything; what the HMI's ledger says is read from its folder."""
        self._desk.supervisor.stop()
        code = None if self._down else self._desk.supervisor.hmi_ended()
        return Ending(code, self._left(), self.log())

    def car_time(self) -> float:
        """Seconds that the simulated car has lived."""
        return self._desk.car.state.time_s

    def ledger(self) -> Sequence[Left]:
        """What left the car so far."""
        return [
            Left(_kind(row.topic), row.topic, row.purpose, row.recipient, row.sha256)
            for row in self.hands.ledger()
        ]

    def log(self) -> Sequence[str]:
        """The HMI's last warnings and errors."""
        path = self._data / LOGS / "habitacle.jsonl"
        if not path.is_file():
            return ()
        lines = map(json.loads, path.read_text("utf-8").splitlines())
        told = [line for line in lines if line["level"] in _TOLD]
        return [f"{e['level']} {e['msg']} {e.get('exc', '')}" for e in told[-_LAST_LINES:]]

    def set_network(self, word: str) -> None:
        """Make the network one of the known kinds, with the scenario's seed."""
        self._desk.supervisor.set_network(word, seed=self._given.seed)

    def kill(self, what: str) -> None:
        """End `hmi` or `broker` at once."""
        if what == "broker":
            self._desk.supervisor.set_broker(up=False)
        else:
            self._down = True
            self._desk.kill_hmi()

    def restart(self, what: str) -> None:
        """Start `hmi` or `broker` again, ending it cleanly if it runs."""
        if what == "broker":
            self._desk.supervisor.set_broker(up=False)
            self._desk.supervisor.set_broker(up=True)
            return
        if self._down:
            self._desk.start_hmi()
        else:
            self._desk.restart_hmi()
        self._down = False
        self._wait_ready()
        if self._wall_set:
            self.hands.jump(self._clock.utc())  # it began with the time of the first start

    def jump(self, wall: datetime) -> None:
        """Set the wall clocks of HMI and backend."""
        self._wall_set = True
        self._clock.jump(wall)
        self.hands.jump(wall)

    def advance(self, seconds: float) -> None:
        """Put both wall clocks forward, or back."""
        self._wall_set = True
        self._clock.advance(seconds)
        self.hands.advance(seconds)

    def _wait_ready(self) -> None:
        try:
            self.hands.wait_ready()
        except HandsLost as error:
            given_up = time.monotonic() + _ENDING_S
            while (code := self._desk.supervisor.hmi_ended()) is None:
                if time.monotonic() > given_up:
                    raise
                time.sleep(_LOOK_S)
            raise HabitacleError(f"The HMI ended with code {code} while it started.") from error

    def _lay_out(self) -> None:
        given = self._given
        if given.data != FRESH:
            shutil.copytree(self._near / given.data, self._data)
        chosen = Preferences(
            theme=given.theme,
            language=given.language,
            large_text=given.large_text,
            reduced_motion=given.reduced_motion,
        )
        PreferenceFile(self._data / "preferences.json").save(chosen)
        if given.consents:
            self._give(given.consents)

    def _give(self, consents: Sequence[tuple[str, str]]) -> None:
        """Answer as a driver would have done before the scenario begins."""
        store = Store.open(self._data, self._clock, FileKeyStore(self._data / KEYS))
        answers = ProbeConsents(store, load_privacy(ASSETS), self._clock)
        try:
            answers.start(lambda _purpose, _recipient: None, lambda: None)
            for purpose, recipient in consents:
                if answers.set(True, purpose, recipient) != "given":
                    raise HabitacleError(f"The consent {purpose} {recipient} could not be given.")
        finally:
            answers.stop()
            store.close()

    def _left(self) -> list[Left]:
        if not (self._data / DEVICE_FILE).is_file():
            return []
        key = FileKeyStore(self._data / KEYS)
        with locked(self._data), reading(self._data, key) as connections:
            return [
                _as_left(entry)
                for connection in connections.values()
                for entry in newest_entries(connection, _EVERYTHING)
            ]


def _as_left(entry: LedgerEntry) -> Left:
    sha256 = str(entry.body["payload_sha256"])
    return Left(entry.kind, entry.topic, entry.purpose, entry.recipient, sha256)


def _kind(topic: str) -> str:
    return topic.partition("/up/")[2].partition("/")[0]
