"""The HMI of a desk, its own process, seen and touched over the developers' port."""

import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.clock import SystemClock
from app.core.errors import HabitacleError
from app.core.signals import Reason, Validity
from app.emulator.hands import Event, Hands, HandsLost, Item, Text
from app.main.desk import Desk, HmiOptions

WALL = "2026-06-21T12:34:00Z"
PATIENCE_S = 20.0
SOFT = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "TZ": "UTC"}


def until(holds: Callable[[], object], what: str) -> None:
    """Wait for *holds*; AssertionError naming *what* when it does not come."""
    deadline = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < deadline, f"not in time: {what}"
        pause.wait(0.02)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("hands")
    words = ["--data-dir", str(folder), "--display", "1920x720@12.3", "--wall", WALL]
    desk = Desk(SystemClock(), HmiOptions(words, SOFT, hands=True), None)
    desk.supervisor.start()
    try:
        yield desk
    finally:
        desk.supervisor.stop()


@pytest.fixture
def hands(desk: Desk) -> Hands:
    """An HMI in English on Home at 1920x720, its car parked."""
    hands = desk.hands
    assert hands is not None
    hands.wait_ready()
    until(lambda: hands.state().driving == "parked", "the car is parked")
    hands.set(language="en", theme="night", large_text=False, display="1920x720@12.3")
    for screen in ("settings", "vehicle", "home"):  # the parts that were open are not
        hands.open(screen)
    hands.settle()
    return hands


def named(hands: Hands, name: str) -> list[Item]:
    return [item for item in hands.items() if item.name == name]


def text(hands: Hands, english: str) -> list[Text]:
    return [each for each in hands.texts() if each.english == english]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(HabitacleError) as refused:
        act()
    assert not isinstance(refused.value, HandsLost)
    return str(refused.value)


def test_items_are_what_assistive_technology_is_told(hands: Hands) -> None:
    (home,) = named(hands, "Home screen")
    assert (home.role, home.pressable, home.enabled, home.checked) == ("PageTab", True, True, True)
    x, y, wide, high = home.rect
    assert x >= 0
    assert y >= 0
    assert min(wide, high) >= 76
    (privacy,) = named(hands, "Privacy: Nothing shared")
    assert privacy.source == "Privacy: %1"
    (level, _number) = named(hands, "Battery level")
    assert level.role == "ProgressBar"
    assert 0 < float(level.value) < 1
    assert not level.pressable


def test_the_state_says_where_the_hmi_is(hands: Hands) -> None:
    state = hands.state()
    assert (state.page, state.route, state.modal, state.complete) == ("home", "home", "", True)
    assert (state.language, state.theme, state.theme_choice) == ("en", "night", "night")
    assert (state.display.width, state.display.height, state.display.inches) == (1920, 720, 12.3)
    assert state.car == "alive"
    until(lambda: hands.state().link == "up", "the backend is reached")


@pytest.mark.parametrize("language", ["en", "fr", "en-XA", "ar-XB"])
def test_names_are_english_in_every_language(hands: Hands, language: str) -> None:
    hands.set(language=language)
    hands.tap("Settings and privacy", role="PageTab")
    hands.settle()
    hands.tap("Display", role="Button")
    hands.settle()
    assert hands.state().route == "settings/display"
    (night,) = named(hands, "Night")
    assert (night.role, night.checked) == ("RadioButton", True)
    assert (night.spoken == "Night") == (language == "en")
    assert hands.find("Text size").readable
    assert not hands.find("Car check").readable
    hands.tap("Privacy: %1", index=0)
    hands.settle()
    assert hands.state().modal == "What is shared"


def test_texts_are_what_can_be_read(hands: Hands) -> None:
    (word,) = text(hands, "Range")
    assert (word.shown, word.source) == ("Range", "Range")
    hands.set(language="fr")
    hands.settle()
    (word,) = text(hands, "Range")
    assert word.shown == "Autonomie"
    assert hands.find("Range").shown == ("Autonomie",)
    hands.tap("Privacy: Nothing shared")
    hands.settle()
    assert hands.find("What is shared").readable
    assert not hands.find("Battery level").readable


