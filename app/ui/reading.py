"""A vehicle value as QML sees it: never a number that is not known."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from app.core.reading import ReadingState

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("Readings belong to their view model.")
class Reading(QObject):  # type: ignore[operator]  # the stub of QmlUncreatable lacks __call__
    """One value with its validity; each property notifies on its own."""

    supportedChanged = Signal()
    stateChanged = Signal()
    reasonChanged = Signal()
    shownChanged = Signal()
    valueChanged = Signal()
    flagChanged = Signal()
    textChanged = Signal()
    ageSecondsChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = ReadingState()
        self._notify = {
            "supported": self.supportedChanged,
            "state": self.stateChanged,
            "reason": self.reasonChanged,
            "shown": self.shownChanged,
            "value": self.valueChanged,
            "flag": self.flagChanged,
            "text": self.textChanged,
            "age_seconds": self.ageSecondsChanged,
        }

    @property
    def snapshot(self) -> ReadingState:
        """What is shown now, for Python."""
        return self._now

    def update(self, state: ReadingState) -> None:
        """Show *state*; only properties that differ notify."""
        before, self._now = self._now, state
        if before == state:
            return
        for name, old, new in zip(state._fields, before, state, strict=True):
            if old != new:
                self._notify[name].emit()

    def _supported(self) -> bool:
        return self._now.supported

    def _state(self) -> str:
        return self._now.state

    def _reason(self) -> str:
        return self._now.reason

    def _shown(self) -> bool:
        return self._now.shown

    def _value(self) -> float:
        return self._now.value

    def _flag(self) -> bool:
        return self._now.flag

    def _text(self) -> str:
        return self._now.text

    def _age_seconds(self) -> int:
        return self._now.age_seconds

    supported = Property(bool, _supported, notify=supportedChanged)
    state = Property(str, _state, notify=stateChanged)
    reason = Property(str, _reason, notify=reasonChanged)
    shown = Property(bool, _shown, notify=shownChanged)
    value = Property(float, _value, notify=valueChanged)
    flag = Property(bool, _flag, notify=flagChanged)
    text = Property(str, _text, notify=textChanged)
    ageSeconds = Property(int, _age_seconds, notify=ageSecondsChanged)
