"""The tester's table of signals: words, filters, rates, and rows that come and go."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from app.core.signal_facts import SignalFacts
from app.core.signals import Reason, Sample, Validity, Value
from app.features.vehicle.signal_table import (
    NOTHING,
    Cells,
    Entry,
    RateMeter,
    age_text,
    cells,
    entries,
    matches,
    value_text,
)
from app.features.vehicle.signal_table_view import Signals, SignalTable
from tests.fakes.car import ManualClock

SECOND = 1_000_000_000
SPEED = SignalFacts("Vehicle.Speed", "km/h", "powertrain", 0xB0, False, "DRIVE", "Speed", 20, 1)
SOC = SignalFacts("Vehicle.Soc", "percent", "body", 0x18FEF100, True, "HV", "Soc", 1000)
MEAN = SignalFacts("Vehicle.Mean", "km/h", signal="mean: Wheel.Left, Wheel.Right")
PLACE = SignalFacts("Vehicle.CurrentLocation.Latitude", "degrees", "body", 0x6D0, signal="Lat")


def valid(path: str, value: Value, t_ns: int = 0) -> Sample:
    return Sample(path, Validity.VALID, value=value, t_valid_ns=t_ns)


def test_rows_stand_in_order_of_paths_with_their_source() -> None:
    mean, soc, speed = entries([SPEED, SOC, MEAN])
    assert (speed.name, speed.source) == ("Speed", "powertrain 0B0 DRIVE.Speed")
    assert soc.source == "body 18FEF100 HV.Soc"
    assert mean.source == "mean: Wheel.Left, Wheel.Right"


def test_several_sources_share_a_row_and_are_all_found() -> None:
    second = replace(SPEED, bus="body", can_id=0x111, message="ABS")
    (row,) = entries([SPEED, second])
    assert row.source == "powertrain 0B0 DRIVE.Speed (+1)"
    assert matches(row, valid(row.path, 1.0), ["abs.speed"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12.00"),
        (-0.5, "-0.50"),
        (126, "126"),
        (True, "true"),
        (False, "false"),
        ("ON", "ON"),
        (("P0420", "U0100"), "P0420, U0100"),
        ((), "none"),
    ],
)
def test_values_as_text(value: Value, text: str) -> None:
    (row,) = entries([SPEED])
    assert value_text(row, valid(row.path, value)) == text


def test_a_missing_value_is_a_dash_and_an_old_slow_one_stays() -> None:
    (row,) = entries([SOC])
    unknown = cells(row, Sample(row.path, Validity.UNKNOWN, Reason.NEVER_RECEIVED), 0, None)
    assert unknown == Cells(NOTHING, "none", "unknown: never received", NOTHING, NOTHING)
    old = Sample(row.path, Validity.STALE, Reason.RESTORED, t_valid_ns=-7200 * SECOND, last_valid=8)
    assert cells(row, old, 0, 0.0) == Cells("8", "none", "stale: restored", "2 h", "0.0")
    bad = Sample(row.path, Validity.INVALID, Reason.VALID_FLAG)
    assert cells(row, bad, 0, 9.96).validity == "invalid: valid flag"
    assert cells(row, valid(row.path, 8), 0, 9.96) == Cells("8", "ok", "valid", "0.0 s", "10.0")


def test_a_position_is_never_told() -> None:
    (row,) = entries([PLACE])
    shown = cells(row, valid(row.path, 48.8584), 0, 1.0)
    assert (shown.value, shown.validity) == ("", "hidden: location is off")
    lost = cells(row, Sample(row.path, Validity.STALE, Reason.TIMEOUT), 0, 1.0)
    assert (lost.value, lost.validity) == (NOTHING, "stale: timeout")


@pytest.mark.parametrize(
    ("age_ms", "text"),
    [
        (None, NOTHING),
        (0, "0.0 s"),
        (59_999, "59.9 s"),
        (60_000, "1 min"),
        (3_599_999, "59 min"),
        (7_200_000, "2 h"),
        (90_000_000, "1 d"),
    ],
)
def test_ages(age_ms: int | None, text: str) -> None:
    assert age_text(age_ms) == text


def test_every_word_must_be_found_somewhere() -> None:
    (row,) = entries([SPEED])
    stale = Sample(row.path, Validity.STALE, Reason.BUS_LOST)
    for words in (["speed"], ["drive", "km/h"], ["0b0"], ["stale"], ["bus lost", "powertrain"], []):
        assert matches(row, stale, words), words
    for words in (["speed", "invalid"], ["soc"]):
        assert not matches(row, stale, words), words


def test_rates_of_fast_and_slow_messages() -> None:
    meter = RateMeter()
    assert meter.rate("fast") is None
    for second in range(21):
        counts = {"fast": 100 * second, "slow": second // 10}
        meter.take(second * SECOND, counts.copy)
        meter.take(second * SECOND + 1, dict)
    assert meter.rate("fast") == 100.0
    assert meter.rate("slow") == pytest.approx(0.1)
    assert meter.rate("derived") is None
    for second in range(21, 24):
        meter.take(second * SECOND, lambda: {"fast": 2000, "slow": 2})
    assert meter.rate("fast") == pytest.approx(70.0)
    for second in range(24, 35):
        meter.take(second * SECOND, lambda: {"fast": 2000, "slow": 2})
    assert meter.rate("fast") == 0.0


class Feed:
    """Fifty signals whose samples and counts a test sets."""

    def __init__(self) -> None:
        self.facts = tuple(
            SignalFacts(f"Vehicle.S{n:02}", "V", "main", n, False, f"M{n % 5}", f"S{n}")
            for n in range(50)
        )
        self.samples = {item.path: valid(item.path, 0.0) for item in self.facts}
        self.asked = 0

    def describe(self) -> tuple[SignalFacts, ...]:
        return self.facts

    def received(self) -> Mapping[str, int]:
        self.asked += 1
        return dict.fromkeys(self.samples, self.asked)

    def move(self, *numbers: int, value: Value = 1.0) -> dict[str, Sample]:
        batch = {f"Vehicle.S{n:02}": valid(f"Vehicle.S{n:02}", value) for n in numbers}
        self.samples.update(batch)
        return batch


class Rig:
    """The page's model over `Feed`; `told` are the rows that the view was told of."""

    def __init__(self) -> None:
        self.clock = ManualClock(ns=0)
        self.feed = Feed()
        self.signals = Signals(
            self.feed.samples.__getitem__, self.clock, lambda: True, offered=True
        )
        self.model = self.signals.model
        mode = QAbstractItemModelTester.FailureReportingMode.Fatal
        self.tester = QAbstractItemModelTester(self.model, mode)
        self.told: list[int] = []
        self.model.dataChanged.connect(lambda first, _last, _roles: self.told.append(first.row()))
        self.signals.attach(self.feed)

    def beat(self, batch: Mapping[str, Sample], seconds: float = 1 / 30) -> None:
        self.clock.advance(seconds)
        self.told.clear()
        self.signals.beat(batch)

    def names(self) -> list[str]:
        return [entry.name for entry in self.model.shown]

    def text(self, row: int, column: str) -> object:
        roles = {bytes(name.data()).decode(): role for role, name in self.model.roleNames().items()}
        return self.model.data(self.model.index(row), roles[column])


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    made.signals.setActive(True)
    made.signals.look(0, 9)
    made.beat({})
    yield made
    made.signals.setActive(False)


