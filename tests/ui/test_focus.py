"""Keys alone: every item of every screen is reached, nothing holds the focus but a modal."""

from collections.abc import Callable
from itertools import cycle

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from tests.ui import scene
from tests.ui.driver import Bench, Driver
from tests.ui.looks import THEMES, Look, look
from tests.ui.screens import BY_NAME, SCREENS, Screen, bring, rest

LOOKS = [Look(), Look("1024x600@7"), Look(state="moving")]
MODALS = [each for each in SCREENS if each.modal]
FORWARD, BACK = (Qt.Key.Key_Tab, Qt.Key.Key_Down), (Qt.Key.Key_Backtab, Qt.Key.Key_Up)
_LEAST_RING_PX = 100


def walk(driver: Driver, key: Qt.Key, presses: int) -> list[QQuickItem]:
    """What has the focus after each of *presses*."""
    reached = []
    for _ in range(presses):
        QTest.keyClick(driver.window, key)
        item: QQuickItem | None = driver.window.activeFocusItem()
        assert item is not None, "nothing has the focus"
        reached.append(item)
    return reached


def modal(driver: Driver) -> QQuickItem | None:
    """The open modal on top."""
    found = [i for i in scene.visible_items(driver.window) if i.property("modal") is True]
    return found[-1] if found else None


def expected(driver: Driver) -> list[QQuickItem]:
    """What keys have to reach: everything, or all that the modal holds."""
    top = modal(driver)
    return [item for item in driver.items() if top is None or top.isAncestorOf(item)]


def enter(driver: Driver) -> None:
    """Give the focus to something that can be pressed, as a first key press does."""
    items = expected(driver)
    if driver.window.activeFocusItem() not in items:
        items[0].forceActiveFocus(Qt.FocusReason.TabFocusReason)


def takes_arrows(driver: Driver) -> bool:
    """Whether something here needs the arrow keys for itself: a field, a list."""
    return any(
        item.inherits("QQuickTextInput") or item.inherits("QQuickItemView")
        for item in scene.visible_items(driver.window)
    )


def stands_in_rows(driver: Driver) -> bool:
    """Whether keys stand in rows here: down leads a row down, and right to the next key."""
    return any("LetterKeypad" in scene.kinds(item) for item in scene.visible_items(driver.window))


def focus_faults(driver: Driver, key: Qt.Key, rounds: int = 1) -> list[str]:
    """What *key* does not reach, and what it reaches that cannot be pressed."""
    enter(driver)
    items = expected(driver)
    reached = walk(driver, key, rounds * (len(items) + 1))
    stops = {item for item in reached if not item.inherits("QQuickFlickable")}
    return [
        *(f"{key.name} misses {scene.describe(item)}" for item in items if item not in stops),
        *(f"{key.name} stops at {scene.describe(i)}" for i in stops if i not in items),
    ]


@pytest.mark.parametrize("each", SCREENS, ids=str)
def test_keys_reach_everything(screen: Driver, each: Screen) -> None:
    found: dict[str, list[str]] = {}
    for how in LOOKS:
        rest(screen)
        each.show(screen)
        look(screen, how)
        # By arrow a page is scrolled before the next item far below comes: more presses.
        keys = [(k, 1) for k in (FORWARD[0], BACK[0])]
        if stands_in_rows(screen):
            keys += [(Qt.Key.Key_Right, 1), (Qt.Key.Key_Left, 1)]
        elif not takes_arrows(screen):
            keys += [(k, 4) for k in (FORWARD[1], BACK[1])]
        for key, rounds in keys:
            if faults := focus_faults(screen, key, rounds):
                found.setdefault(str(how), []).extend(faults)
    rest(screen)
    assert found == {}


