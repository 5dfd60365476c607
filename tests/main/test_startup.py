from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from app.main.late import Late
from app.main.startup import Phase, Startup


def test_phases_run_in_order_with_a_turn_between(qtbot: Any) -> None:
    ran: list[str] = []
    turns = QTimer(interval=0)
    turns.timeout.connect(lambda: ran.append("turn"))
    startup = Startup(
        [Phase("one", lambda: ran.append("one")), Phase("two", lambda: ran.append("two"))]
    )
    assert not startup.done
    assert ran == []
    turns.start()
    startup.begin()
    qtbot.waitUntil(lambda: startup.done, timeout=3000)
    turns.stop()
    assert [word for word in ran if word != "turn"] == ["one", "two"]
    assert "turn" in ran[ran.index("one") : ran.index("two")]
    assert set(startup.seconds) == {"one", "two"}


def test_no_phase_after_a_cancel(qtbot: Any) -> None:
    ran: list[str] = []

    def stop() -> None:
        startup.cancel()

    startup = Startup([Phase("one", stop), Phase("two", lambda: ran.append("two"))])
    startup.begin()
    qtbot.waitUntil(lambda: startup.done, timeout=3000)
    qtbot.wait(20)
    assert ran == []


def answered(value: int) -> "Future[int]":
    future: Future[int] = Future()
    future.set_result(value)
    return future


def test_questions_wait_for_their_repository_in_order() -> None:
    late: Late[list[int]] = Late()

    def ask(number: int) -> "Future[int]":
        def use(seen: list[int]) -> "Future[int]":
            seen.append(number)
            return answered(10 * number)

        return late.ask(use)

    first, second = ask(1), ask(2)
    assert not first.done()
    repository: list[int] = []
    late.ready(repository)
    assert (first.result(0), second.result(0)) == (10, 20)
    assert ask(3).result(0) == 30
    assert repository == [1, 2, 3]


def test_an_error_is_passed_on() -> None:
    late: Late[None] = Late()
    broken: Future[int] = Future()
    broken.set_exception(OSError("disk full"))
    waiting = late.ask(lambda _none: broken)
    late.ready(None)
    with pytest.raises(OSError, match="disk full"):
        waiting.result(0)
