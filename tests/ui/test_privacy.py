"""Privacy, the sheet behind the chip, and the sections of Settings: equal, named, nothing cut."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem

from tests.ui import scene
from tests.ui.driver import Driver, Role, role_of

DISPLAYS = [(1920, 720, 12.3), (1024, 600, 7.0), (768, 1024, 9.0), (1920, 720, 10.25)]
LANGUAGES = ["en", "fr", "en-XA"]
P3 = ("P3", "garage-demo")
SECTIONS = ["display", "language", "about"]

on_displays = pytest.mark.parametrize("display", DISPLAYS)
in_languages = pytest.mark.parametrize("language", LANGUAGES)


def refused(screen: Driver) -> None:
    screen.hmi.consent.refuse(*P3)


def given(screen: Driver) -> None:
    screen.hmi.consent.accept(*P3)


def given_then_moving(screen: Driver) -> None:
    given(screen)
    screen.hmi.drive(50.0)


def refused_then_moving(screen: Driver) -> None:
    refused(screen)
    screen.hmi.drive(50.0)


ANSWERS = [refused, given, given_then_moving, refused_then_moving]
answered = pytest.mark.parametrize("answer", ANSWERS)


@pytest.fixture
def privacy(screen: Driver) -> Iterator[Driver]:
    screen.open("privacy")
    yield screen
    screen.hmi.i18n.setLanguage("en")
    screen.hmi.consent.refresh()
    screen.hmi.consent.withdraw(*P3)
    screen.open("driving")


def halves(screen: Driver) -> tuple[QQuickItem, QQuickItem]:
    refuse, accept = (
        item for item in screen.items(Role.RadioButton) if item.property("chosen") is not None
    )
    return refuse, accept


def shown(item: QQuickItem) -> set[str]:
    """Names of the icons inside *item*."""
    waiting, names = [item], set()
    while waiting:
        one = waiting.pop()
        if one.isVisible():
            names.add(str(one.property("name")))
            waiting += one.childItems()
    return names & {"check", "lock"}


def speak(screen: Driver, language: str) -> None:
    screen.hmi.i18n.setLanguage(language)
    screen.hmi.consent.refresh()
    screen.settle()


@on_displays
@in_languages
@answered
def test_the_page_fits(
    privacy: Driver,
    display: tuple[int, int, float],
    language: str,
    answer: Callable[[Driver], None],
) -> None:
    privacy.resize(*display)
    speak(privacy, language)
    answer(privacy)
    privacy.settle()
    assert privacy.faults() == []


@on_displays
@in_languages
@answered
def test_refuse_and_accept_are_equal(
    privacy: Driver,
    display: tuple[int, int, float],
    language: str,
    answer: Callable[[Driver], None],
) -> None:
    privacy.resize(*display)
    speak(privacy, language)
    answer(privacy)
    privacy.settle()
    refuse, accept = halves(privacy)
    one, other = scene.area(refuse), scene.area(accept)
    assert one.width() == pytest.approx(other.width(), abs=1)
    assert one.height() == pytest.approx(other.height(), abs=1)
    assert one.top() == pytest.approx(other.top(), abs=1)
    (a,), (b,) = (
        [t for t in scene.texts(privacy.window) if half.isAncestorOf(t)]
        for half in (refuse, accept)
    )
    assert a.property("font") == b.property("font")


@pytest.mark.parametrize(
    ("answer", "on_refuse", "on_accept"),
    [
        (refused, {"check"}, set()),
        (given, set(), {"check"}),
        (given_then_moving, set(), {"check", "lock"}),
        (refused_then_moving, {"check"}, {"lock"}),
    ],
)
def test_the_answer_stays_visible_while_locked(
    privacy: Driver, answer: Callable[[Driver], None], on_refuse: set[str], on_accept: set[str]
) -> None:
    answer(privacy)
    privacy.settle()
    refuse, accept = halves(privacy)
    assert shown(refuse) == on_refuse
    assert shown(accept) == on_accept


def test_withdrawing_while_moving_works_and_giving_does_not(privacy: Driver) -> None:
    given_then_moving(privacy)
    privacy.settle()
    privacy.press("Refuse")
    assert privacy.hmi.consent_service.state(*P3).value == "withdrawn"
    privacy.press("Accept")
    assert privacy.hmi.consent_service.state(*P3).value == "withdrawn"
    assert "Locked while driving." in privacy.text()
    privacy.press("OK")


@on_displays
@answered
def test_everything_pressable_has_a_name_a_role_and_its_state(
    privacy: Driver, display: tuple[int, int, float], answer: Callable[[Driver], None]
) -> None:
    privacy.resize(*display)
    answer(privacy)
    privacy.settle()
    pressable = privacy.items()
    for item in pressable:
        assert scene.name_of(item)
        assert role_of(item) in {Role.Button, Role.RadioButton, Role.PageTab}
        seen = QAccessible.queryAccessibleInterface(item)
        locked = "Locked for now" in seen.text(QAccessible.Text.Description)
        assert locked is bool(item.property("locked"))
    assert {"Refuse", "Accept", "Back"} <= {scene.name_of(item) for item in pressable}
    refuse, accept = halves(privacy)
    chosen = [QAccessible.queryAccessibleInterface(h).state().checked for h in (refuse, accept)]
    assert chosen.count(1) == 1
    parents = {scene.name_of(half.parentItem().parentItem()) for half in (refuse, accept)}
    assert parents == {"Maintenance data to my workshop"}


@on_displays
@in_languages
@pytest.mark.parametrize("answer", [refused, given, given_then_moving])
def test_the_sheet_fits(
    privacy: Driver,
    display: tuple[int, int, float],
    language: str,
    answer: Callable[[Driver], None],
) -> None:
    privacy.resize(*display)
    speak(privacy, language)
    answer(privacy)
    privacy.open("home")
    (chip,) = (item for item in privacy.items() if item.property("shortUnshared"))
    privacy.tap(chip)
    sheet = privacy.child("sheet")
    assert sheet.isVisible()
    assert privacy.faults() == []
    inside = [item for item in privacy.items() if sheet.isAncestorOf(item)]
    # Close and all settings; with a consent also its own end and the end of all.
    assert len(inside) == (2 if answer is refused else 4)
    card = max((scene.area(item.parentItem().parentItem()) for item in inside), key=QRectF.height)
    assert all(card.contains(scene.area(item)) for item in inside)
    assert scene.area(sheet).contains(card)
    if privacy.hmi.display.property("layout") == "portrait":
        # At the bottom the sheet is as high as what it shows, from whichever display it came.
        lists = [i for i in scene.visible_items(privacy.window) if i.inherits("QQuickListView")]
        (rows,) = (item for item in lists if sheet.isAncestorOf(item))
        assert rows.height() == pytest.approx(rows.property("contentHeight"), abs=1)


def test_a_consent_ends_in_two_taps_while_moving(privacy: Driver) -> None:
    given_then_moving(privacy)
    privacy.open("home")
    privacy.press("Privacy: 1 shared")
    privacy.press("Turn off: Maintenance data to my workshop")
    assert privacy.hmi.consent_service.state(*P3).value == "withdrawn"
    assert "Nothing is shared for a purpose you can choose." in privacy.text()


@on_displays
def test_without_a_text_in_the_language_it_can_still_be_ended(
    privacy: Driver, display: tuple[int, int, float]
) -> None:
    given(privacy)
    privacy.resize(*display)
    speak(privacy, "ar-XB")
    assert privacy.faults() == []
    assert not privacy.items(Role.RadioButton)
    (button,) = (item for item in privacy.items() if "Garage Demo" in scene.name_of(item))
    privacy.tap(button)
    assert privacy.hmi.consent_service.state(*P3).value == "withdrawn"


@on_displays
@in_languages
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("moving", [False, True])
def test_the_sections_of_settings_fit(
    screen: Driver, display: tuple[int, int, float], language: str, section: str, moving: bool
) -> None:
    screen.resize(*display)
    speak(screen, language)
    screen.open("settings")
    rows = [item for item in screen.items(Role.Button) if item.property("chevron")]
    if moving:
        screen.hmi.drive(50.0)
    screen.tap(rows[(0, 1, 3)[SECTIONS.index(section)]])
    assert screen.faults() == []
    speak(screen, "en")
