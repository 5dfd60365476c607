"""Controls that show: words, readings, gauges, plots, messages, and what may move."""

import pytest
from PySide6.QtTest import QTest

from tests.ui import scene
from tests.ui.driver import Bench, log


def test_a_label_never_interprets_markup(bench: Bench) -> None:
    driver = bench.show('Label { text: "<img src=\\"http://example.org/x.png\\"><b>5 < 6</b>" }')
    assert driver.text() == ['<img src="http://example.org/x.png"><b>5 < 6</b>']
    assert driver.faults() == []


RANGE = "Vehicle.Powertrain.Range"
READING = 'ReadingText { name: "Range"; reading: Vehicle.range; unit: "km" }'


def test_a_reading_shows_a_dash_until_it_is_known(bench: Bench) -> None:
    bench.hmi.car.bad(RANGE)
    bench.hmi.vehicle.refresh()
    driver = bench.show(READING)
    assert driver.text() == ["\N{EN DASH}"]
    bench.hmi.car.set({RANGE: 0.0})
    bench.hmi.vehicle.refresh()
    driver.settle()
    assert driver.text() == ["0", "km"]


def test_an_old_reading_is_grey_with_its_age(bench: Bench) -> None:
    bench.hmi.car.set({RANGE: 312_000.0})
    bench.hmi.clock.advance(200)
    bench.hmi.car.stale(RANGE)
    bench.hmi.vehicle.refresh()
    driver = bench.show(READING)
    assert driver.text() == ["312", "km", "3\N{NO-BREAK SPACE}min ago"]
    number = scene.texts(driver.window)[0]
    assert number.property("color") == bench.hmi.palette.colour("textSecondary")


def test_gauges_do_not_show_what_is_not_known(bench: Bench) -> None:
    driver = bench.show(
        'ProgressBar { objectName: "bar"; name: "Charge"; value: 0.5; known: false }\n'
        'RingGauge { objectName: "ring"; y: 100; name: "Score"; value: 0.5; known: false }'
    )
    assert driver.child("bar").property("part") == 0
    assert driver.child("ring").property("shown") == 0


@pytest.mark.usefixtures("bench", "motion")
def test_a_first_value_does_not_rise_from_zero(bench: Bench) -> None:
    driver = bench.show('RingGauge { objectName: "ring"; name: "Score"; value: 0 }')
    ring = driver.child("ring")
    ring.setProperty("value", 0.87)
    assert ring.property("shown") == pytest.approx(0.87)


@pytest.mark.parametrize("status", ["ok", "info", "warning", "critical", "none", "unknown"])
def test_a_status_is_icon_and_word(bench: Bench, status: str) -> None:
    driver = bench.show(f'StatusIcon {{ status: "{status}"; word: "Word" }}')
    icons = [i for i in scene.visible_items(driver.window) if i.inherits("QQuickImage")]
    assert [image.property("source").toString().split("/")[2] for image in icons] == ["icon"]
    assert driver.text() == ["Word"]


@pytest.mark.usefixtures("bench", "motion")
@pytest.mark.usefixtures("bench", "motion")
def test_nothing_is_animated_while_video_is_forbidden(bench: Bench) -> None:
    driver = bench.show(
        "readonly property list<int> motion: [Motion.feedback, Motion.page, Motion.gauge]"
    )
    assert list(driver.window.property("motion")) == [80, 150, 400]
    bench.hmi.drive(50.0)
    assert list(driver.window.property("motion")) == [0, 0, 0]


@pytest.mark.usefixtures("bench", "motion")
@pytest.mark.usefixtures("bench", "motion")
def test_nothing_is_animated_when_the_driver_wants_less_motion(bench: Bench) -> None:
    driver = bench.show(
        "readonly property list<int> motion: [Motion.feedback, Motion.page, Motion.gauge]"
    )
    assert list(driver.window.property("motion")) == [80, 150, 400]
    bench.hmi.preferences.set_reduced_motion(True)
    assert list(driver.window.property("motion")) == [0, 0, 0]