def unmarked(driver: Driver) -> list[str]:
    """Items that look the same with the focus, reached by key, as without it."""
    enter(driver)
    names = []
    for item in walk(driver, Qt.Key.Key_Tab, len(expected(driver))):
        other = next(each for each in driver.items() if each is not item)
        other.forceActiveFocus(Qt.FocusReason.MouseFocusReason)
        item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
        marked = _picture(driver, scene.area(item))
        other.forceActiveFocus(Qt.FocusReason.MouseFocusReason)
        plain = _picture(driver, scene.area(item))
        changed = sum(one != another for one, another in zip(marked, plain, strict=True))
        if changed < _LEAST_RING_PX:
            names.append(f"{scene.describe(item)}: {changed} pixels differ")
    return names


def _picture(driver: Driver, area: QRectF) -> memoryview:
    part = driver.window.grabWindow().copy(area.toAlignedRect())
    bits = part.convertToFormat(QImage.Format.Format_RGB32).constBits()
    return memoryview(bytes(bits)).cast("I")


@pytest.mark.parametrize(("each", "theme"), [*zip(SCREENS, cycle(THEMES), strict=False)], ids=str)
def test_the_focus_is_seen(screen: Driver, each: Screen, theme: str) -> None:
    rest(screen)
    each.show(screen)
    look(screen, Look(theme=theme))
    found = unmarked(screen)
    rest(screen)
    assert found == []


@pytest.mark.parametrize("each", MODALS, ids=str)
def test_a_modal_keeps_the_focus_and_gives_it_back(screen: Driver, each: Screen) -> None:
    rest(screen)
    screen.find("Vehicle health").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    each.show(screen)
    held = expected(screen)
    for key in (*FORWARD, *BACK):
        enter(screen)
        assert all(item in held for item in walk(screen, key, 2 * len(held) + 2))
    QTest.keyClick(screen.window, Qt.Key.Key_Escape)
    screen.settle()
    assert (modal(screen) is None) is each.dismissable
    if each.dismissable:
        assert screen.window.activeFocusItem() not in held
        assert screen.window.activeFocusItem() in screen.items()
    rest(screen)


@pytest.mark.parametrize("name", ["settings/about", "vehicle/check-never", "privacy"])
def test_escape_leaves_what_is_nested(screen: Driver, name: str) -> None:
    rest(screen)
    BY_NAME[name].show(screen)
    look(screen, Look("1024x600@7"))
    before = screen.text()
    screen.find("Back").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    screen.key(Qt.Key.Key_Escape)
    assert "Back" not in screen.names()
    assert screen.text() != before
    rest(screen)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_presses_what_has_the_focus(screen: Driver, key: Qt.Key) -> None:
    rest(screen)
    screen.find("Vehicle health").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    screen.key(key)
    assert screen.window.property("page") == "vehicle"
    rest(screen)


def test_the_focus_stays_where_it_is_when_the_car_moves_off(screen: Driver) -> None:
    rest(screen)
    screen.open("settings")
    item = screen.find("About")
    item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    bring(screen, "moving")
    assert screen.window.activeFocusItem() is item
    rest(screen)


PLANTED: dict[str, tuple[str, Callable[[Driver], list[str]]]] = {
    "misses Skipped": (
        'Button { text: "One" } Button { text: "Skipped"; y: 200; focusPolicy: Qt.NoFocus }',
        lambda driver: focus_faults(driver, Qt.Key.Key_Tab),
    ),
    "stops at": (
        'Button { text: "One" } Item { y: 200; width: 9; height: 9; activeFocusOnTab: true }',
        lambda driver: focus_faults(driver, Qt.Key.Key_Tab),
    ),
    "misses One": (
        'Button { text: "One"; y: 200 } Button { text: "Trap"; Keys.onTabPressed: {} }',
        lambda driver: focus_faults(driver, Qt.Key.Key_Tab),
    ),
    "Unmarked: 0 pixels": (
        'Button { text: "One" } Button { text: "Unmarked"; y: 200; ringShown: false }',
        unmarked,
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(bench: Bench, fault: str) -> None:
    body, seek = PLANTED[fault]
    driver = bench.show(body)
    driver.window.requestActivate()
    driver.settle()
    found = seek(driver)
    assert any(fault in sentence for sentence in found), found
