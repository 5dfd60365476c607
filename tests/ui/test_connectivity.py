"""The connectivity page and the notice of the store, as a driver reads them."""

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.core.message import Verdict
from app.features.sync.domain.condition import Condition
from app.features.sync.domain.news import Repaired
from app.features.sync.domain.reasons import Trouble
from app.features.sync.domain.state import Status
from app.features.sync.domain.survey import Survey
from app.main.paths import ASSETS
from tests.ui.driver import Driver
from tests.ui.screens import BY_NAME, bring, rest

WORDS = json.loads((ASSETS / "sync/words.json").read_text())
DISPLAYS = {"12.3in": (1920, 720, 12.3), "7in": (1024, 600, 7.0), "9in": (768, 1024, 9.0)}


@pytest.fixture
def page(screen: Driver) -> Iterator[Driver]:
    rest(screen)
    screen.open("settings/connectivity")
    yield screen
    rest(screen)


def words(driver: Driver) -> list[str]:
    return [text.replace("\u00a0", " ") for text in driver.text()]


def report(driver: Driver, status: Status) -> None:
    driver.hmi.sync.report(status)
    driver.settle()


@pytest.mark.parametrize("trouble", [each for each in Trouble if each])
def test_a_trouble_is_explained_without_a_code(page: Driver, trouble: Trouble) -> None:
    report(page, Status("waiting", 1, last_error=trouble.value))
    said = words(page)
    for text in WORDS["conditions"][trouble.value].values():
        assert text in said
    assert said.count(trouble.value) == 1, "small, in its own line"
    assert page.faults() == []


def test_all_is_well_and_nothing_waits(page: Driver) -> None:
    said = words(page)
    assert "Connected" in said
    assert "Nothing waits." in said
    assert "0 B in 0 messages" in said
    assert "None, test connection" in said
    assert Condition.UP.value not in said


def test_what_waits_with_the_way_to_privacy(page: Driver) -> None:
    page.open("home")
    BY_NAME["connectivity-waiting"].show(page)
    said = words(page)
    for text in ("12 driving reports", "3 order messages", "3 maintenance records", "In 42 s"):
        assert text in said
    assert "for 48 h" in said
    assert any(text.startswith("Your permission has ended. ") for text in said)
    page.press("Open Privacy: 12 driving reports")
    assert "Left the car" in page.text()


def test_it_is_live(page: Driver) -> None:
    report(page, Status("waiting", last_error="no_network"))
    assert "No connection" in words(page)
    page.hmi.traffic.survey = Survey()
    report(page, Status("up"))
    assert "No connection" not in words(page)
    assert "Connected" in words(page)


def test_try_now_says_how_it_went(page: Driver) -> None:
    report(page, Status("waiting", last_error="no_network", tries=4))
    before = page.hmi.traffic.tries
    page.press("Try now")
    assert page.hmi.traffic.tries == before + 1
    assert "Trying to connect…" in words(page)
    report(page, Status("connecting", last_error="no_network", tries=5))
    assert "Trying to connect…" in words(page)
    report(page, Status("waiting", last_error="no_network", tries=5))
    assert "Tried just now: still not connected." in words(page)
    page.press("Try now")
    report(page, Status("up", tries=6))
    assert "Connected." in words(page)
    report(page, Status("waiting", last_error="busy", tries=7))
    page.press("Try now")
    assert "Not tried: the service asked the car to wait." in words(page)
    assert page.hmi.traffic.tries == before + 2


def test_only_parked(page: Driver) -> None:
    assert page.hmi.connectivity._timer.isActive()
    bring(page, "moving")
    assert "Try now" not in page.names()
    assert "Details are shown when parked (P)" in words(page)
    assert not page.hmi.connectivity._timer.isActive()
    bring(page, "parked")
    assert "Try now" in page.names()
    assert page.hmi.connectivity._timer.isActive()
    page.open("home")
    assert not page.hmi.connectivity._timer.isActive()


def test_the_entry_of_the_settings_is_locked_while_driving(page: Driver) -> None:
    page.key(Qt.Key.Key_Escape)
    bring(page, "moving")
    page.press("Connection")
    assert page.child("lockPanel").isVisible()
    assert "Locked while driving." in page.text()


def test_the_status_bar_leads_there(page: Driver) -> None:
    page.open("home")
    report(page, Status("waiting", last_error="no_network"))
    page.press("Connection: Offline")
    assert (
        "Everything is kept safely in the car and sent when the connection is back." in page.text()
    )


def test_no_service_at_all(page: Driver) -> None:
    page.hmi.traffic.overview.set_up(there=False)
    page.settle()
    said = words(page)
    assert "No online service is set up" in said
    assert "Try now" not in page.names()
    assert "Last confirmed" not in said


def test_a_consent_that_lacks_is_not_a_code(page: Driver) -> None:
    page.open("home")
    BY_NAME["connectivity-waiting"].show(page)
    page.hmi.traffic.verdicts = {("P3", "garage-demo"): (Verdict.HOLD, "clock_untrusted")}
    report(page, Status("up", 18))
    said = " ".join(words(page))
    assert "The car does not know the date" in said
    assert "clock_untrusted" not in said


@pytest.mark.parametrize("display", DISPLAYS)
def test_a_repair_is_told_once_on_home(page: Driver, display: str) -> None:
    page.resize(*DISPLAYS[display])
    page.open("home")
    told = page.hmi.traffic.told
    BY_NAME["home-repaired"].show(page)
    said = words(page)
    assert "Damaged data was repaired" in said
    kept = "Kept: 3 privacy answers, 2 orders."
    assert any(text.startswith(kept) for text in said)
    assert page.faults() == []
    page.press("Dismiss")
    assert "Damaged data was repaired" not in words(page)
    assert page.hmi.traffic.told == told + 1


def test_the_notice_leads_to_privacy_and_stays_until_dismissed(page: Driver) -> None:
    page.open("home")
    BY_NAME["home-repaired"].show(page)
    page.press("Check")
    assert "Left the car" in page.text()
    page.open("home")
    assert "Damaged data was repaired" in words(page)


def test_a_notice_waits_until_the_car_is_parked(page: Driver) -> None:
    page.open("home")
    bring(page, "moving")
    traffic = page.hmi.traffic
    traffic.news.opened([Repaired(False, 0, 0, 4)], traffic.record_told)
    page.settle()
    assert "Damaged data was repaired" not in words(page)
    bring(page, "parked")
    said = words(page)
    assert "Damaged data was repaired" in said
    assert any(text.startswith("Your permissions and orders are untouched.") for text in said)


@pytest.mark.parametrize(
    ("level", "title"),
    [("full", "The app's memory is full"), ("low", "The app's memory is almost full")],
)
def test_a_memory_that_fills_up_is_told(page: Driver, level: str, title: str) -> None:
    page.open("home")
    page.hmi.traffic.news.storage(level)
    page.settle()
    assert title in words(page)
    page.press("Dismiss")
    assert title not in words(page)
