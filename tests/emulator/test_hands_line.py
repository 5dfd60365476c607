"""The desk's end of the port against an HMI that is slow, refuses, or goes away."""

import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.emulator.hands import Event, Hands, HandsLost

PATIENCE_S = 10.0


class Peer:
    """An HMI of a test: what it was asked, and what it says."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._file = end.makefile("rb")

    def asked(self) -> dict[str, Any]:
        """The next request."""
        request: dict[str, Any] = json.loads(self._file.readline())
        return request

    def say(self, told: dict[str, Any]) -> None:
        """Send *told*."""
        self._end.sendall(json.dumps(told).encode() + b"\n")

    def close(self) -> None:
        """Go away."""
        self._file.close()
        self._end.close()


@pytest.fixture
def line() -> Iterator[tuple[Hands, Peer]]:
    ours, theirs = socket.socketpair()
    hands, peer = Hands(patience_s=PATIENCE_S), Peer(theirs)
    hands.attach(ours)
    yield hands, peer
    hands.close()
    peer.close()


def later(act: Any, *words: Any) -> "queue.SimpleQueue[Any]":
    """What *act* gave or raised, on a thread of its own."""
    outcome: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put(act(*words))
        except HabitacleError as error:
            outcome.put(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome


def test_a_refusal_is_the_sentence_of_the_hmi(line: tuple[Hands, Peer]) -> None:
    hands, peer = line
    outcome = later(hands.tap, "Nowhere")
    request = peer.asked()
    assert (request["do"], request["name"]) == ("tap", "Nowhere")
    peer.say({"id": request["id"], "error": "Nothing is named 'Nowhere'."})
    error = outcome.get(timeout=PATIENCE_S)
    assert type(error) is HabitacleError
    assert str(error) == "Nothing is named 'Nowhere'."


def test_answers_find_their_callers_in_any_order(line: tuple[Hands, Peer]) -> None:
    hands, peer = line
    outcomes = {text: later(hands.find, text) for text in ("one", "two", "three")}
    requests = [peer.asked() for _ in outcomes]
    for request in reversed(requests):
        peer.say({"id": request["id"], "ok": [request["text"]]})
    for text, outcome in outcomes.items():
        assert outcome.get(timeout=PATIENCE_S).shown == (text,)


def test_an_hmi_that_hangs_is_lost_in_time(line: tuple[Hands, Peer]) -> None:
    hands, peer = line
    began = time.monotonic()
    with pytest.raises(HandsLost, match=r"did not answer 'ready' within 0\.2 s"):
        hands.wait_ready(0.2)
    assert time.monotonic() - began < PATIENCE_S / 2
    late = peer.asked()
    outcome = later(hands.find, "next")
    peer.say({"id": late["id"], "ok": None})  # nobody waits for it any more
    peer.say({"id": peer.asked()["id"], "ok": []})
    assert not outcome.get(timeout=PATIENCE_S).readable


def test_an_hmi_that_ends_is_lost_to_all_who_wait(line: tuple[Hands, Peer]) -> None:
    hands, peer = line
    outcomes = [later(hands.state), later(hands.items)]
    for _ in outcomes:
        peer.asked()
    peer.close()
    for outcome in outcomes:
        assert isinstance(outcome.get(timeout=PATIENCE_S), HandsLost)
    with pytest.raises(HandsLost):
        hands.key("Tab")
    assert not hands.attached


def test_without_an_hmi_nothing_waits() -> None:
    hands = Hands()
    with pytest.raises(HandsLost, match="not running"):
        hands.state()
    hands.close()


def test_a_watch_goes_on_with_the_next_hmi(line: tuple[Hands, Peer]) -> None:
    hands, peer = line
    seen: queue.SimpleQueue[Event] = queue.SimpleQueue()
    stop = hands.watch(seen.put)
    assert peer.asked()["on"] is True
    peer.say({"event": "key", "name": "Tab", "t": 1.5, "by_hands": False})
    assert seen.get(timeout=PATIENCE_S) == Event("key", "Tab", 1.5)
    ours, theirs = socket.socketpair()
    following = Peer(theirs)
    hands.attach(ours)
    assert seen.get(timeout=PATIENCE_S).kind == "lost"
    assert following.asked()["on"] is True
    stop()
    stop()
    assert following.asked()["on"] is False
    following.close()


def test_a_listener_that_fails_does_not_silence_the_others(line: tuple[Hands, Peer]) -> None:
    hands, peer = line
    seen: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def broken(_event: Event) -> None:
        raise ValueError("a fault of the listener")

    hands.watch(broken)
    hands.watch(seen.put)
    peer.say({"event": "page", "name": "home", "t": 1.0, "by_hands": True})
    assert seen.get(timeout=PATIENCE_S).name == "home"
