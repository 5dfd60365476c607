import pytest
from PySide6.QtCore import Qt

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
        "readonly property list<int> motion:"
        " [Theme.motionFeedback, Theme.motionPage, Theme.motionGauge]"
    )
    assert list(driver.window.property("motion")) == [80, 150, 400]
    bench.hmi.drive(50.0)
    assert list(driver.window.property("motion")) == [0, 0, 0]
