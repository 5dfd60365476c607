"""Car check: a row that leads to it, plain words, a scan, and nothing of it on the move."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.features.vehicle.dtc import PENDING, UDS, Dtc, DtcAnswer
from app.features.vehicle.scan import ScanReason, ScanReport, ScanState
from tests.ui import scene
from tests.ui.driver import Driver
from tests.ui.test_home import DISPLAYS, FITS, heal, show, words

ANSWERS = {
    "bms": [DtcAnswer(UDS, (Dtc("P0A80", "00", 0x2F), Dtc("P1A12", "87", 0x2F)))],
    "brakes": [DtcAnswer(UDS, (Dtc("C0035", "00", 0x2F),))],
    "motor": [DtcAnswer(PENDING, (Dtc("P0217"),))],
}
NOTHING = {ecu: [DtcAnswer(UDS, ())] for ecu in ANSWERS}


def report(screen: Driver, state: ScanState, **more: object) -> None:
    screen.hmi.diagnostics_service.on_report(ScanReport(state, **more))  # type: ignore[arg-type]
    screen.settle()


def enter(screen: Driver) -> None:
    screen.find("Car check").forceActiveFocus()
    screen.key(Qt.Key.Key_Space)


def ticks(screen: Driver) -> int:
    """Pictures of a tick that can be seen."""
    items = scene.visible_items(screen.window)
    return sum(
        item.property("word") is not None and item.property("status") == "ok" for item in items
    )


@pytest.fixture
def page(screen: Driver) -> Iterator[Driver]:
    screen.hmi.car.healthy()
    screen.hmi.scans.clear()
    show(screen)
    screen.open("vehicle")
    yield screen
    service = screen.hmi.diagnostics_service
    service.can_ask = True
    report(screen, ScanState.DONE, answers=NOTHING)
    service.scanned_at = None
    report(screen, ScanState.NEVER)
    heal(screen)
    screen.open("home")


def test_the_row_says_what_is_known(page: Driver) -> None:
    assert "Not checked yet" in words(page)
    report(page, ScanState.DONE, answers=NOTHING)
    assert "No faults stored" in words(page)
    report(page, ScanState.DONE, answers=ANSWERS)
    assert "3 faults stored" in words(page)
    report(page, ScanState.DONE, answers={"motor": ANSWERS["motor"], **NOTHING, "brakes": []})


def test_no_tick_on_the_car_beside_a_stored_fault(page: Driver) -> None:
    assert ticks(page) == 1
    report(page, ScanState.DONE, answers=ANSWERS)
    assert ticks(page) == 0


def test_a_control_unit_that_kept_silent_is_said(page: Driver) -> None:
    report(page, ScanState.DONE, answers=NOTHING, silent=("brakes", "body"))
    assert "No faults reported" in words(page)
    enter(page)
    assert "2 control units did not answer." in words(page)


def test_only_a_pending_fault_is_not_called_a_fault(page: Driver) -> None:
    report(page, ScanState.DONE, answers={**NOTHING, "motor": ANSWERS["motor"]})
    assert "No confirmed faults" in words(page)


def test_faults_in_plain_words_with_the_code_in_small_print(page: Driver) -> None:
    report(page, ScanState.DONE, answers=ANSWERS)
    enter(page)
    assert "Back" in page.names()
    text = words(page)
    assert {"Car check", "3 faults stored", "Wheel speed sensor: fault"} <= set(text)
    assert any(line.startswith("Within days · Brakes · since ") for line in text)
    assert any(line.endswith("C0035") for line in text)
    headlines = [line for line in text if line in {"C0035", "P0A80", "P1A12-87", "P0217"}]
    assert headlines == []
    assert "Seen, not confirmed yet" in text
    assert "A warning light of the car always comes first." in text
    page.key(Qt.Key.Key_Escape)
    assert "Vehicle" in words(page)


def test_what_did_not_answer_is_marked(page: Driver) -> None:
    report(page, ScanState.DONE, answers=ANSWERS)
    report(page, ScanState.DONE, answers={"bms": ANSWERS["bms"]})
    enter(page)
    assert words(page).count("Not confirmed by the last check") == 2


def test_a_check_from_press_to_result(page: Driver) -> None:
    enter(page)
    page.press("Check now")
    assert len(page.hmi.scans) == 1
    assert "Check now" not in page.names()
    report(page, ScanState.RUNNING, step=3, steps=6)
    assert {"Checking the car", "The control units are being asked. Stay parked."} <= set(
        words(page)
    )
    report(page, ScanState.DONE, answers=NOTHING)
    assert "No faults stored" in words(page)
    assert "Check now" in page.names()


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        (ScanState.WAITING, ScanReason.TESTER, "A workshop tester is connected. The check waits."),
        (ScanState.WAITING, ScanReason.MOVING, "The check goes on when the car stands still."),
        (
            ScanState.WAITING,
            ScanReason.BUS_LOST,
            "No connection to the control units. Trying again.",
        ),
        (
            ScanState.FAILED,
            ScanReason.NO_ANSWER,
            "The control units did not answer. Switch the car on and check again.",
        ),
    ],
)
def test_why_there_is_no_result(
    page: Driver, state: ScanState, reason: ScanReason, sentence: str
) -> None:
    enter(page)
    report(page, state, reason=reason)
    assert sentence in words(page)


def test_a_car_that_cannot_be_asked(page: Driver) -> None:
    page.hmi.diagnostics_service.can_ask = False
    report(page, ScanState.NEVER)
    enter(page)
    assert "This car cannot be asked" in words(page)
    assert "Check now" not in page.names()


def test_on_the_move_the_row_is_locked_and_the_list_gone(page: Driver) -> None:
    report(page, ScanState.DONE, answers=ANSWERS)
    enter(page)
    page.hmi.drive(50.0)
    page.settle()
    text = words(page)
    assert "Locked until the car is parked" in text
    assert "Wheel speed sensor: fault" not in text
    page.key(Qt.Key.Key_Escape)
    row = page.find("Car check")
    assert row.property("locked") is True
    page.hmi.park()


def test_leaving_the_screen_leaves_the_check(page: Driver) -> None:
    enter(page)
    page.open("home")
    assert "Back" not in page.names()
    page.open("vehicle")
    assert "Car check" in page.names()
    assert "Back" not in page.names()
    page.open("home")
    page.open("vehicle")
    assert "Back" not in page.names()


@pytest.mark.parametrize(("display", "language"), FITS)
def test_everything_fits(page: Driver, display: str, language: str) -> None:
    enter(page)
    page.hmi.i18n.setLanguage(language)
    page.resize(*DISPLAYS[display])
    assert page.faults() == []
    report(page, ScanState.RUNNING, step=3, steps=6)
    assert page.faults() == []
    report(page, ScanState.DONE, answers=ANSWERS)
    assert page.faults() == []
    report(page, ScanState.FAILED, reason=ScanReason.NO_ANSWER)
    assert page.faults() == []