def test_large_text_enlarges_all_but_the_rail(bench: Bench) -> None:
    names = ("caption", "body", "title", "headline", "display48", "display120", "railLabel")
    sizes = ", ".join(f"Theme.{name}" for name in names)
    driver = bench.show(f"readonly property list<int> sizes: [{sizes}]")
    usual = list(driver.window.property("sizes"))
    bench.hmi.preferences.set_large_text(True)
    large = list(driver.window.property("sizes"))
    bench.hmi.preferences.set_large_text(False)
    scale = bench.hmi.display.geometry.scale
    assert usual == [round(dp * scale) for dp in (24, 32, 38, 44, 48, 120, 24)]
    assert large == [
        *(round(dp * 1.15 * scale) for dp in (24, 32, 38, 44, 48, 120)),
        round(24 * scale),
    ]


def test_a_notice_stays_until_it_is_dismissed(bench: Bench) -> None:
    driver = bench.show(
        'Notice { width: 900; title: "Falling"; actionText: "Details"\n'
        'onActionChosen: root.log.push("action"); onDismissed: root.log.push("dismissed") }'
    )
    driver.press("Details")
    driver.press("Dismiss")
    assert log(driver) == ["action", "dismissed"]
    assert "Falling" in driver.text()
    assert driver.faults() == []


def test_an_error_offers_to_try_again(bench: Bench) -> None:
    driver = bench.show(
        'ErrorState { width: 900; title: "Not loaded"; text: "Check."\n'
        'onRetry: root.log.push("retry") }'
    )
    driver.press("Try again")
    assert log(driver) == ["retry"]
    assert driver.text() == ["Not loaded", "Check.", "Try again"]


@pytest.mark.usefixtures("bench", "motion")
def test_a_busy_row_shows_only_after_its_delay(bench: Bench) -> None:
    driver = bench.show('BusyRow { objectName: "busy"; busy: true; delay: 60000 }')
    row = driver.child("busy")
    assert not row.isVisible()
    row.setProperty("delay", 1)
    driver.until(row.isVisible)
    assert "Working…" in driver.text()
    row.setProperty("busy", False)
    assert not row.isVisible()


@pytest.mark.usefixtures("bench", "motion")
def test_a_busy_row_stands_still_while_driving(bench: Bench) -> None:
    bench.hmi.drive(50.0)
    driver = bench.show('BusyRow { objectName: "busy"; busy: true; delay: 1 }')
    row = driver.child("busy")
    driver.until(row.isVisible)
    QTest.qWait(900)
    assert row.property("lit") == 0


def test_a_line_never_crosses_what_is_not_known(bench: Bench) -> None:
    driver = bench.show(
        'Sparkline { id: line; objectName: "line"; name: "Course"; width: 300; height: 100\n'
        "values: [1, 2, NaN, 3, NaN, 4, 5, 6] }\n"
        "readonly property list<int> lines: line.stretches(false).map(one => one.length)\n"
        "readonly property int dots: line.stretches(true).length"
    )
    assert list(driver.window.property("lines")) == [2, 3]
    assert driver.window.property("dots") == 1


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [("[18, 14.9]", 14, 18), ("[3, NaN, 44]", 0, 50), ("[5, 5]", 5, 6), ("[NaN]", 0, 1)],
)
def test_a_scale_is_round_and_holds_all_values(
    bench: Bench, values: str, low: float, high: float
) -> None:
    driver = bench.show(
        f"readonly property PlotScale scaleOf: PlotScale {{ values: {values} }}\n"
        "readonly property real low: scaleOf.low; readonly property real high: scaleOf.high"
    )
    assert driver.window.property("low") == pytest.approx(low)
    assert driver.window.property("high") == pytest.approx(high)


def test_bars_tell_zero_from_not_known(bench: Bench) -> None:
    driver = bench.show(
        'PlotArea { objectName: "area"; width: 300; height: 100; bars: true; high: 10\n'
        "values: [0, NaN, 5] }"
    )
    bars = [i for i in driver.child("area").childItems() if i.property("modelData") is not None]
    drawn = [i.height() for i in bars if i.isVisible() and i.property("part") is not None]
    assert len(drawn) == 2
    assert drawn[0] < 10 < drawn[1]
