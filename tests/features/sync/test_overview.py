"""The overview: what waits for what, an attempt on request, and news of the store."""

from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from app.core.message import Verdict
from app.features.sync.domain.condition import Condition, Hold, Refusal
from app.features.sync.domain.kinds import Kind
from app.features.sync.domain.news import News, NewsCode, Repaired
from app.features.sync.domain.state import Status
from app.features.sync.domain.survey import Pile, Survey
from app.features.sync.domain.trial import Outcome
from app.features.sync.overview import Credentials, Overview
from app.features.sync.store_news import StoreNews
from tests.fakes.car import ManualClock
from tests.fakes.mqtt import Rig, make_rig, message
from tests.fakes.traffic import FakeTraffic, settled

ORDER = Pile("up/order/cpo", "order.stop", "P7", "cpo", 2, 5_000)
QUOTE = Pile("up/order/other", "order.quote", "P7", "other", 1, 4_000)
SCORE = Pile("up/score/ins", "score.report", "P5", "ins", 12, 9_000)
STOP = Pile("up/withdraw/P5/ins", "consent.withdrawn", "P5", "ins", 1, 9_500)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def traffic(clock: ManualClock) -> FakeTraffic:
    return FakeTraffic(clock, lambda _capability: True)


@pytest.fixture
def overview(traffic: FakeTraffic) -> Overview:
    return traffic.overview


def test_before_the_link_spoke_nothing_is_claimed(overview: Overview) -> None:
    facts = overview.facts()
    assert facts.condition is Condition.STARTING
    assert (facts.since_ms, facts.survey, facts.credentials) == (None, None, None)
    assert not facts.may_try
    overview.set_up(there=False)
    assert overview.facts().condition is Condition.NOT_SET_UP


def test_what_waits_is_put_together_by_kind_and_reason(
    traffic: FakeTraffic, overview: Overview
) -> None:
    traffic.survey = Survey((ORDER, QUOTE, SCORE, STOP), {"crc": 1, "schema": 2, "not_json": 1})
    traffic.verdicts = {("P5", "ins"): (Verdict.DROP, "consent_withdrawn")}
    overview.report(Status("waiting", 16, last_error="no_network"))
    overview.watch(True)
    facts = overview.facts()
    shown = [(each.kind, each.hold, each.rows, each.oldest_ms) for each in facts.waiting]
    assert shown == [
        (Kind.REPORT, Hold.CONSENT_REFUSED, 12, 9_000),
        (Kind.ORDER, None, 3, 4_000),
        (Kind.WITHDRAWAL, None, 1, 9_500),
    ], "a withdrawal leaves although its permission has ended"
    assert facts.refused == {Refusal.DAMAGED: 1, Refusal.MALFORMED: 3}


def test_rows_that_were_only_counted_wait_for_no_reason_of_their_own(
    traffic: FakeTraffic, overview: Overview
) -> None:
    traffic.survey = Survey((ORDER, Pile("", "", "", "", 900, 7_000)))
    traffic.verdicts = {("", ""): (Verdict.DROP, "unknown_purpose")}
    overview.watch(True)
    rest, _ = overview.facts().waiting
    assert (rest.kind, rest.hold, rest.rows) == (Kind.REST, None, 900)


def test_a_topic_the_service_refuses_is_told_with_its_rows(
    traffic: FakeTraffic, overview: Overview
) -> None:
    traffic.survey = Survey((ORDER, QUOTE))
    overview.report(Status("up", 3, held_topics=frozenset({"up/order/cpo"})))
    overview.watch(True)
    holds = {each.hold: each.rows for each in overview.facts().waiting}
    assert holds == {Hold.TOPIC: 2, None: 1}


def test_the_store_is_asked_while_watched_once_at_a_time(
    traffic: FakeTraffic, overview: Overview
) -> None:
    overview.report(Status("up", 1))
    overview.tick()
    assert traffic.surveys == []
    traffic.defer = True
    overview.watch(True)
    overview.report(Status("up", 2))
    overview.tick()
    assert len(traffic.surveys) == 1
    traffic.open_surveys[0].set_result(Survey((ORDER,)))
    assert overview.facts().survey == Survey((ORDER,))
    overview.tick()
    assert len(traffic.surveys) == 2, "something moved meanwhile"
    traffic.open_surveys[1].set_result(Survey())
    overview.tick()
    assert len(traffic.surveys) == 2, "nothing moved"
    overview.watch(False)
    overview.report(Status("up", 3))
    overview.tick()
    assert len(traffic.surveys) == 2