def test_what_cannot_be_pressed_is_refused_with_what_can(hands: Hands) -> None:
    absent = refusal(lambda: hands.tap("Nothing such"))
    assert absent.startswith("Nothing to press is named 'Nothing such'; there are: ")
    assert "'Vehicle health'" in absent
    assert "Nothing to press" in refusal(lambda: hands.tap("Home screen", role="Button"))
    assert "none has index 1" in refusal(lambda: hands.tap("Home screen", index=1))
    assert "There is no screen 'nowhere'" in refusal(lambda: hands.open("nowhere"))
    assert "no key" in refusal(lambda: hands.key("Anykey"))
    assert "no language 'tlh'" in refusal(lambda: hands.set(language="tlh"))
    assert "theme" in refusal(lambda: hands.set(theme="blue"))
    assert "Display" in refusal(lambda: hands.set(display="10x10"))


def test_an_item_below_a_panel_is_refused(hands: Hands) -> None:
    hands.open("settings/display")
    hands.tap("Privacy: Nothing shared")
    hands.settle()
    assert refusal(lambda: hands.tap("Day")) == "'Day' lies below 'What is shared'."
    assert hands.state().theme == "night"


def test_a_press_is_held_while_others_are_answered(hands: Hands) -> None:
    began = time.monotonic()
    press = threading.Thread(target=hands.tap, args=("Vehicle health",), kwargs={"hold_ms": 2000})
    press.start()
    until(lambda: hands.state().focus == "Vehicle health", "it is pressed")
    assert press.is_alive()
    assert hands.state().page == "home"
    press.join(PATIENCE_S)
    hands.settle()
    assert time.monotonic() - began >= 2
    assert hands.state().page == "vehicle"


def test_what_is_scrolled_away_is_scrolled_to(hands: Hands) -> None:
    hands.set(display="1024x600@7")
    hands.open("vehicle")
    hands.settle()
    (row,) = named(hands, "Car check")
    assert not row.visible
    hands.tap("Car check")
    hands.settle()
    assert hands.state().route == "vehicle/check"


def test_keys_move_the_focus_and_close_panels(hands: Hands) -> None:
    hands.tap("Privacy: Nothing shared")
    hands.settle()
    hands.key("Escape")
    hands.settle()
    assert hands.state().modal == ""
    before = hands.state().focus
    hands.key("Tab")
    assert hands.state().focus not in {"", before}


def test_the_wall_clock_jumps_and_nothing_ages(hands: Hands) -> None:
    speed = hands.signal("Vehicle.Speed")
    assert (speed.validity, speed.value, speed.unit) == (Validity.VALID, 0.0, "km/h")
    then = hands.jump(datetime(2027, 3, 4, 5, 6, tzinfo=UTC))
    assert hands.find("05:06").readable
    assert datetime(2027, 3, 4, 5, 6, tzinfo=UTC) <= then <= datetime(2027, 3, 4, 5, 7, tzinfo=UTC)
    assert hands.advance(-3600.0).hour == 4
    assert hands.find("04:06").readable
    age = hands.signal("Vehicle.Speed").age_ms
    assert age is not None
    assert age < 1000
    assert hands.state().driving == "parked"
    assert "says no zone" in refusal(lambda: hands.jump(datetime(2027, 3, 4)))  # noqa: DTZ001
    assert "cannot go" in refusal(lambda: hands.advance(1e12))


def test_a_clock_before_the_product_is_not_believed(hands: Hands) -> None:
    now = hands.state().wall
    hands.jump(datetime(1999, 12, 31, 23, 59, tzinfo=UTC))
    assert not hands.state().wall_trusted
    assert hands.find("--:--").readable
    hands.jump(now)
    assert hands.state().wall_trusted


