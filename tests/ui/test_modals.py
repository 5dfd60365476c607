"""Sheet, lock panel and dialog: focus, closing, two equal answers."""

import pytest
from PySide6.QtCore import Qt

from tests.ui import scene
from tests.ui.driver import Bench, log

SHEET = (
    'Button { id: opener; text: "Open"; onActivated: sheet.open = true }\n'
    'Sheet { id: sheet; title: "Sheet"; onClosed: sheet.open = false\n'
    'Button { text: "Inside"; onActivated: root.log.push("inside") } }'
)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Back])
def test_a_sheet_closes_by_key_and_gives_the_focus_back(bench: Bench, key: Qt.Key) -> None:
    driver = bench.show(SHEET)
    driver.key(Qt.Key.Key_Tab)
    driver.key(Qt.Key.Key_Return)
    assert "Sheet" in driver.text()
    driver.key(key)
    assert "Sheet" not in driver.text()
    assert driver.focused() == "Open"


def test_a_sheet_opened_by_touch_shows_no_focus_ring(bench: Bench) -> None:
    driver = bench.show(SHEET)
    driver.press("Open")
    assert driver.find("Close").property("ringShown") is False


def test_a_sheet_opened_by_key_shows_the_focus_ring(bench: Bench) -> None:
    driver = bench.show(SHEET)
    driver.key(Qt.Key.Key_Tab)
    driver.key(Qt.Key.Key_Return)
    assert driver.find("Close").property("ringShown") is True


def test_a_sheet_keeps_the_focus_in_both_directions(bench: Bench) -> None:
    driver = bench.show(SHEET)
    driver.press("Open")
    forward = [driver.focused()]
    for _ in range(3):
        driver.key(Qt.Key.Key_Tab)
        forward.append(driver.focused())
    assert forward == ["Close", "Inside", "Close", "Inside"]
    driver.key(Qt.Key.Key_Backtab)
    driver.key(Qt.Key.Key_Backtab)
    assert driver.focused() == "Inside"


def test_nothing_below_an_open_sheet_can_be_pressed(bench: Bench) -> None:
    driver = bench.show(SHEET.replace("sheet.open = true", 'root.log.push("below")'))
    driver.child("sheet").setProperty("open", True)
    driver.settle()
    opener = next(i for i in scene.visible_items(driver.window) if scene.name_of(i) == "Open")
    driver.tap(opener)
    assert log(driver) == []
    assert "Sheet" not in driver.text()


def test_a_sheet_closes_by_its_button(bench: Bench) -> None:
    driver = bench.show(SHEET)
    driver.press("Open")
    assert driver.faults() == []
    driver.press("Inside")
    driver.press("Close")
    assert log(driver) == ["inside"]
    assert "Sheet" not in driver.text()


def test_the_lock_panel_says_what_why_and_when(bench: Bench) -> None:
    driver = bench.show(
        'LockPanel { open: true; what: "Language"; why: "Locked while driving."\n'
        'when: "Available in P."; onClosed: root.log.push("closed") }'
    )
    assert driver.text()[:3] == ["Language", "Locked while driving.", "Available in P."]
    assert driver.faults() == []
    driver.press("OK")
    assert log(driver) == ["closed"]


DIALOG = (
    'Button { id: opener; text: "Open"; onActivated: dialog.open = true }\n'
    'Dialog { id: dialog; title: "Delete?"; text: "All trips."; refuseText: "Keep"\n'
    'acceptText: "Delete them all"; onClosed: { root.log.push("closed"); open = false }\n'
    'onRefused: root.log.push("keep"); onAccepted: root.log.push("delete") }'
)


def test_a_dialog_has_two_equal_answers(bench: Bench) -> None:
    driver = bench.show(DIALOG)
    driver.press("Open")
    keep, delete = driver.find("Keep"), driver.find("Delete them all")
    assert abs(keep.width() - delete.width()) <= 1
    assert keep.height() == delete.height()
    assert keep.property("primary") == delete.property("primary")
    driver.press("Keep")
    driver.press("Delete them all")
    assert log(driver) == ["keep", "delete"]
    assert driver.faults() == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Back])
def test_a_dialog_keeps_the_focus_and_gives_it_back(bench: Bench, key: Qt.Key) -> None:
    driver = bench.show(DIALOG)
    driver.key(Qt.Key.Key_Tab)
    driver.key(Qt.Key.Key_Return)
    seen = [driver.focused()]
    for step in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Right):
        driver.key(step)
        seen.append(driver.focused())
    assert seen == ["Keep", "Delete them all", "Keep", "Delete them all"]
    driver.key(key)
    assert (driver.focused(), log(driver)) == ("Open", ["closed"])
