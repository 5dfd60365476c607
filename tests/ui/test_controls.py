import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui import scene
from tests.ui.driver import Bench, Driver, Role, role_of

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


def log(driver: Driver) -> list[str]:
    return list(driver.window.property("log"))


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


def test_a_label_never_interprets_markup(bench: Bench) -> None:
    driver = bench.show('Label { text: "<img src=\\"http://example.org/x.png\\"><b>5 < 6</b>" }')
    assert driver.text() == ['<img src="http://example.org/x.png"><b>5 < 6</b>']
    assert driver.faults() == []


RANGE = "Vehicle.Powertrain.Range"
READING = 'ReadingText { name: "Range"; reading: Vehicle.range; unit: "km" }'


def test_a_reading_shows_a_dash_until_it_is_known(bench: Bench) -> None:
    bench.hmi.car.bad(RANGE)
    bench.hmi.vehicle.refresh()
    driver = bench.show(READING)
    assert driver.text() == ["\N{EN DASH}"]
    bench.hmi.car.set({RANGE: 0.0})
    bench.hmi.vehicle.refresh()
    driver.settle()
    assert driver.text() == ["0", "km"]


def test_an_old_reading_is_grey_with_its_age(bench: Bench) -> None:
    bench.hmi.car.set({RANGE: 312_000.0})
    bench.hmi.clock.advance(200)
    bench.hmi.car.stale(RANGE)
    bench.hmi.vehicle.refresh()
    driver = bench.show(READING)
    assert driver.text() == ["312", "km", "3\N{NO-BREAK SPACE}min ago"]
    number = scene.texts(driver.window)[0]
    assert number.property("color") == bench.hmi.palette.colour("textSecondary")


def test_gauges_do_not_show_what_is_not_known(bench: Bench) -> None:
    driver = bench.show(
        'ProgressBar { objectName: "bar"; name: "Charge"; value: 0.5; known: false }\n'
        'RingGauge { objectName: "ring"; y: 100; name: "Score"; value: 0.5; known: false }'
    )
    assert driver.child("bar").property("part") == 0
    assert driver.child("ring").property("shown") == 0


def test_a_first_value_does_not_rise_from_zero(bench: Bench) -> None:
    driver = bench.show('RingGauge { objectName: "ring"; name: "Score"; value: 0 }')
    ring = driver.child("ring")
    ring.setProperty("value", 0.87)
    assert ring.property("shown") == pytest.approx(0.87)


@pytest.mark.parametrize("status", ["ok", "info", "warning", "critical", "none", "unknown"])
def test_a_status_is_icon_and_word(bench: Bench, status: str) -> None:
    driver = bench.show(f'StatusIcon {{ status: "{status}"; word: "Word" }}')
    icons = [i for i in scene.visible_items(driver.window) if i.inherits("QQuickImage")]
    assert [image.property("source").toString().split("/")[2] for image in icons] == ["icon"]
    assert driver.text() == ["Word"]


def test_nothing_is_animated_while_video_is_forbidden(bench: Bench) -> None:
    driver = bench.show(
        "readonly property list<int> motion: [Motion.feedback, Motion.page, Motion.gauge]"
    )
    assert list(driver.window.property("motion")) == [80, 150, 400]
    bench.hmi.drive(50.0)
    assert list(driver.window.property("motion")) == [0, 0, 0]


def test_nothing_is_animated_when_the_driver_wants_less_motion(bench: Bench) -> None:
    driver = bench.show(
        "readonly property list<int> motion: [Motion.feedback, Motion.page, Motion.gauge]"
    )
    bench.hmi.preferences.set_reduced_motion(True)
    still = list(driver.window.property("motion"))
    bench.hmi.preferences.set_reduced_motion(False)
    assert still == [0, 0, 0]
    assert list(driver.window.property("motion")) == [80, 150, 400]


def test_large_text_enlarges_all_but_the_rail(bench: Bench) -> None:
    names = ("caption", "body", "title", "headline", "display48", "display120", "railLabel")
    sizes = ", ".join(f"Theme.{name}" for name in names)
    driver = bench.show(f"readonly property list<int> sizes: [{sizes}]")
    usual = list(driver.window.property("sizes"))
    bench.hmi.preferences.set_large_text(True)
    large = list(driver.window.property("sizes"))
    bench.hmi.preferences.set_large_text(False)
    scale = bench.hmi.display.geometry.scale
    assert usual == [round(dp * scale) for dp in (24, 32, 38, 44, 48, 120, 24)]
    assert large == [
        *(round(dp * 1.15 * scale) for dp in (24, 32, 38, 44, 48, 120)),
        round(24 * scale),
    ]


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


KEYPAD = (
    'Keypad { id: pad; width: 500; name: "Amount"; %s onConfirmed: text => root.log.push(text) }'
)


def test_a_keypad_takes_a_number_by_touch(bench: Bench) -> None:
    driver = bench.show(KEYPAD % "decimal: true; ")
    for key in ("1", "2", ".", ".", "5", "7", "Delete the last digit", "Confirm"):
        driver.press(key)
    assert log(driver) == ["12.5"]
    assert driver.faults() == []