def test_an_unknown_signal_is_unsupported(hands: Hands) -> None:
    nothing = hands.signal("Vehicle.Nothing")
    assert (nothing.value, nothing.validity, nothing.reason, nothing.age_ms) == (
        None,
        Validity.UNKNOWN,
        Reason.UNSUPPORTED,
        None,
    )


def test_a_picture_is_the_window(hands: Hands, tmp_path: Path) -> None:
    hands.set(display="1024x600@7")
    hands.settle()
    path = tmp_path / "screen.png"
    hands.shot(path)
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (1024, 600)
    assert "not absolute" in refusal(lambda: hands.shot(Path("screen.png")))
    assert "could not be written" in refusal(lambda: hands.shot(tmp_path / "no" / "screen.png"))


def test_the_display_and_the_text_change(hands: Hands) -> None:
    (before,) = text(hands, "Range")
    hands.set(large_text=True, theme="day", reduced_motion=True)
    hands.settle()
    state = hands.state()
    assert (state.large_text, state.theme, state.reduced_motion) == (True, "day", True)
    (after,) = text(hands, "Range")
    assert after.rect[3] > before.rect[3]
    hands.set(display="768x1024@9", scale=0.8, reduced_motion=False)
    hands.settle()
    display = hands.state().display
    assert (display.width, display.height, display.layout) == (768, 1024, "portrait")
    assert display.scale == pytest.approx(0.8)


def test_who_watches_is_told_in_english(hands: Hands) -> None:
    seen: list[Event] = []
    stop = hands.watch(seen.append)
    hands.set(language="fr")
    hands.tap("Vehicle health", hold_ms=120)
    hands.settle()
    hands.key("Escape")
    until(lambda: len(seen) >= 5, "five events")
    stop()
    hands.tap("Settings and privacy")
    hands.settle()
    told = [(event.kind, event.name) for event in seen]
    assert told == [
        ("language", "fr"),
        ("tap", "Vehicle health"),
        ("page", "vehicle"),
        ("key", "Escape"),
        ("page", "home"),
    ]
    tap = seen[1]
    assert (tap.role, tap.index, tap.source, tap.by_hands) == (
        *("PageTab", 0, "Vehicle health"),
        True,
    )
    assert 100 <= tap.hold_ms < 2000
    assert seen[0].t <= tap.t <= seen[4].t <= time.monotonic()


def test_a_killed_hmi_is_lost_and_the_next_one_answers(desk: Desk, hands: Hands) -> None:
    seen: list[Event] = []
    stop = hands.watch(seen.append)
    desk.kill_hmi()
    with pytest.raises(HandsLost):
        hands.state()
    assert desk.supervisor.hmi_ended() is None
    assert not hands.attached
    desk.start_hmi()
    state = hands.wait_ready()
    assert (state.page, state.complete) == ("home", True)
    assert state.wall.isoformat().startswith("2026-06-21T12:34")
    hands.tap("Vehicle health")
    until(lambda: len(seen) >= 3, "lost, tap, page")
    stop()
    assert [event.kind for event in seen] == ["lost", "tap", "page"]


@pytest.mark.parametrize("kill", [False, True])
def test_a_restarted_hmi_keeps_its_data(desk: Desk, hands: Hands, kill: bool) -> None:
    hands.set(theme="day")
    desk.restart_hmi(kill=kill)
    assert hands.wait_ready().theme_choice == "day"
    assert desk.supervisor.hmi_ended() is None


def test_a_call_that_waits_is_lost_with_the_hmi(desk: Desk, hands: Hands) -> None:
    lost: list[Exception] = []

    def press() -> None:
        try:
            hands.tap("Vehicle health", hold_ms=30_000)
        except HandsLost as error:
            lost.append(error)

    waiting = threading.Thread(target=press)
    waiting.start()
    until(lambda: hands.state().focus == "Vehicle health", "it is pressed")
    desk.restart_hmi(kill=True)
    waiting.join(PATIENCE_S)
    assert [str(error) for error in lost] == ["The HMI has ended."]
    hands.wait_ready()
