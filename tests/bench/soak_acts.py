"""What a long run does to a desk, one act after another."""

import threading
import time
from collections.abc import Callable

from app.main.desk import Desk

PAGES = ("vehicle", "driving", "services", "offers", "privacy", "settings", "home")
_PATIENCE_S = 60.0
_LOOK_S = 0.2
_DOWN_S = 6.0
_FAULTS = (("silent", "adas"), ("sna", "HV.SoC"), ("crc", "MOTION"), ("gnss_lost", "gnss"))
Act = Callable[[Desk, int], None]


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for *holds*; TimeoutError naming *what*."""
    deadline = time.monotonic() + _PATIENCE_S
    pause = threading.Event()
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {_PATIENCE_S:g} s: {what}")
        pause.wait(_LOOK_S)


def pages(desk: Desk, _turn: int) -> None:
    """Every page once, home at last."""
    assert desk.hands is not None
    for page in PAGES:
        desk.hands.open(page)


def parked(desk: Desk, turn: int) -> None:
    """Park, change the language, give or withdraw a consent, drive on."""
    hands, controls = desk.hands, desk.car.controls
    assert hands is not None
    controls.park()
    try:
        until(lambda: hands.state().driving == "parked", "the car is parked")
        hands.set(language="en")  # the words of a notice have no English name in French
        hands.open("privacy")
        hands.tap(("Accept", "Refuse")[turn % 2])
        hands.open("home")
        hands.set(language=("fr", "en")[turn % 2])
    finally:
        controls.drive_loop()


def broker(desk: Desk, _turn: int) -> None:
    """Kill the broker, wait until the HMI has lost it, start it and wait for the link."""
    hands = desk.hands
    assert hands is not None
    desk.supervisor.set_network("broker_down")
    until(lambda: hands.state().link != "up", "the link is lost")
    threading.Event().wait(_DOWN_S)
    desk.supervisor.set_network("online")
    until(lambda: hands.state().link == "up", "the link is back")


def fault(desk: Desk, turn: int) -> None:
    """One fault of the car, gone at the next act."""
    desk.car.faults.set(*_FAULTS[turn % len(_FAULTS)])


def mend(desk: Desk, _turn: int) -> None:
    """No fault any more."""
    desk.car.faults.clear()


def look(desk: Desk, turn: int) -> None:
    """Another theme, and what is on the screen."""
    assert desk.hands is not None
    desk.hands.set(theme=("day", "night")[turn % 2])
    desk.hands.items()


ACTS: tuple[tuple[str, Act], ...] = (
    ("pages", pages),
    ("parked", parked),
    ("broker", broker),
    ("fault", fault),
    ("mend", mend),
    ("look", look),
)
