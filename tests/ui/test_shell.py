import pytest
from PySide6.QtCore import Qt

from app.core.signals import BusState
from app.features.maintenance.domain.tyres import Wheel
from app.features.sync.domain.state import Status
from tests.ui import scene
from tests.ui.driver import Driver, Role

DISPLAYS = [(1920, 720, 12.3), (1024, 600, 7.0), (768, 1024, 9.0), (1920, 720, 10.25)]
RAIL = [
    "Home screen",
    "Vehicle health",
    "Driving score",
    "Charging and parking",
    "Offers and rewards",
    "Settings and privacy",
]
PAGES = ("driving", "services", "offers", "settings")


def rail(screen: Driver) -> list[str]:
    return [scene.name_of(item) for item in screen.items(Role.PageTab)]


def title(screen: Driver) -> str:
    found = [
        item
        for item in scene.texts(screen.window)
        if item.property("size") and scene.area(item).top() < 60 and item.property("strong")
    ]
    return str(min(found, key=lambda item: scene.area(item).left()).property("text"))


@pytest.mark.parametrize("display", DISPLAYS)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "en-XA", "ar-XB"])
def test_targets_and_texts_fit(
    screen: Driver, display: tuple[int, int, float], page: str, language: str
) -> None:
    screen.hmi.i18n.setLanguage(language)
    screen.hmi.car.set({"Vehicle.Exterior.AirTemperature": -14.0})
    screen.hmi.vehicle.refresh()
    screen.hmi.online(pending=12)
    screen.resize(*display)
    screen.open(page)
    assert screen.faults() == []


@pytest.mark.parametrize("display", DISPLAYS)
def test_the_rail_has_six_screens_in_order(screen: Driver, display: tuple[int, int, float]) -> None:
    screen.resize(*display)
    assert rail(screen) == RAIL


@pytest.mark.parametrize(
    ("display", "height_dp"),
    [
        ((1024, 600, 7.0), 80),
        ((1920, 720, 10.25), 80),
        ((1280, 720, 8.0), 92),
        ((1920, 720, 12.3), 96),
    ],
)
def test_rail_heights(screen: Driver, display: tuple[int, int, float], height_dp: int) -> None:
    screen.resize(*display)
    scale = screen.hmi.display.geometry.scale
    heights = [item.height() / scale for item in screen.items(Role.PageTab)]
    assert heights == pytest.approx([height_dp] * 6, abs=0.5)


@pytest.mark.parametrize("display", DISPLAYS)
@pytest.mark.parametrize("language", ["en", "en-XA"])
def test_panels_fit_and_close(
    screen: Driver, display: tuple[int, int, float], language: str
) -> None:
    screen.hmi.i18n.setLanguage(language)
    screen.resize(*display)
    screen.hmi.drive(50.0)
    screen.settle()
    locked = [item for item in screen.items(Role.PageTab) if item.property("locked")]
    screen.tap(locked[-1])
    assert screen.faults() == []
    screen.key(Qt.Key.Key_Escape)
    privacy = [item for item in screen.items(Role.Button) if item.property("shortUnshared")]
    screen.tap(privacy[0])
    assert screen.faults() == []
    screen.key(Qt.Key.Key_Escape)
    assert not screen.child("sheet").isVisible()


def test_a_press_on_the_rail_opens_and_marks_the_screen(screen: Driver) -> None:
    screen.press("Offers and rewards")
    assert title(screen) == "Offers"
    marked = [i for i in screen.items(Role.PageTab) if i.property("current")]
    assert [scene.name_of(item) for item in marked] == ["Offers and rewards"]


def test_the_rail_works_by_keyboard(screen: Driver) -> None:
    screen.find("Driving score").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    screen.key(Qt.Key.Key_Down)
    assert screen.focused() == "Charging and parking"
    screen.key(Qt.Key.Key_Return)
    assert title(screen) == "Services"
    screen.key(Qt.Key.Key_Up)
    assert screen.focused() == "Driving score"


@pytest.mark.parametrize("display", DISPLAYS)
def test_tab_reaches_everything(screen: Driver, display: tuple[int, int, float]) -> None:
    screen.resize(*display)
    screen.open("settings")
    reached = set()
    for _ in range(40):
        screen.key(Qt.Key.Key_Tab)
        reached.add(screen.focused())
    assert {scene.name_of(item) for item in screen.items()} <= reached


def test_the_theme_follows_the_setting(screen: Driver) -> None:
    screen.open("settings")
    screen.press("Day")
    assert not screen.hmi.palette.is_night()
    assert screen.find("Day").property("chosen") is True
    screen.press("Night")
    assert screen.hmi.palette.is_night()


def test_small_displays_show_the_list_and_then_the_detail(screen: Driver) -> None:
    screen.resize(1024, 600, 7.0)
    screen.press("Settings and privacy")
    screen.press("Display")
    assert "Language" not in screen.text()
    assert "Night" in screen.text()
    screen.press("Back")
    assert {"Display", "Language", "Privacy", "About"} <= set(screen.text())