def test_a_store_that_does_not_answer_leaves_the_count_unknown(
    traffic: FakeTraffic, overview: Overview, caplog: pytest.LogCaptureFixture
) -> None:
    traffic.survey = Survey((ORDER,))
    overview.report(Status("up", 2))
    overview.watch(True)
    assert overview.facts().waiting
    traffic.broken = OSError("disk")
    overview.report(Status("up", 3))
    overview.tick()
    facts = overview.facts()
    assert (facts.survey, facts.waiting) == (None, ())
    assert "cannot be counted" in caplog.text


def test_moments_follow_the_wall_clock_and_are_unknown_without_one(
    overview: Overview, clock: ManualClock, traffic: FakeTraffic
) -> None:
    overview.report(Status("waiting", since_ns=clock.ns, next_ns=clock.ns + 60 * 10**9))
    then = int(clock.wall.timestamp() * 1000)
    clock.advance(30)
    facts = overview.facts()
    assert (facts.since_ms, facts.next_ms) == (then, then + 60_000)
    overview.watch(True)
    (day_began,) = traffic.surveys
    assert day_began is not None
    local = clock.wall.astimezone()
    assert day_began.astimezone() == local.replace(hour=0, minute=0, second=0, microsecond=0)
    overview.watch(False)
    clock.trusted = False
    facts = overview.facts()
    assert (facts.since_ms, facts.next_ms) == (None, None)
    overview.watch(True)
    assert traffic.surveys[-1] is None


def test_the_certificate_is_read_when_the_page_opens(
    overview: Overview, traffic: FakeTraffic
) -> None:
    until = datetime(2027, 3, 1, tzinfo=UTC)
    traffic.credentials = Credentials("certificate", until)
    assert overview.facts().credentials is None
    overview.watch(True)
    assert overview.facts().credentials == Credentials("certificate", until)


class Asked:
    """The overview over a real core that a test drives."""

    def __init__(self) -> None:
        self.rig: Rig = make_rig()
        self.traffic = FakeTraffic(self.rig.clock, lambda _capability: True)
        self.seen = 0

    def press(self) -> Outcome:
        self.hear()
        before = self.traffic.tries
        self.traffic.overview.try_now()
        if self.traffic.tries > before:
            self.rig.core.try_now()
        return self.outcome()

    def turn(self, seconds: float = 0.0) -> Outcome:
        self.rig.advance(seconds)
        return self.outcome()

    def hear(self) -> None:
        for status in self.rig.reports[self.seen :]:
            self.traffic.overview.report(status)
        self.seen = len(self.rig.reports)

    def outcome(self) -> Outcome:
        self.hear()
        return self.traffic.overview.facts().outcome


@pytest.fixture
def link() -> Asked:
    return Asked()


def lose(link: Asked, code: int | None = None) -> None:
    link.rig.to_next_attempt()
    if code is not None:
        link.rig.transport.refused(code)
    link.rig.transport.end(code)
    link.rig.turn()


def test_an_attempt_on_request_comes_at_once_and_says_that_it_failed(link: Asked) -> None:
    for _ in range(8):
        lose(link)
    requests = len(link.rig.transport.requests)
    assert link.press() is Outcome.TRYING
    assert link.turn(1.0) is Outcome.TRYING
    assert len(link.rig.transport.requests) == requests + 1, "no later than a second"
    link.rig.transport.end()
    assert link.turn() is Outcome.FAILED
    assert link.press() is Outcome.TRYING


def test_an_attempt_on_request_says_that_it_connected(link: Asked) -> None:
    lose(link)
    assert link.press() is Outcome.TRYING
    link.rig.come_up()
    assert link.outcome() is Outcome.CONNECTED


def test_pressing_while_an_attempt_runs_waits_for_that_one(link: Asked) -> None:
    lose(link)
    link.rig.to_next_attempt()
    assert link.press() is Outcome.TRYING
    link.rig.transport.end()
    assert link.turn() is Outcome.FAILED


@pytest.mark.parametrize("code", [0x88, 0x97])
def test_a_service_that_asked_to_wait_is_not_pressed(link: Asked, code: int) -> None:
    lose(link, code)
    requests = len(link.rig.transport.requests)
    assert link.press() is Outcome.ASKED_TO_WAIT
    link.rig.core.try_now()
    link.turn(5.0)
    assert len(link.rig.transport.requests) == requests


