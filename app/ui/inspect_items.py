"""What assistive technology is told of an item, and what a tester wants to know beside it."""

from dataclasses import dataclass

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQuick import QQuickItem

from app.ui.inspect import area, covered, is_pressable, seen_area

Role = QAccessible.Role
_WORDS = (Role.StaticText, Role.Client)
"""Roles that Qt gives to texts and to what has no role of its own."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One item of the screen; `name` and `description` as it says them, `rect` in item units.

    `checked` is None for what has no such state; `visible`: some of it is in the window and not
    scrolled away.
    """

    name: str
    role: str
    description: str
    value: str
    rect: tuple[float, float, float, float]
    enabled: bool
    focused: bool
    checked: bool | None
    locked: bool
    pressable: bool
    covered: bool
    visible: bool


def look(item: QQuickItem, modal: QQuickItem | None, focus: QQuickItem | None) -> Seen | None:
    """What *item* says of itself; None for one that is only words or a part of another.

    *modal* is what lies above the screen, *focus* the item that has the focus.
    """
    known: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(item)
    pressable = is_pressable(item)
    if known is None:
        return None
    name, role = known.text(QAccessible.Text.Name), known.role()
    if not pressable and (role in _WORDS or not name):
        return None
    place = area(item)
    return Seen(
        name=name,
        role=role.name,
        description=known.text(QAccessible.Text.Description),
        value=_value(item, known),
        rect=(place.x(), place.y(), place.width(), place.height()),
        enabled=item.isEnabled(),
        focused=item is focus,
        checked=_checked(known),
        locked=item.property("locked") is True,
        pressable=pressable,
        covered=covered(item, modal),
        visible=not seen_area(item).isEmpty(),
    )


def _value(item: QQuickItem, known: QAccessibleInterface) -> str:
    told = known.text(QAccessible.Text.Value)
    if told or known.role() not in {Role.Slider, Role.ProgressBar}:
        return told
    value = item.property("value")
    return "" if value is None else f"{value:g}"


def _checked(known: QAccessibleInterface) -> bool | None:
    state = known.state()
    if state.checkable:
        return bool(state.checked)
    return bool(state.selected) if state.selectable or state.selected else None