def test_a_keypad_shows_the_decimal_sign_of_the_language(bench: Bench) -> None:
    bench.hmi.i18n.setLanguage("fr")
    driver = bench.show(KEYPAD % 'decimal: true; text: "12.5"; ')
    bench.hmi.i18n.setLanguage("en")
    bench.hmi.i18n.setLanguage("fr")
    assert "12,5" in driver.text()
    bench.hmi.i18n.setLanguage("en")


def test_a_keypad_takes_a_keyboard_and_the_arrows(bench: Bench) -> None:
    driver = bench.show(KEYPAD % "")
    driver.find("1").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_4)
    driver.key(Qt.Key.Key_Down)
    assert driver.focused() == "4"
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Return)
    driver.key(Qt.Key.Key_Backspace)
    for _ in range(3):
        driver.key(Qt.Key.Key_Down)
    assert driver.focused() == "Confirm"
    driver.key(Qt.Key.Key_Return)
    assert log(driver) == ["4"]


def test_a_pin_is_dots_and_is_wiped_when_the_car_moves(bench: Bench) -> None:
    driver = bench.show(KEYPAD % "secret: true; minimumLength: 4; ")
    for key in "123":
        driver.press(key)
    driver.press("Confirm")
    assert log(driver) == []
    assert "•••" in driver.text()
    assert "123" not in driver.text()
    bench.hmi.drive(50.0)
    driver.settle()
    driver.press("4")
    bench.hmi.park()
    driver.settle()
    assert not any("•" in text for text in driver.text())


def test_an_amount_survives_a_drive_but_cannot_be_changed_in_it(bench: Bench) -> None:
    driver = bench.show(KEYPAD % 'text: "12"; ')
    bench.hmi.drive(50.0)
    driver.settle()
    for key in ("3", "Confirm"):
        driver.press(key)
    assert log(driver) == []
    assert "12" in driver.text()


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


def test_a_notice_stays_until_it_is_dismissed(bench: Bench) -> None:
    driver = bench.show(
        'Notice { width: 900; title: "Falling"; actionText: "Details"\n'
        'onActionChosen: root.log.push("action"); onDismissed: root.log.push("dismissed") }'
    )
    driver.press("Details")
    driver.press("Dismiss")
    assert log(driver) == ["action", "dismissed"]
    assert "Falling" in driver.text()
    assert driver.faults() == []


def test_an_error_offers_to_try_again(bench: Bench) -> None:
    driver = bench.show(
        'ErrorState { width: 900; title: "Not loaded"; text: "Check."\n'
        'onRetry: root.log.push("retry") }'
    )
    driver.press("Try again")
    assert log(driver) == ["retry"]
    assert driver.text() == ["Not loaded", "Check.", "Try again"]


def test_a_busy_row_shows_only_after_its_delay(bench: Bench) -> None:
    driver = bench.show('BusyRow { objectName: "busy"; busy: true; delay: 60000 }')
    row = driver.child("busy")
    assert not row.isVisible()
    row.setProperty("delay", 1)
    driver.until(row.isVisible)
    assert "Working…" in driver.text()
    row.setProperty("busy", False)
    assert not row.isVisible()


def test_a_busy_row_stands_still_while_driving(bench: Bench) -> None:
    bench.hmi.drive(50.0)
    driver = bench.show('BusyRow { objectName: "busy"; busy: true; delay: 1 }')
    row = driver.child("busy")
    driver.until(row.isVisible)
    QTest.qWait(900)
    assert row.property("lit") == 0


def test_a_line_never_crosses_what_is_not_known(bench: Bench) -> None:
    driver = bench.show(
        'Sparkline { id: line; objectName: "line"; name: "Course"; width: 300; height: 100\n'
        "values: [1, 2, NaN, 3, NaN, 4, 5, 6] }\n"
        "readonly property list<int> lines: line.stretches(false).map(one => one.length)\n"
        "readonly property int dots: line.stretches(true).length"
    )
    assert list(driver.window.property("lines")) == [2, 3]
    assert driver.window.property("dots") == 1


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [("[18, 14.9]", 14, 18), ("[3, NaN, 44]", 0, 50), ("[5, 5]", 5, 6), ("[NaN]", 0, 1)],
)
def test_a_scale_is_round_and_holds_all_values(
    bench: Bench, values: str, low: float, high: float
) -> None:
    driver = bench.show(
        f"readonly property PlotScale scaleOf: PlotScale {{ values: {values} }}\n"
        "readonly property real low: scaleOf.low; readonly property real high: scaleOf.high"
    )
    assert driver.window.property("low") == pytest.approx(low)
    assert driver.window.property("high") == pytest.approx(high)


def test_bars_tell_zero_from_not_known(bench: Bench) -> None:
    driver = bench.show(
        'PlotArea { objectName: "area"; width: 300; height: 100; bars: true; high: 10\n'
        "values: [0, NaN, 5] }"
    )
    bars = [i for i in driver.child("area").childItems() if i.property("modelData") is not None]
    drawn = [i.height() for i in bars if i.isVisible() and i.property("part") is not None]
    assert len(drawn) == 2
    assert drawn[0] < 10 < drawn[1]


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