def test_a_refused_car_may_be_tried_again_by_a_person(link: Asked) -> None:
    lose(link, 0x87)
    assert link.rig.status.link == "rejected"
    requests = len(link.rig.transport.requests)
    assert link.press() is Outcome.TRYING
    link.turn(1.0)
    assert len(link.rig.transport.requests) == requests + 1


def test_an_identity_that_cannot_be_used_fails_without_a_connection() -> None:
    link = Asked()
    link.rig = make_rig(identity_trouble=lambda: "identity_expired")
    due = link.rig.core.next_due()
    assert due is not None
    link.turn(max(0.0, due - link.rig.clock.monotonic_ns() / 1e9) + 0.001)
    assert link.rig.status.link == "identity_expired"
    assert link.press() is Outcome.TRYING
    assert link.turn(1.0) is Outcome.FAILED
    assert link.rig.transport.requests == []


def test_without_network_nothing_is_tried(link: Asked) -> None:
    lose(link)
    link.rig.core.network(present=False)
    link.turn()
    assert link.press() is Outcome.NO_NETWORK


def test_while_connected_what_waits_is_sent_again_at_once(link: Asked) -> None:
    link.rig.outbox.add(message("a"))
    link.rig.come_up()
    link.rig.transport.puback("a")
    link.rig.turn()
    assert link.rig.sent == ["a"]
    assert link.press() is Outcome.SENT_AGAIN
    link.turn()
    assert link.rig.sent == ["a", "a"]


def test_before_there_is_a_link_there_is_no_attempt(traffic: FakeTraffic) -> None:
    traffic.overview.try_now()
    assert traffic.overview.facts().outcome is Outcome.UNAVAILABLE
    assert traffic.tries == 0


def test_only_a_parked_driver_may_ask(clock: ManualClock) -> None:
    traffic = FakeTraffic(clock, lambda capability: capability != "setup")
    traffic.overview.report(Status("waiting", last_error="no_network"))
    traffic.overview.try_now()
    assert (traffic.tries, traffic.overview.facts().outcome) == (0, Outcome.NONE)


def test_an_old_answer_is_gone_when_the_page_opens_again(link: Asked) -> None:
    lose(link)
    link.press()
    link.rig.come_up()
    assert link.outcome() is Outcome.CONNECTED
    link.traffic.overview.watch(True)
    assert link.outcome() is Outcome.NONE


def shown(store: StoreNews) -> News | None:
    return store.current


@pytest.fixture
def news() -> tuple[StoreNews, list[str]]:
    told: list[str] = []
    made = StoreNews()
    made.changed.connect(lambda: told.append("changed"))
    return made, told


def test_a_repair_is_told_until_it_is_dismissed_and_then_recorded(
    news: tuple[StoreNews, list[str]],
) -> None:
    store, changes = news
    recorded: list[str] = []

    def told() -> Future[None]:
        recorded.append("told")
        return settled(None)

    assert shown(store) is None
    store.opened([Repaired(False, 0, 0, 5), Repaired(True, 3, 2, 4)], told)
    assert shown(store) == News(NewsCode.PROFILE_REPAIRED, consents=3, orders=2, messages=9)
    assert recorded == []
    store.dismiss()
    assert (shown(store), recorded, changes) == (None, ["told"], ["changed"] * 2)


def test_a_repair_of_the_cars_file_alone_touches_nobodys_permissions() -> None:
    store = StoreNews()
    store.opened([Repaired(False, 0, 0, 5)], lambda: settled(None))
    assert shown(store) == News(NewsCode.DEVICE_REPAIRED, messages=5)


def test_what_cannot_be_recorded_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> Future[None]:
        broken: Future[None] = Future()
        broken.set_exception(OSError("disk"))
        return broken

    store = StoreNews()
    store.opened([Repaired(True, 0, 0, 0)], fails)
    store.dismiss()
    assert "could not be recorded" in caplog.text


def test_a_level_is_told_once_each_time_it_is_reached() -> None:
    store = StoreNews()
    store.storage("ok")
    told = []
    for level in ("low", "low", "full", "ok", "low"):
        store.storage(level)
        told.append(shown(store))
        store.dismiss()
        assert shown(store) is None
    low, full = News(NewsCode.STORAGE_LOW), News(NewsCode.STORAGE_FULL)
    assert told == [low, None, full, None, low]


def test_a_repair_goes_before_a_level() -> None:
    store = StoreNews()
    store.storage("full")
    store.opened([Repaired(True, 0, 0, 0)], lambda: settled(None))
    assert shown(store) == News(NewsCode.PROFILE_REPAIRED)
    store.dismiss()
    assert shown(store) == News(NewsCode.STORAGE_FULL)
