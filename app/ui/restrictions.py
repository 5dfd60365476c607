"""What the driving state allows, for QML as properties and for services as a question."""

import logging
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Property, QObject, QTimer, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QmlUncreatable

from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.core.flows import granted
from app.core.observe import Change
from app.core.restriction_file import parse_rules
from app.core.restriction_rules import MODES, Mode, Rules, restriction
from app.core.restrictions import DrivingMachine, Timing
from app.core.signals import Sample
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_log = logging.getLogger(__name__)
_TICK_MS = 50  # half of the 100 ms within which a more restricted state must show
_NEVER = Timing(stale_ms=0, rest_delay_ms=0, enter_mps=0.0, leave_mps=0.0)


def load_rules(path: Path) -> Rules | None:
    """The valid rules at *path*, or None with the fault in the log: then everything is locked."""
    try:
        return parse_rules(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, HabitacleError) as error:
        _log.error("Everything stays locked, %s: %s", path.name, error)
        return None


def _mode_property(capability: str, notify: Signal) -> Property:
    def read(modes: "Modes") -> str:
        return modes.current[capability].value

    return Property(str, read, notify=notify)


@QmlElement
@QmlUncreatable("Modes belong to Restrictions.")
class Modes(QObject):  # type: ignore[operator]  # the stub of QmlUncreatable lacks __call__
    """One property a capability: full, limited, card, icon, locked or hidden."""

    liveDataChanged = Signal()
    sessionChanged = Signal()
    maintenanceChanged = Signal()
    scoreChanged = Signal()
    offersChanged = Signal()
    searchChanged = Signal()
    mapChanged = Signal()
    payChanged = Signal()
    setupChanged = Signal()
    legalChanged = Signal()
    textEntryChanged = Signal()
    withdrawChanged = Signal()
    otaChanged = Signal()

    liveData = _mode_property("live_data", liveDataChanged)
    session = _mode_property("session", sessionChanged)
    maintenance = _mode_property("maintenance", maintenanceChanged)
    score = _mode_property("score", scoreChanged)
    offers = _mode_property("offers", offersChanged)
    search = _mode_property("search", searchChanged)
    map = _mode_property("map", mapChanged)
    pay = _mode_property("pay", payChanged)
    setup = _mode_property("setup", setupChanged)
    legal = _mode_property("legal", legalChanged)
    textEntry = _mode_property("text_entry", textEntryChanged)
    withdraw = _mode_property("withdraw", withdrawChanged)
    ota = _mode_property("ota", otaChanged)

    def __init__(self, current: Mapping[str, Mode], parent: QObject) -> None:
        super().__init__(parent)
        self.current = current
        self._notify = {
            "live_data": self.liveDataChanged,
            "session": self.sessionChanged,
            "maintenance": self.maintenanceChanged,
            "score": self.scoreChanged,
            "offers": self.offersChanged,
            "search": self.searchChanged,
            "map": self.mapChanged,
            "pay": self.payChanged,
            "setup": self.setupChanged,
            "legal": self.legalChanged,
            "text_entry": self.textEntryChanged,
            "withdraw": self.withdrawChanged,
            "ota": self.otaChanged,
        }

    def update(self, current: Mapping[str, Mode]) -> None:
        """Replace the modes; only those that differ notify."""
        before, self.current = self.current, current
        for capability, signal in self._notify.items():
            if before[capability] is not current[capability]:
                signal.emit()


@QmlElement
@QmlSingleton
class Restrictions(Provided):
    """Flags, limits and modes in force; `drivingState` is for diagnostics and the bench only.

    `allowed` lists every need that is met now, as a control declares it: `setup` (in full),
    `score/limited` (at least limited).

    *rules* None locks everything, parked too. *has_park* None takes the rules' default. `apply`
    takes the samples of a display beat; a timer notices silence in between. `changed` tells
    services without Qt, on the GUI thread.
    """

    restricted = Signal()
    drivingStateChanged = Signal()

    def __init__(self, rules: Rules | None, clock: Clock, *, has_park: bool | None = None) -> None:
        super().__init__()
        self.changed = Change()
        self._rules = rules
        self._clock = clock
        default_park = rules.has_park_default if rules else True
        self._machine = DrivingMachine(
            rules.timing if rules else _NEVER,
            has_park=default_park if has_park is None else has_park,
        )
        self._driving = self._machine.state
        self._now = restriction(rules, self._driving, None)
        self._granted = granted(self._now.modes)
        self._modes = Modes(self._now.modes, self)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def apply(self, samples: Mapping[str, Sample], now_ns: int) -> None:
        """Take the newest samples at monotonic *now_ns*."""
        self._machine.feed(samples, now_ns)
        self._publish(now_ns)

    def allows(self, capability: str, least: Mode = Mode.LIMITED) -> bool:
        """Whether *capability* is at least *least* now; what services ask before they act."""
        return MODES.index(self.mode(capability)) <= MODES.index(least)

    def mode(self, capability: str) -> Mode:
        """Mode of *capability* now, for Python; unknown names are locked."""
        return self._now.modes.get(capability, Mode.LOCKED)

    @property
    def state(self) -> str:
        """The driving state's name, for records; the UI goes by flags, limits and modes."""
        return self._driving.value

    def has_flag(self, flag: int) -> bool:
        """Whether all bits of *flag* are in force."""
        return self._now.flags & flag == flag

    def _tick(self) -> None:
        now_ns = self._clock.monotonic_ns()
        self._machine.tick(now_ns)
        self._publish(now_ns)

    def _publish(self, now_ns: int) -> None:
        state = self._machine.state
        after = restriction(self._rules, state, self._machine.speed_mps(now_ns))
        if state is not self._driving:
            self._driving = state
            self.drivingStateChanged.emit()
        if after == self._now:
            return
        self._now = after
        self._granted = granted(after.modes)
        self._modes.update(after.modes)
        self.restricted.emit()
        self.changed.emit()

    def _flags(self) -> int:
        return self._now.flags

    def _content_depth(self) -> int:
        return self._now.content_depth

    def _cumulative(self) -> int:
        return self._now.cumulative_content_items

    def _string_length(self) -> int:
        return self._now.string_length

    def _list_items(self) -> int:
        return self._now.list_items

    def _allowed(self) -> list[str]:
        return self._granted

    def _reason(self) -> str:
        return self._now.reason

    def _modes_object(self) -> Modes:
        return self._modes

    def _driving_state(self) -> str:
        return self._driving.value

    currentRestrictions = Property(int, _flags, notify=restricted)
    maxContentDepth = Property(int, _content_depth, notify=restricted)
    maxCumulativeContentItems = Property(int, _cumulative, notify=restricted)
    maxRestrictedStringLength = Property(int, _string_length, notify=restricted)
    maxListItems = Property(int, _list_items, notify=restricted)
    allowed = Property("QStringList", _allowed, notify=restricted)  # type: ignore[arg-type]
    reason = Property(str, _reason, notify=restricted)
    modes = Property(Modes, _modes_object, constant=True)
    drivingState = Property(str, _driving_state, notify=drivingStateChanged)