def test_a_closed_page_costs_nothing(rig: Rig) -> None:
    rig.signals.setActive(False)
    asked = rig.feed.asked
    for _ in range(60):
        rig.beat(rig.feed.move(*range(50)), 0.5)
    assert (rig.told, rig.feed.asked) == ([], asked)


def test_only_rows_in_view_are_told(rig: Rig) -> None:
    rig.beat(rig.feed.move(*range(50)), 0.0)
    assert rig.told == list(range(10))
    rig.beat(rig.feed.move(3, 40, value=2.0), 0.0)
    assert rig.told == [3]
    assert rig.text(3, "value") == "2.00"
    assert rig.text(40, "value") == "2.00"


def test_rows_that_scroll_into_view_are_new(rig: Rig) -> None:
    assert rig.text(30, "value") == "0.00"
    rig.beat(rig.feed.move(30), 0.0)
    rig.signals.look(25, 34)
    rig.beat({}, 0.0)
    assert 30 in rig.told
    assert rig.text(30, "value") == "1.00"


def test_a_view_past_the_end_is_harmless(rig: Rig) -> None:
    rig.signals.look(45, 80)
    rig.beat(rig.feed.move(*range(50)), 0.0)
    assert rig.told == list(range(45, 50))
    rig.signals.search("s01")
    rig.beat(rig.feed.move(*range(50), value=3.0), 0.0)
    assert rig.told == []


