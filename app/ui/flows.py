"""QML singleton `Flows`: interrupted tasks and reminders, told in the turn the car drives off."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.flows import Flow, FlowBook, Need, Reminders
from app.core.observe import Change
from app.core.restriction_rules import Mode
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

CONTINUE, REMINDER = "continue", "reminder"


class RestrictionsPort(Protocol):
    """What the driving state allows."""

    changed: Change

    def mode(self, capability: str) -> Mode:
        """Mode of a capability now."""


class FlowCard(NamedTuple):
    """One row of `Flows.cards`; roles are the field names. `kind` is continue or reminder."""

    key: str
    kind: str
    route: str


@QmlElement
@QmlSingleton
class Flows(Provided):
    """Flows of `app.core.flows` by id, and the cards that Home shows of them.

    A signal is emitted before the call that told the new restrictions returns.
    """

    suspended = Signal(str, arguments=["flow"])
    deferred = Signal(str, arguments=["flow"])
    resumed = Signal(str, arguments=["flow"])
    cardsChanged = Signal()

    def __init__(self, restrictions: RestrictionsPort, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._restrictions = restrictions
        self._mode: Callable[[str], Mode] = restrictions.mode
        self._cards = KeyedListModel(FlowCard, "key", self)
        self.book = FlowBook()
        self.reminders = Reminders()
        restrictions.changed.connect(self._restrict)

    @Slot(str, str, str, bool, result=bool)
    def begin(self, flow: str, needs: str, route: str, deferring: bool) -> bool:
        """Open *flow*, at *route*; False while it is forbidden."""
        begun = self.book.begin(Flow(flow, Need.parse(needs), route, deferring), self._mode)
        if begun:
            self.reminders.drop(route)
        self._show()
        return begun

    @Slot(str, str, "QVariantMap", result=bool)
    def keep(self, flow: str, step: str, inputs: dict[str, Any]) -> bool:
        """Remember where *flow* is and what was put in."""
        return self.book.keep(flow, step, {key: str(value) for key, value in inputs.items()})

    @Slot(str, str, result=str)
    def input(self, flow: str, name: str) -> str:
        """What was put in under *name*; "" when nothing was."""
        known = self.book.get(flow)
        return "" if known is None else known.inputs.get(name, "")

    @Slot(str)
    def leave(self, flow: str) -> None:
        """The screen of *flow* was closed."""
        self.book.leave(flow)
        self._show()

    @Slot(str, str)
    def dismiss(self, kind: str, key: str) -> None:
        """Take a card away for good."""
        if kind == CONTINUE:
            self.book.end(key)
        else:
            self.reminders.drop(key)
        self._show()

    @Slot(str, str)
    def remind(self, route: str, needs: str) -> None:
        """Show a card that opens *route* once the capability of *needs* is there in full."""
        self.reminders.add(route, Need(Need.parse(needs).capability))
        self._show()

    @Slot(str)
    def visited(self, route: str) -> None:
        """The driver went to *route*: a reminder that is due has done its work."""
        if route in self.reminders.due(self._mode):
            self.reminders.drop(route)
            self._show()

    @Slot(str, result=bool)
    def remembered(self, route: str) -> bool:
        """Whether there will be a card for *route*."""
        return route in self.reminders

    def _restrict(self) -> None:
        moved = self.book.restrict(self._mode)
        self._show()
        for signal, flows in (
            (self.suspended, moved.suspended),
            (self.deferred, moved.deferred),
            (self.resumed, moved.resumed),
        ):
            for flow in flows:
                signal.emit(flow)

    def _show(self) -> None:
        going_on = [FlowCard(flow.id, CONTINUE, flow.route) for flow in self.book.offered]
        taken = {card.route for card in going_on}
        due = [r for r in self.reminders.due(self._mode) if r not in taken]
        cards = (*going_on, *(FlowCard(route, REMINDER, route) for route in due))
        if cards != self._cards.rows:
            self._cards.update(cards)
            self.cardsChanged.emit()

    cards = Property(QObject, lambda self: self._cards, constant=True)
    count = Property(int, lambda self: self._cards.rowCount(), notify=cardsChanged)
