"""The lock table, whole: what QML calls, what it needs, and that Python refuses it by itself."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt

from app.core.flows import Need
from app.main.paths import QML
from tests.fakes.hmi import Hmi
from tests.ui.driver import Driver, Role
from tests.ui.test_qml_style import code

AREAS = ("App", "Home", "Vehicle", "Driving", "Services", "Offers", "Settings", "Privacy", "Tools")
FILES = [path for area in AREAS for path in sorted((QML / "Habitacle" / area).glob("*.qml"))]

NEEDS = {
    "Consent.accept": "setup",
    "Preferences.setDriverName": "setup",
    "Preferences.setLanguage": "setup",
    "Connectivity.tryNow": "setup",
    "Diagnostics.scan": "maintenance",
    "Signals.search": "text_entry",
}
"""Commands that the driving state may forbid, and what they need."""

FREE = {
    "Brightness.setLevel",
    "Connectivity.dismissNews",
    "Connectivity.watch",
    "Consent.dismiss",
    "Consent.opened",
    "Consent.refreshLedger",
    "Consent.refuse",
    "Consent.stopAllSharing",
    "Consent.withdraw",
    "Flows.dismiss",
    "Flows.input",
    "Flows.keep",
    "Flows.remembered",
    "Flows.remind",
    "Flows.visited",
    "Maintenance.acknowledge",
    "Maintenance.remindWhenParked",
    "Preferences.setLargeText",
    "Preferences.setReducedMotion",
    "Preferences.setTheme",
    "Signals.choose",
    "Signals.look",
    "Signals.setActive",
}
"""Commands that are allowed in every state."""

_CALL = re.compile(
    r"\b((?:Brightness|Connectivity|Consent|Diagnostics|Flows|I18n|Maintenance|Preferences|Signals|Sync|Vehicle)"
    r"\.[a-z]\w*)\("
)
_DECLARED = r'\b(?:needs|acceptNeeds): "%s"'
_OBJECT = re.compile(r"[A-Z]\w* $")


def objects_around(text: str, place: int) -> Iterator[str]:
    """The object declarations around *place*, the innermost first."""
    depth = 0
    for at in range(place, -1, -1):
        if text[at] == "}":
            depth += 1
        elif text[at] == "{" and depth:
            depth -= 1
        elif text[at] == "{" and _OBJECT.search(text[:at]):
            yield text[at:place]


def undeclared(text: str) -> list[str]:
    """Forbidden commands in *text* whose control does not say what they need."""
    found = []
    for call in _CALL.finditer(text):
        need = NEEDS.get(call[1])
        if need is not None:
            control = next(objects_around(text, call.start()), "")
            typed = f'enabled: Restrictions.allowed.includes("{need}")'
            empty = text.startswith('("")', call.end() - 1)
            if not (empty or typed in control or re.search(_DECLARED % need, control)):
                found.append(call[1])
    return found


def test_a_planted_command_without_its_need_is_found() -> None:
    row = 'Row {\n RowButton {\n %s\n onActivated: Preferences.setLanguage("fr")\n }\n}'
    assert undeclared(row % "") == ["Preferences.setLanguage"]
    assert undeclared(row % 'needs: "offers"') == ["Preferences.setLanguage"]
    assert undeclared(row % 'needs: "setup"') == []
    assert undeclared('Item {\n needs: "setup"\n' + row % "" + "}") == ["Preferences.setLanguage"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_is_known_and_its_control_says_what_it_needs(path: object) -> None:
    text = code(path)  # type: ignore[arg-type]
    calls = set(_CALL.findall(text))
    assert calls <= FREE | NEEDS.keys(), "say in this test what the new command needs"
    assert undeclared(text) == []
    assert not re.search(r"^ +locked: *Restrictions", text, re.MULTILINE), (
        "use needs: it explains itself"
    )
    for need in re.findall(r'\b(?:needs|acceptNeeds): "([^"]*)"', text):
        if need:
            Need.parse(need)


COMMANDS: dict[str, Callable[[Hmi], object]] = {
    "Preferences.setDriverName": lambda hmi: hmi.preferences_view.setDriverName("Zo"),
    "Preferences.setLanguage": lambda hmi: hmi.preferences_view.setLanguage("fr"),
    "Consent.accept": lambda hmi: hmi.consent.accept("P3", "garage-demo"),
    "Connectivity.tryNow": lambda hmi: hmi.connectivity.tryNow(),
    "Diagnostics.scan": lambda hmi: hmi.diagnostics.scan(),
    "Signals.search": lambda hmi: hmi.signals.search("speed"),
}


def effects(hmi: Hmi) -> tuple[object, ...]:
    """All that a forbidden command would change."""
    given = sum(str(record.state) == "given" for record in hmi.consents.records)
    words = hmi.signals.searched
    chosen = hmi.preferences.current
    return ((chosen.language, chosen.driver_name), given, len(hmi.scans), words, hmi.traffic.tries)


def bring(hmi: Hmi, state: str) -> None:
    if state == "parked":
        hmi.park()
    elif state == "unknown":
        hmi.clock.advance(2)
        hmi.restrictions.apply({}, hmi.clock.ns)
    else:
        for _ in range(40):
            hmi.drive(50.0 if state == "moving" else 0.0)
    assert hmi.restrictions.state == state


@pytest.fixture
def hmi(screen: Driver) -> Iterator[Hmi]:
    screen.hmi.preferences_view.setLanguage("en")
    screen.hmi.online()
    yield screen.hmi
    screen.hmi.park()
    screen.hmi.consent.withdraw("P3", "garage-demo")
    screen.hmi.signals.search("")
    screen.hmi.preferences_view.setLanguage("en")
    screen.hmi.preferences_view.setDriverName("")


def test_the_table_covers_every_forbidden_command() -> None:
    assert COMMANDS.keys() == NEEDS.keys()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", ["idling", "moving", "unknown"])
def test_python_refuses_whatever_the_screen_shows(hmi: Hmi, command: str, state: str) -> None:
    bring(hmi, state)
    before = effects(hmi)
    COMMANDS[command](hmi)
    assert effects(hmi) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_command_works_when_parked(hmi: Hmi, command: str) -> None:
    bring(hmi, "parked")
    before = effects(hmi)
    COMMANDS[command](hmi)
    assert effects(hmi) != before


@pytest.mark.parametrize("state", ["parked", "idling", "moving", "unknown"])
def test_withdrawing_works_in_every_state(hmi: Hmi, state: str) -> None:
    bring(hmi, "parked")
    hmi.consent.accept("P3", "garage-demo")
    bring(hmi, state)
    hmi.consent.withdraw("P3", "garage-demo")
    assert hmi.consent_service.state("P3", "garage-demo").value == "withdrawn"


def test_a_lock_explains_itself_when_pressed_and_never_by_itself(screen: Driver) -> None:
    screen.open("settings/language")
    screen.hmi.drive(50.0)
    screen.settle()
    panel = screen.child("lockPanel")
    assert not panel.isVisible()
    screen.press("Français")
    assert panel.isVisible()
    assert screen.text().count("Locked while driving.") == 1
    screen.key(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    for _ in range(20):
        screen.hmi.drive(50.0)
    screen.settle()
    assert not panel.isVisible()


def test_a_lock_that_is_over_gives_no_reason_any_more(screen: Driver) -> None:
    screen.open("settings/language")
    screen.hmi.drive(50.0)
    screen.press("Français")
    panel = screen.child("lockPanel")
    assert panel.isVisible()
    screen.hmi.park()
    screen.settle()
    assert not panel.isVisible()


def test_what_is_locked_says_so_to_a_screen_reader(screen: Driver) -> None:
    screen.open("settings/language")
    assert not any(item.property("locked") for item in screen.items(Role.Button))
    screen.hmi.drive(50.0)
    screen.settle()
    item = screen.find("Français")
    assert item.property("forbidden")
    assert item.property("locked")