def test_escape_goes_back_from_a_detail(screen: Driver) -> None:
    screen.resize(1024, 600, 7.0)
    screen.press("Settings and privacy")
    screen.press("Display")
    screen.find("Back").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    screen.key(Qt.Key.Key_Escape)
    assert "Language" in screen.text()


def test_a_language_is_chosen_by_its_own_name(screen: Driver) -> None:
    screen.open("settings")
    screen.press("Language", Role.Button)
    screen.press("Français")
    assert screen.hmi.preferences.current.language == "fr"
    assert screen.hmi.i18n.property("language") == "fr"


def test_while_driving_the_language_is_locked_and_says_why(screen: Driver) -> None:
    screen.open("settings")
    screen.press("Language", Role.Button)
    screen.hmi.drive(50.0)
    screen.settle()
    screen.press("Français")
    assert screen.hmi.i18n.property("language") == "en"
    assert "Available once the car is parked (P)." in screen.text()
    screen.press("OK")
    assert "Available once the car is parked (P)." not in screen.text()
    assert screen.hmi.preferences.set_language("fr") is False


def test_score_and_offers_are_locked_in_the_rail_while_driving(screen: Driver) -> None:
    screen.hmi.drive(50.0)
    screen.settle()
    locked = {scene.name_of(i) for i in screen.items(Role.PageTab) if i.property("locked")}
    assert locked == {"Driving score", "Offers and rewards"}
    assert "Nothing here yet" not in screen.text()
    assert screen.text().count("Locked while driving.") == 1
    screen.press("Offers and rewards")
    assert title(screen) == "Driving"
    assert "Offers and rewards" in screen.text()
    assert "Locked while driving." in screen.text()


def test_the_clock_waits_for_a_valid_time(screen: Driver) -> None:
    screen.hmi.wall.refresh()
    assert f"{screen.hmi.clock.wall:%H:%M}" in screen.text()
    screen.hmi.clock.trusted = False
    screen.hmi.wall.refresh()
    assert "--:--" in screen.text()
    screen.hmi.clock.trusted = True
    screen.hmi.wall.refresh()


@pytest.mark.parametrize(
    ("link", "pending", "word"),
    [
        ("up", 0, "In sync"),
        ("up", 3, "3 to send"),
        ("connecting", 0, "Connecting"),
        ("waiting", 3, "Offline"),
        ("off", 0, "Offline"),
        ("rejected", 0, "Check the link"),
        ("attention", 0, "Check the link"),
    ],
)
def test_the_link_is_a_word(screen: Driver, link: str, pending: int, word: str) -> None:
    screen.hmi.sync.report(Status(link=link, pending=pending))
    assert word in screen.text()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (BusState.SILENT, "No data from the car."),
        (BusState.LOST, "No link to the car; retrying."),
        (BusState.ASLEEP, "The car is asleep."),
    ],
)
@pytest.mark.parametrize("display", DISPLAYS)
def test_a_silent_car_is_explained_once(
    screen: Driver, state: BusState, words: str, display: tuple[int, int, float]
) -> None:
    screen.resize(*display)
    screen.hmi.car.buses(body=state, powertrain=state)
    screen.hmi.vehicle.refresh()
    screen.settle()
    assert screen.text().count(words) == 1
    assert screen.faults() == []
    screen.hmi.park()
    screen.settle()
    assert words not in screen.text()


@pytest.mark.parametrize("display", DISPLAYS)
def test_a_critical_alert_covers_the_page_until_it_is_acknowledged(
    screen: Driver, display: tuple[int, int, float]
) -> None:
    screen.resize(*display)
    try:
        _leak(screen)
        screen.settle()
        assert "Rear left tyre: losing air" in screen.text()
        assert screen.faults() == []
        assert {"Home screen", "Understood"} <= {scene.name_of(i) for i in screen.items()}
        screen.key(Qt.Key.Key_Escape)
        assert "Rear left tyre: losing air" in screen.text()
        screen.press("Understood")
        assert "Rear left tyre: losing air" not in screen.text()
    finally:
        _mend(screen)


def _leak(screen: Driver) -> None:
    kpa = dict.fromkeys(Wheel, 250.0)
    for _ in range(80):
        screen.hmi.clock.advance(1)
        kpa[Wheel.REAR_LEFT] -= 1.5
        screen.hmi.car.tyres(kpa)
        screen.hmi.maintenance_service.observe()
    screen.hmi.maintenance.refresh()


def _mend(screen: Driver) -> None:
    for _ in range(600):
        screen.hmi.clock.advance(1)
        screen.hmi.car.tyres(250.0)
        screen.hmi.maintenance_service.observe()
    screen.hmi.maintenance.refresh()


@pytest.mark.usefixtures("screen", "motion")
def test_a_page_glides_to_its_place(screen: Driver) -> None:
    host = screen.child("pageHost")
    screen.window.open("vehicle")  # type: ignore[attr-defined]
    screen.until(lambda: host.property("shown") == "vehicle")
    page = next(each for each in host.childItems() if each.isVisible())
    assert scene.area(page).top() > scene.area(host).top()
    screen.until(lambda: scene.area(page).top() == scene.area(host).top())
