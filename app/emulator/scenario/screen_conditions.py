"""Conditions on what the HMI shows and knows; each tells what there was instead."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from app.core.errors import HabitacleError
from app.core.signals import Validity
from app.emulator.hands import HandsLost, Item, SignalState
from app.emulator.scenario.ports import HandsPort
from app.emulator.scenario.values import moment

_PLACE = re.compile(r"%(?:\d|n)")
_SPACE = re.compile(r"\s+")
_NAMED = 8
_PREFIX = "Vehicle."


def unread(hands: HandsPort, texts: str | Sequence[str]) -> str | None:
    """None once all *texts* can be read, else what can."""
    for text in listed(texts):
        if not hands.find(text).readable:
            seen = [each.english for each in hands.texts()]
            return f"text '{text}', there was {few(seen, text)}"
    return None


def still_read(hands: HandsPort, texts: str | Sequence[str]) -> str | None:
    """None while none of *texts* can be read."""
    for text in listed(texts):
        found = hands.find(text)
        if found.readable:
            return f"no text '{text}', there was '{found.shown[0] if found.shown else text}'"
    return None


def item_missing(hands: HandsPort, wanted: str | Mapping[str, Any]) -> str | None:
    """None once an item is there as *wanted*."""
    wish: Mapping[str, Any] = {"name": wanted} if isinstance(wanted, str) else wanted
    items = [each for each in hands.items() if each.visible]
    named = [each for each in items if _is_named(each, wish)]
    if any(_differs(each, wish) is None for each in named):
        return None
    if named:
        return f"item {_differs(named[0], wish)}"
    names = [each.name for each in items if each.pressable]
    return f"item '{wish['name']}', there was {few(names, wish['name'])}"


def item_there(hands: HandsPort, wanted: str | Mapping[str, Any]) -> str | None:
    """None while no item is there as *wanted*."""
    wish: Mapping[str, Any] = {"name": wanted} if isinstance(wanted, str) else wanted
    return None if item_missing(hands, wish) else f"no item '{wish['name']}', it is there"


def state_differs(hands: HandsPort, wanted: Mapping[str, Any]) -> str | None:
    """None once the HMI is in the state *wanted*."""
    state = hands.state()
    for key, value in wanted.items():
        if key in {"wall_after", "wall_before"}:
            late = state.wall >= moment(value)
            if late is not (key == "wall_after"):
                return f"state {key} {value}, there was {state.wall:%Y-%m-%dT%H:%M:%SZ}"
            continue
        there = state.display.layout if key == "layout" else getattr(state, key)
        if there != value:
            return f"state {key} '{_said(value)}', there was '{_said(there)}'"
    return None


def signal_differs(hands: HandsPort, wanted: Mapping[str, Any]) -> str | None:
    """None once the HMI knows of the signal what is *wanted*."""
    path = full_path(wanted["path"])
    try:
        there = hands.signal(path)
    except HandsLost:
        raise
    except HabitacleError as error:
        return f"signal {path}, but: {error}"
    fits = (
        there.validity.value == wanted.get("validity", there.validity.value)
        and str(there.reason.value) == wanted.get("reason", str(there.reason.value))
        and _value_fits(there, wanted)
    )
    if fits:
        return None
    wish = ", ".join(f"{k} {_said(v)}" for k, v in wanted.items() if k != "path")
    return f"signal {path} with {wish}, there was {_signal(there)}"


def full_path(path: str) -> str:
    """The VSS path with its root."""
    return path if path.startswith(_PREFIX) else _PREFIX + path


def listed(texts: str | Sequence[str]) -> Sequence[str]:
    """One text or several as a list."""
    return (texts,) if isinstance(texts, str) else texts


def few(names: Sequence[str], wanted: str) -> str:
    """Some of *names*, quoted, each once, what is most like *wanted* first."""

    def likeness(name: str) -> float:
        return SequenceMatcher(None, wanted, name).ratio()

    each = sorted(dict.fromkeys(name for name in names if name), key=likeness, reverse=True)
    more = f" and {len(each) - _NAMED} more" if len(each) > _NAMED else ""
    return ", ".join(f"'{name}'" for name in each[:_NAMED]) + more if each else "nothing"


def names_match(wanted: str, there: str) -> bool:
    """Whether the English name *there* is *wanted*, in which `%1` and `%n` stand for anything."""
    pattern = ".+".join(re.escape(_plain(piece)) for piece in _PLACE.split(wanted))
    return re.fullmatch(pattern, _plain(there)) is not None


def _is_named(item: Item, wish: Mapping[str, Any]) -> bool:
    role = wish.get("role", item.role)
    return bool(item.role == role) and names_match(str(wish["name"]), item.name)


def _differs(item: Item, wish: Mapping[str, Any]) -> str | None:
    for key, value in wish.items():
        if key in {"name", "role"}:
            continue
        there = getattr(item, key)
        if there != value:
            return f"'{item.name}' with {key} {_said(value)}, there was {_said(there)}"
    return None


def _value_fits(there: SignalState, wanted: Mapping[str, Any]) -> bool:
    asked = {"value", "above", "below"} & wanted.keys()
    if not asked:
        return True
    value = there.value
    if there.validity is not Validity.VALID or value is None:
        return False
    if isinstance(value, (bool, str, tuple)):
        return asked == {"value"} and _equal(value, wanted["value"])
    if isinstance(wanted.get("value"), (bool, str)):
        return False
    near = abs(value - wanted.get("value", value)) <= wanted.get("tolerance", 1e-6)
    return bool(near and value > wanted.get("above", -1e300) and value < wanted.get("below", 1e300))


def _equal(there: object, wanted: object) -> bool:
    return there == wanted and isinstance(there, bool) == isinstance(wanted, bool)


def _signal(there: SignalState) -> str:
    if there.validity is Validity.VALID:
        return f"{_said(there.value)} {there.unit or ''}".strip()
    return f"{there.validity.value} ({there.reason.value})"


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text)
