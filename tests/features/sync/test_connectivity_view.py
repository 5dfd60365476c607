"""What QML reads of the link: only what differs is told, and what is not known stays unknown."""

import math
from datetime import UTC, datetime

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.core.message import Verdict
from app.features.sync.connectivity_view import Connectivity
from app.features.sync.domain.news import Repaired
from app.features.sync.domain.state import Pause, Status
from app.features.sync.domain.survey import Pile, Survey
from app.features.sync.overview import Credentials
from app.features.sync.words import load_sync_words
from app.main.paths import ASSETS
from tests.fakes.car import ManualClock
from tests.fakes.traffic import FakeTraffic

OFFLINE = Status("waiting", 3, last_error="no_network")


class World:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.traffic = FakeTraffic(self.clock, lambda _capability: True)
        words = load_sync_words(ASSETS / "sync/words.json")
        self.view = Connectivity(self.traffic.overview, self.traffic.news, words, self.clock)
        self.told: list[str] = []
        for name in ("state", "ages", "news"):
            signal = getattr(self.view, f"{name}Changed")
            signal.connect(lambda name=name: self.told.append(name))

    def ago_ms(self, seconds: float) -> int:
        return int((self.clock.wall.timestamp() - seconds) * 1000)

    def read(self, name: str) -> object:
        return self.view.property(name)


@pytest.fixture
def world(qtbot: QtBot) -> World:
    del qtbot
    return World()


def test_at_first_nothing_is_known(world: World) -> None:
    assert world.read("code") == "starting"
    assert world.read("title") == "Starting up"
    assert (world.read("counted"), world.read("waitingRows")) == (False, 0)
    for name in ("sinceMs", "confirmedMs", "sentRows", "sentBytes", "oldestSeconds", "nextSeconds"):
        value = world.read(name)
        assert isinstance(value, float)
        assert math.isnan(value), name
    assert world.read("credentials") == ""
    assert not world.read("mayTry")


def test_words_level_and_moments_of_a_lost_link(world: World) -> None:
    overview, clock = world.traffic.overview, world.clock
    since = clock.ns - 60 * 10**9
    overview.report(Status(*("waiting", 3), last_error="no_network", since_ns=since))
    assert world.told == ["state"]
    assert world.read("title") == "No connection"
    assert (world.read("level"), world.read("up"), world.read("mayTry")) == ("info", False, True)
    assert world.read("sinceMs") == world.ago_ms(60)
    overview.report(Status("up", since_ns=clock.ns))
    assert (world.read("code"), world.read("level"), world.read("up")) == ("up", "ok", True)


def test_a_second_moves_only_the_ages(world: World) -> None:
    clock, overview = world.clock, world.traffic.overview
    world.traffic.survey = Survey([Pile("up/x", "order.stop", "P7", "cpo", 1, world.ago_ms(5))])
    overview.report(Status("waiting", 1, last_error="busy", next_ns=clock.ns + 42 * 10**9))
    world.view.watch(True)
    assert (world.read("oldestSeconds"), world.read("nextSeconds")) == (5.0, 42.0)
    world.told.clear()
    overview.tick()
    assert world.told == []
    clock.advance(1)
    overview.tick()
    assert world.told == ["ages"]
    assert (world.read("oldestSeconds"), world.read("nextSeconds")) == (6.0, 41.0)
    clock.advance(100)
    overview.tick()
    assert world.read("nextSeconds") == 0.0
    world.view.watch(False)


def test_rows_that_wait_and_notes(world: World) -> None:
    waiting, notes = world.view._waiting, world.view._notes
    checks = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (waiting, notes)
    ]
    world.traffic.survey = Survey(
        [
            Pile("up/order/cpo", "order.stop", "P7", "cpo", 2, world.ago_ms(65)),
            Pile("up/score/ins", "score.report", "P5", "ins", 5, world.ago_ms(-9)),
        ],
        {"schema": 2},
        world.ago_ms(3600),
        7,
        900,
    )
    world.traffic.verdicts = {("P5", "ins"): (Verdict.DROP, "consent_expired")}
    pauses = frozenset({Pause.BACKEND, Pause.TOPIC})
    world.traffic.overview.report(Status("up", 7, pauses=pauses))
    world.view.watch(True)
    reports, orders = waiting.rows
    assert (reports.kind, reports.amount, reports.holdTitle) == (
        *("report", 5),
        "Your permission has ended",
    )
    assert reports.forPrivacy
    assert math.isnan(reports.ageSeconds), "from a time that has not come"
    assert (orders.kind, orders.amount, orders.ageSeconds, orders.holdTitle) == ("order", 2, 65, "")
    shown = [(each.code, each.amount) for each in notes.rows]
    assert shown == [("backend_pause", 0), ("malformed", 2)]
    assert (world.read("waitingRows"), world.read("counted")) == (7, True)
    assert (world.read("sentRows"), world.read("sentBytes")) == (7.0, 900.0)
    assert world.read("confirmedMs") == world.ago_ms(3600)
    world.traffic.survey = Survey()
    world.traffic.overview.report(Status("up"))
    world.traffic.overview.tick()
    assert waiting.rows == ()
    assert notes.rows == ()
    world.view.watch(False)
    del checks


def test_without_a_clock_ages_are_unknown(world: World) -> None:
    world.traffic.survey = Survey([Pile("up/x", "order.stop", "P7", "cpo", 1, world.ago_ms(5))])
    world.clock.trusted = False
    world.traffic.overview.report(OFFLINE)
    world.view.watch(True)
    for name in ("sinceMs", "oldestSeconds", "sentRows"):
        assert math.isnan(float(str(world.read(name)))), name
    world.view.watch(False)


def test_the_certificate(world: World) -> None:
    until = datetime(2027, 3, 1, tzinfo=UTC)
    world.traffic.credentials = Credentials("certificate", until)
    world.view.watch(True)
    assert world.read("credentials") == "certificate"
    assert world.read("credentialsUntilMs") == until.timestamp() * 1000
    world.view.watch(False)


def test_asking_for_an_attempt(world: World) -> None:
    world.traffic.overview.report(OFFLINE)
    world.view.tryNow()
    assert (world.traffic.tries, world.read("outcome")) == (1, "trying")
    world.view.tryNow()
    assert world.traffic.tries == 1
    world.traffic.overview.report(Status("up", tries=1))
    assert world.read("outcome") == "connected"


def test_the_page_ticks_only_while_it_is_watched(world: World, qtbot: QtBot) -> None:
    world.view.watch(True)
    seen = len(world.traffic.surveys)
    world.traffic.overview.report(OFFLINE)
    qtbot.waitUntil(lambda: len(world.traffic.surveys) == seen + 1, timeout=3000)
    world.view.watch(False)
    assert not world.view._timer.isActive()


def test_news_of_the_store(world: World) -> None:
    assert world.read("newsCode") == ""
    news = world.traffic.news
    news.opened([Repaired(True, 3, 2, 4)], world.traffic.record_told)
    assert world.told == ["news"]
    names = ("newsCode", "newsConsents", "newsOrders", "newsMessages")
    assert [world.read(name) for name in names] == ["profile_repaired", 3, 2, 4]
    assert world.view.has_news
    world.view.dismissNews()
    assert (world.read("newsCode"), world.traffic.told) == ("", 1)
    news.storage("full")
    assert world.read("newsCode") == "storage_full"
