"""Controls that are pressed: role, name, target, keys, locks; what they ask and never do."""

import pytest
from PySide6.QtCore import Qt

from tests.ui import scene
from tests.ui.driver import Bench, Role, log, role_of

PRESSABLES = {
    "Button": 'Button { text: "Act"; onActivated: root.log.push("act") }',
    "Primary": 'Button { primary: true; text: "Act"; onActivated: root.log.push("act") }',
    "IconButton": 'IconButton { iconName: "close"; name: "Act"; '
    'onActivated: root.log.push("act") }',
    "ChipButton": 'ChipButton { text: "Act"; onActivated: root.log.push("act") }',
    "RowButton": 'RowButton { width: 600; title: "Act"; onActivated: root.log.push("act") }',
    "CardButton": 'CardButton { name: "Act"; Label { text: "Inside" }'
    ' onActivated: root.log.push("act") }',
}


@pytest.mark.parametrize("body", PRESSABLES.values(), ids=PRESSABLES)
def test_a_control_has_role_name_and_a_large_target(bench: Bench, body: str) -> None:
    driver = bench.show(body)
    assert role_of(driver.find("Act")) == Role.Button
    assert driver.faults() == []


@pytest.mark.parametrize("body", PRESSABLES.values(), ids=PRESSABLES)
def test_press_and_keys_activate(bench: Bench, body: str) -> None:
    driver = bench.show(body)
    driver.press("Act")
    driver.find("Act").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        driver.key(key)
    assert log(driver) == ["act"] * 4


@pytest.mark.parametrize("body", PRESSABLES.values(), ids=PRESSABLES)
def test_a_locked_control_answers_but_never_acts(bench: Bench, body: str) -> None:
    locked = body.replace("{ ", '{ locked: true; onLockedPressed: root.log.push("locked"); ', 1)
    driver = bench.show(
        locked + "Connections { target: Shell; function onLockShown(what: string)"
        ' { root.log.push("panel " + what) } }'
    )
    driver.press("Act")
    driver.find("Act").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_Return)
    assert log(driver) == ["locked", "panel Act"] * 2


def test_focus_by_keyboard_shows_a_ring(bench: Bench) -> None:
    driver = bench.show(PRESSABLES["Button"])
    button = driver.find("Act")
    assert button.property("ringShown") is False
    driver.key(Qt.Key.Key_Tab)
    assert button.property("ringShown") is True


@pytest.mark.parametrize(
    ("refuse", "accept"), [("Refuse", "Accept"), ("Nein", "Ich bin einverstanden")]
)
@pytest.mark.parametrize("choice", ["", "refuse", "accept"])
def test_both_halves_of_a_choice_are_equal(
    bench: Bench, refuse: str, accept: str, choice: str
) -> None:
    driver = bench.show(
        f'ChoicePair {{ refuseText: "{refuse}"; acceptText: "{accept}"; choice: "{choice}" }}'
    )
    one, other = driver.find(refuse), driver.find(accept)
    assert abs(one.width() - other.width()) <= 1
    assert abs(one.height() - other.height()) <= 1
    assert scene.area(one).top() == scene.area(other).top()
    assert role_of(one) == role_of(other) == Role.RadioButton
    assert driver.faults() == []


def test_a_choice_reports_and_does_not_choose_itself(bench: Bench) -> None:
    driver = bench.show(
        'ChoicePair { refuseText: "Refuse"; acceptText: "Accept"; acceptLocked: true\n'
        'onRefused: root.log.push("refused"); onAccepted: root.log.push("accepted") }'
    )
    driver.press("Refuse")
    driver.press("Accept")
    assert log(driver) == ["refused"]
    assert not any(item.property("chosen") for item in driver.items())


def test_segments_report_their_index(bench: Bench) -> None:
    driver = bench.show(
        'SegmentedChoice { width: 900; options: ["One", "Two", "Three"]; current: 0\n'
        "onChosen: index => root.log.push(String(index)) }"
    )
    driver.press("Three")
    assert log(driver) == ["2"]
    assert [item.property("chosen") for item in driver.items()] == [True, False, False]
    assert driver.faults() == []


@pytest.mark.parametrize(("control", "state"), [("SwitchRow", "on"), ("TickRow", "ticked")])
def test_a_switch_asks_and_does_not_switch_itself(bench: Bench, control: str, state: str) -> None:
    driver = bench.show(
        f'{control} {{ id: row; width: 700; title: "Spare"\n'
        f"onSwitched: wanted => {{ root.log.push(String(wanted)); row.{state} = wanted }} }}"
    )
    assert role_of(driver.find("Spare")) == Role.CheckBox
    driver.press("Spare")
    driver.find("Spare").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_Space)
    assert log(driver) == ["true", "false"]
    assert driver.faults() == []


def test_a_switch_says_its_state_in_a_word(bench: Bench) -> None:
    driver = bench.show('SwitchRow { width: 700; title: "Spare"; on: true }')
    assert driver.text() == ["Spare", "On"]


def test_arrows_walk_through_what_can_be_pressed(bench: Bench) -> None:
    driver = bench.show(
        'SegmentedChoice { width: 900; options: ["One", "Two", "Three"]; current: 0 }'
    )
    driver.find("One").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_Right)
    assert driver.focused() == "Two"
    driver.key(Qt.Key.Key_Left)
    assert driver.focused() == "One"


def test_a_choice_without_room_stands_one_below_the_other(bench: Bench) -> None:
    driver = bench.show(
        'ChoicePair { width: Theme.dp(300); refuseText: "Refuse"; acceptText: "Accept" }\n'
        "SegmentedChoice { y: Theme.dp(300); width: Theme.dp(300); current: 0\n"
        'options: ["One", "Two", "Three"] }'
    )
    for upper, lower in (("Refuse", "Accept"), ("One", "Two"), ("Two", "Three")):
        assert scene.area(driver.find(upper)).bottom() <= scene.area(driver.find(lower)).top()
    assert driver.faults() == []


def test_focus_by_key_scrolls_into_view_and_a_press_does_not(bench: Bench) -> None:
    rows = "Repeater { model: 12; RowButton { required property int index; Layout.fillWidth: true\n"
    driver = bench.show(
        f'ScrollPane {{ objectName: "pane"; anchors.fill: parent; {rows}'
        ' title: "Row " + index } } }'
    )
    pane = driver.child("pane")
    driver.press("Row 2")
    assert pane.property("contentY") == 0
    for _ in range(9):
        driver.key(Qt.Key.Key_Down)
    focused = driver.window.activeFocusItem()
    assert driver.focused() not in ("Row 2", "")
    assert pane.property("contentY") > 0
    assert scene.area(focused).bottom() <= driver.window.height() + 1
