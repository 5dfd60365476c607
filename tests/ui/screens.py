"""Every screen, sheet, dialog and overlay of the product, and the way to each.

The gates over all screens (walk, contrast, focus, leaks, reference pictures) read this table;
`test_screens.py` fails for a page, panel or sheet that no entry shows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject
from PySide6.QtQml import qmlEngine

from app.core.message import Verdict
from app.core.signals import BusState
from app.features.maintenance.domain.tyres import Wheel
from app.features.profile.domain import NAME_LENGTH
from app.features.sync.domain.news import Repaired
from app.features.sync.domain.state import Pause, Status
from app.features.sync.domain.survey import Pile, Survey
from app.features.vehicle.dtc import PENDING, UDS, Dtc, DtcAnswer
from app.features.vehicle.scan import ScanReport, ScanState
from tests.fakes.car import BATTERY, CABLE, IS_CHARGING, PETROL_PATHS, TIME_LEFT
from tests.ui.driver import Driver, Role

STATES = ("parked", "idling", "moving", "unknown")
_NEUTRAL, _PARK = 127, 126
_REST_BEATS = 40
_STALE_S = 1.2
_OFFLINE = Status("waiting", pending=18, last_error="no_network", since_ns=0, tries=3)
_SAME_IDENTITY = Status("attention", pending=18, last_error="same_identity", since_ns=0, tries=2)
_FULL = Status(
    *("up", 3),
    storage="full",
    since_ns=0,
    pauses=frozenset({Pause.BACKEND}),
    stuck=1,
)
PILES = (
    Pile("up/order/cpo-demo", "order.stop", "P7", "cpo-demo", 3, 65_000),
    Pile("up/score/insurer-demo", "score.report", "P5", "insurer-demo", 12, 86_400_000 * 2),
    Pile("up/maintenance/garage-demo", "maintenance.record", "P3", "garage-demo", 3, 7_200_000),
)
"""Rows that wait; `oldest_ms` is an age here."""
_RENEWED = ("P3", "garage-demo")
_FAULTS = {
    "battery": [DtcAnswer(UDS, (Dtc("P0A80", "00", 0x2F), Dtc("P1A12", "87", 0x2F)))],
    "brakes": [DtcAnswer(UDS, (Dtc("C0035", "00", 0x2F),))],
    "motor": [DtcAnswer(PENDING, (Dtc("P0217"),))],
}


@dataclass(frozen=True, slots=True)
class Screen:
    """Something a driver can bring to the display; *show* starts from `rest`.

    A *modal* one keeps the focus and closes on Escape if it is *dismissable*.
    """

    name: str
    show: Callable[[Driver], None]
    modal: bool = False
    dismissable: bool = True

    def __str__(self) -> str:
        return self.name


def shell(driver: Driver) -> QObject:
    """The QML singleton that screens ask for what is around them."""
    engine = qmlEngine(driver.window)
    found = engine.singletonInstance("Habitacle.Controls", "Shell")  # type: ignore[union-attr]
    assert isinstance(found, QObject)
    return found


def rest(driver: Driver) -> None:
    """Home of a healthy parked car by night, nothing open, in English, at 1920x720."""
    hmi = driver.hmi
    hmi.i18n.setLanguage("en")
    hmi.preferences.set_theme("night")
    hmi.preferences.set_large_text(False)
    _report(driver, ScanState.DONE, {ecu: [DtcAnswer(UDS, ())] for ecu in _FAULTS})
    hmi.diagnostics_service.scanned_at = None
    _report(driver, ScanState.NEVER)
    hmi.car.healthy()
    for _ in range(2):
        hmi.clock.advance(1)
        hmi.car.tyres(250)
    hmi.maintenance_service.observe()
    hmi.maintenance.acknowledge()
    hmi.park()
    hmi.preferences.set_driver_name("")
    for card in hmi.flows.property("cards").rows:
        hmi.flows.dismiss(card.kind, card.key)
    hmi.consent.withdraw(*_RENEWED)
    hmi.online()
    _refresh(driver)
    driver.window.closeAll()  # type: ignore[attr-defined]
    driver.resize(1920, 720, 12.3)
    driver.open("home")


def bring(driver: Driver, state: str) -> None:
    """Put the car into one of `STATES`."""
    hmi = driver.hmi
    if state == "parked":
        hmi.park()
    elif state == "idling":
        for _ in range(_REST_BEATS):
            hmi.drive(0.0, _NEUTRAL)
    elif state == "moving":
        hmi.drive(50.0)
    else:
        hmi.clock.advance(_STALE_S)
        hmi.restrictions.apply({}, hmi.clock.ns)
    assert hmi.restrictions.state == state
    driver.settle()


@contextmanager
def in_english(driver: Driver) -> Iterator[None]:
    """For what is found by its English name."""
    spoken = driver.hmi.i18n.current
    driver.hmi.i18n.setLanguage("en")
    yield
    driver.hmi.i18n.setLanguage(spoken)


def _page(name: str) -> Screen:
    return Screen(name, lambda driver: driver.open(name))


def _section(name: str) -> Screen:
    def show(driver: Driver) -> None:
        driver.open("settings")
        shell(driver).setProperty("section", name)
        driver.settle()

    return Screen(f"settings/{name}", show)


def _refresh(driver: Driver) -> None:
    driver.hmi.vehicle.refresh()
    driver.hmi.maintenance.refresh()
    driver.hmi.consent.refresh()
    driver.settle()


def _report(
    driver: Driver, state: ScanState, answers: dict[str, list[DtcAnswer]] | None = None
) -> None:
    report = ScanReport(state) if answers is None else ScanReport(state, answers=answers)
    driver.hmi.diagnostics_service.on_report(report)


def _leak(driver: Driver) -> None:
    for kpa in range(250, 179, -1):
        driver.hmi.clock.advance(0.9)
        driver.hmi.drive(0.0, _PARK)
        driver.hmi.car.tyres({w: kpa if w is Wheel.REAR_LEFT else 250 for w in Wheel})
    _refresh(driver)


def _alert(driver: Driver) -> None:
    _leak(driver)
    driver.until(lambda: driver.child("alertOverlay").isVisible())


def _advised(page: str) -> Callable[[Driver], None]:
    def show(driver: Driver) -> None:
        _leak(driver)
        driver.hmi.maintenance.acknowledge()
        driver.open(page)

    return show


def _charging(driver: Driver) -> None:
    power = {f"{BATTERY}.CurrentPower": 50_300.0, TIME_LEFT: 2520}
    driver.hmi.car.set({CABLE: True, IS_CHARGING: True, **power})
    _refresh(driver)


def _without_data(driver: Driver) -> None:
    driver.hmi.car.buses(body=BusState.SILENT, powertrain=BusState.SILENT)
    _refresh(driver)


def _petrol(page: str) -> Callable[[Driver], None]:
    def show(driver: Driver) -> None:
        driver.hmi.car.become(PETROL_PATHS)
        driver.hmi.car.set({"Vehicle.Powertrain.CombustionEngine.Speed": 2400})
        _refresh(driver)
        driver.open(page)

    return show


def _check(state: ScanState, answers: dict[str, list[DtcAnswer]] | None = None) -> Screen:
    def show(driver: Driver) -> None:
        driver.open("vehicle")
        with in_english(driver):
            row = driver.find("Car check", Role.Button)
            row.activated.emit()  # type: ignore[attr-defined]  # also where it is scrolled away
        driver.settle()
        _report(driver, state, answers)
        driver.settle()

    return Screen(f"vehicle/check-{'faults' if answers else state.name.lower()}", show)


def _consent(answer: str) -> Screen:
    def show(driver: Driver) -> None:
        getattr(driver.hmi.consent, answer)(*_RENEWED)
        driver.open("privacy")

    return Screen(f"privacy-{answer}", show)


def _quick_sheet(*, given: bool) -> Screen:
    def show(driver: Driver) -> None:
        if given:
            driver.hmi.consent.accept(*_RENEWED)
        _focus_chip(driver)
        shell(driver).openPrivacy()  # type: ignore[attr-defined]
        driver.settle()

    return Screen("quick-sheet-given" if given else "quick-sheet", show, modal=True)


def _focus_chip(driver: Driver) -> None:
    chip = next(i for i in driver.items(Role.Button) if i.property("shortUnshared"))
    chip.forceActiveFocus()


def _link(
    name: str, status: Status, piles: Sequence[Pile], refused: Mapping[str, int] | None = None
) -> Screen:
    def show(driver: Driver) -> None:
        now = int(driver.hmi.clock.wall.timestamp() * 1000)
        known = [replace(pile, oldest_ms=now - pile.oldest_ms) for pile in piles]
        driver.hmi.traffic.survey = Survey(known, refused or {}, now - 3_600_000, 12, 34_567)
        driver.hmi.traffic.verdicts = {("P5", "insurer-demo"): (Verdict.DROP, "consent_expired")}
        planned = None if status.link == "up" else driver.hmi.clock.ns + 42 * 10**9
        driver.hmi.sync.report(replace(status, next_ns=planned))
        driver.open("settings/connectivity")

    return Screen(f"connectivity-{name}", show)


def _repaired(driver: Driver) -> None:
    traffic = driver.hmi.traffic
    traffic.news.opened([Repaired(True, 3, 2, 4)], traffic.record_told)
    driver.settle()


def _lock(driver: Driver) -> None:
    bring(driver, "moving")  # parked, the notice is over
    driver.press("Offers and rewards")


def _reminded(driver: Driver) -> None:
    driver.hmi.flows.remind("offers", "offers")
    driver.settle()


def _to_continue(driver: Driver) -> None:
    driver.open("settings/language")
    bring(driver, "moving")
    driver.open("home")
    bring(driver, "parked")


def _cards(driver: Driver) -> None:
    driver.hmi.flows.remind("offers", "offers")
    _to_continue(driver)


def _named(page: str) -> Callable[[Driver], None]:
    def show(driver: Driver) -> None:
        driver.hmi.preferences.set_driver_name("W" * NAME_LENGTH)
        driver.open(page)

    return show


def _page_of_keypad(name: str) -> Callable[[Driver], None]:
    def show(driver: Driver) -> None:
        driver.open("settings/name")
        with in_english(driver):
            driver.press(name)

    return show


SCREENS: tuple[Screen, ...] = (
    *map(_page, ("home", "vehicle", "driving", "services", "offers", "settings", "privacy")),
    *map(_section, ("driver", "name", "display", "language", "connectivity", "about", "signals")),
    _link("waiting", _OFFLINE, PILES),
    _link("refused", _SAME_IDENTITY, PILES, refused={"schema": 2, "crc": 1}),
    _link("full", _FULL, PILES[:1]),
    Screen("home-repaired", _repaired),
    Screen("home-charging", _charging),
    Screen("home-advised", _advised("home")),
    Screen("home-without-data", _without_data),
    Screen("home-petrol", _petrol("home")),
    Screen("vehicle-advised", _advised("vehicle")),
    Screen("vehicle-petrol", _petrol("vehicle")),
    _check(ScanState.NEVER),
    _check(ScanState.RUNNING),
    _check(ScanState.DONE, _FAULTS),
    _consent("accept"),
    _consent("refuse"),
    _quick_sheet(given=False),
    _quick_sheet(given=True),
    Screen("home-reminded", _reminded),
    Screen("home-continue", _to_continue),
    Screen("home-cards", _cards),
    Screen("home-named", _named("home")),
    Screen("driver-named", _named("settings/driver")),
    Screen("name-accents", _page_of_keypad("Letters with accents")),
    Screen("name-signs", _page_of_keypad("Digits and signs")),
    Screen("lock", _lock, modal=True),
    Screen("alert", _alert, modal=True, dismissable=False),
)
BY_NAME = {screen.name: screen for screen in SCREENS}
