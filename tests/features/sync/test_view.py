import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.features.sync.domain.state import Status
from app.features.sync.view import Sync
from app.ui.notify import QtNotify


class AtOnce:
    def post(self, fn: Callable[[], None]) -> None:
        fn()


def test_without_a_core_the_link_is_off(qtbot: QtBot) -> None:
    del qtbot
    sync = Sync(AtOnce())
    assert sync.property("link") == "off"
    assert sync.property("pending") == 0
    assert sync.property("lastContactMs") == 0.0
    assert sync.property("lastError") == ""


def test_only_what_changed_notifies(qtbot: QtBot) -> None:
    del qtbot
    sync = Sync(AtOnce())
    told: list[str] = []
    sync.linkChanged.connect(lambda: told.append("link"))
    sync.pendingChanged.connect(lambda: told.append("pending"))
    sync.lastContactMsChanged.connect(lambda: told.append("contact"))
    sync.lastErrorChanged.connect(lambda: told.append("error"))
    sync.report(Status("waiting", 2, 0, "no_network"))
    assert told == ["link", "pending", "error"]
    told.clear()
    sync.report(Status("up", 2, 1_795_348_800_123, ""))
    assert told == ["link", "contact", "error"]
    assert sync.property("lastContactMs") == 1_795_348_800_123.0


def test_what_waits_how_long_and_whether_a_person_is_needed(qtbot: QtBot) -> None:
    del qtbot
    sync = Sync(AtOnce())
    told: list[str] = []
    sync.bulkPendingChanged.connect(lambda: told.append("bulk"))
    sync.oldestPendingAgeChanged.connect(lambda: told.append("age"))
    sync.storageChanged.connect(lambda: told.append("storage"))
    sync.needsAttentionChanged.connect(lambda: told.append("attention"))
    sync.report(Status("up", bulk_pending=7, oldest_ms=61_999))
    assert told == ["bulk", "age"]
    assert (sync.property("bulkPending"), sync.property("oldestPendingAge")) == (7, 61)
    sync.report(Status("up", bulk_pending=7, oldest_ms=61_000, storage="low"))
    assert told == ["bulk", "age", "storage"]
    assert not sync.property("needsAttention")
    sync.report(Status("up", bulk_pending=7, oldest_ms=61_000, storage="full"))
    assert sync.property("needsAttention")
    assert sync.property("storage") == "full"
    for link in ("attention", "rejected", "identity_expired", "server_untrusted"):
        assert Status(link).needs_attention
    assert not Status("waiting").needs_attention


def test_trouble_and_news_are_told_apart_from_what_the_link_is(qtbot: QtBot) -> None:
    del qtbot
    sync = Sync(AtOnce())
    told: list[object] = []
    sync.troubledChanged.connect(lambda: told.append("troubled"))
    sync.newsChanged.connect(lambda: told.append("news"))
    sync.told.connect(lambda: told.append(sync.status.link))
    heard = [sync.heard]
    sync.report(Status("up"))
    assert [*heard, sync.heard] == [False, True]
    assert told == ["up"]
    for troubled in (
        Status("up", last_error="backend_away"),
        Status("up", storage="low"),
        Status("waiting", last_error="no_network"),
    ):
        told.clear()
        sync.report(troubled)
        assert sync.property("troubled")
        sync.report(Status("up"))
        assert told == ["troubled", troubled.link, "troubled", "up"]
    told.clear()
    sync.announce(True)
    sync.announce(True)
    assert (told, sync.property("news")) == (["news"], True)


def test_calls_from_other_threads_run_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    notify = QtNotify()
    here = QThread.currentThread()
    seen: list[tuple[int, bool]] = []

    def note(n: int) -> None:
        seen.append((n, QThread.currentThread() is here))

    def work() -> None:
        for n in range(100):
            notify.post(partial(note, n))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 300, timeout=2000)
    assert all(on_gui for _, on_gui in seen)
    assert sorted(n for n, _ in seen) == sorted([*range(100)] * 3)


def test_a_long_queue_leaves_time_for_other_events(qtbot: QtBot) -> None:
    notify = QtNotify()
    done: list[int] = []
    between: list[int] = []

    def work(n: int) -> None:
        deadline = time.perf_counter() + 0.002
        while time.perf_counter() < deadline:
            pass
        done.append(n)

    for n in range(20):
        notify.post(partial(work, n))
    other = QtNotify()
    other.post(lambda: between.append(len(done)))
    qtbot.waitUntil(lambda: len(done) == 20, timeout=2000)
    assert done == list(range(20))
    assert between
    assert between[0] < 20


def test_a_failing_call_does_not_hold_up_the_next(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    notify = QtNotify()
    done: list[str] = []

    def fail() -> None:
        raise ValueError("defect")

    notify.post(fail)
    notify.post(lambda: done.append("next"))
    qtbot.waitUntil(lambda: done == ["next"], timeout=2000)
    assert "defect" in caplog.text