def test_search_and_count(rig: Rig) -> None:
    counts: list[int] = []
    rig.signals.countChanged.connect(lambda: counts.append(rig.signals.property("count")))
    rig.signals.search("  M1  S1")
    assert rig.names() == ["S01", "S11", "S16"]
    rig.signals.search("")
    assert counts == [3, 50]


def test_wrong_values_come_and_go_by_themselves(rig: Rig) -> None:
    rig.signals.choose("wrong")
    assert rig.names() == []
    lost = {"Vehicle.S07": Sample("Vehicle.S07", Validity.STALE, Reason.TIMEOUT)}
    rig.feed.samples.update(lost)
    rig.beat(lost)
    assert rig.names() == []
    rig.beat({}, 0.5)
    assert rig.names() == ["S07"]
    rig.beat(rig.feed.move(7), 0.5)
    assert rig.names() == []


def test_changing_values_stay_five_seconds(rig: Rig) -> None:
    rig.signals.choose("changing")
    assert rig.names() == []
    rig.beat(rig.feed.move(3, 4), 1.0)
    rig.beat(rig.feed.move(4), 1.0)
    assert rig.names() == ["S03", "S04"]
    rig.beat(rig.feed.move(4, value=9.0), 3.0)
    rig.beat(rig.feed.move(3), 1.5)
    assert rig.names() == ["S04"]
    rig.signals.choose("nonsense")
    assert rig.names() == ["S04"]


def test_what_moved_while_the_page_was_closed_is_not_changing(rig: Rig) -> None:
    rig.signals.setActive(False)
    rig.signals.choose("changing")
    rig.feed.move(5)
    rig.signals.setActive(True)
    rig.beat({"Vehicle.S05": rig.feed.samples["Vehicle.S05"]}, 1.0)
    assert rig.names() == []


def test_rates_are_measured_while_the_page_is_open(rig: Rig) -> None:
    assert rig.text(0, "rate") == NOTHING
    for _ in range(5):
        rig.beat({}, 1.0)
    assert rig.text(0, "rate") == "1.0"


def test_there_is_nothing_below_or_beside_a_row(rig: Rig) -> None:
    assert rig.model.rowCount(rig.model.index(0)) == 0
    assert rig.model.data(QModelIndex()) is None
    assert rig.model.data(rig.model.index(0), 0) is None


ROWS = tuple(Entry(f"p{n}", f"p{n}", "", 0, "", f"p{n}") for n in range(9))


@given(st.lists(st.sets(st.sampled_from(range(9))), min_size=1, max_size=6))
def test_any_choice_of_rows_is_shown_in_order(steps: list[set[int]]) -> None:
    table = SignalTable(lambda _entry: Cells("", "", "", "", ""))
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for step in steps:
        wanted = [ROWS[n] for n in sorted(step)]
        table.show(wanted)
        assert list(table.shown) == wanted
    del tester
