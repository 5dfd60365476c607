import logging

import pytest
from PySide6.QtGui import QWindow

from app.core.errors import HabitacleError
from app.main.paths import ASSETS
from app.ui.display import Display
from app.ui.geometry import Edid, measure, parse_rules, pixels

TEXT = (ASSETS / "theme/display.json").read_text(encoding="utf-8")
RULES = parse_rules(TEXT)
# Pixels, inches; scale, dp, px of 76 dp and of 38 dp (display matrix of the specification).
MATRIX = [
    ((1024, 600, 7.0), (1.060, 966, 566, 81, 40)),
    ((1280, 720, 8.0), (1.147, 1115, 627, 87, 44)),
    ((1920, 720, 10.25), (1.250, 1535, 575, 95, 48)),
    ((1920, 720, 12.3), (1.042, 1842, 691, 79, 40)),
    ((1920, 1080, 10.3), (1.337, 1436, 807, 102, 51)),
    ((2400, 900, 12.3), (1.302, 1842, 691, 99, 49)),
    ((2560, 1440, 12.0), (1.530, 1673, 941, 116, 58)),
    ((2560, 1440, 27.0), (0.680, 3765, 2117, 52, 26)),
    ((1080, 1920, 17.0), (0.810, 1333, 2370, 62, 31)),
    ((1152, 1536, 11.15), (1.076, 1070, 1427, 82, 41)),
    ((768, 1024, 9.0), (0.889, 863, 1152, 68, 34)),
]


@pytest.mark.parametrize(("display", "expected"), MATRIX)
def test_the_display_matrix(
    display: tuple[int, int, float], expected: tuple[float, int, int, int, int]
) -> None:
    width, height, inches = display
    found = measure(width, height, RULES, inches)
    assert (
        round(found.scale, 3),
        int(found.width_dp),
        int(found.height_dp),
        pixels(76, found.scale),
        pixels(38, found.scale),
    ) == pytest.approx(expected, abs=1.0)
    assert found.scale == pytest.approx(expected[0], abs=0.0005)
    assert pixels(76, found.scale) == expected[3]
    assert pixels(38, found.scale) == expected[4]


@pytest.mark.parametrize(
    ("display", "layout", "compact"),
    [
        ((1920, 720, 12.3), "wide", False),
        ((1920, 720, 10.25), "wide", True),
        ((1024, 600, 7.0), "landscape", True),
        ((1280, 720, 8.0), "landscape", False),
        ((768, 1024, 9.0), "portrait", True),
        ((1080, 1920, 17.0), "portrait", False),
        ((1000, 1000, 9.0), "landscape", False),
    ],
)
def test_layout_classes(display: tuple[int, int, float], layout: str, compact: bool) -> None:
    found = measure(display[0], display[1], RULES, display[2])
    assert (found.layout, found.compact) == (layout, compact)


EDID = Edid(1920, 720, 292.5, 109.7)


@pytest.mark.parametrize(
    ("configured", "edid", "source", "inches"),
    [
        (10.25, EDID, "config", 10.25),
        (None, EDID, "edid", 12.3),
        (None, Edid(1920, 720, 0, 0), "default", 12.3),
        (None, Edid(1920, 720, 292.5, 219.4), "default", 12.3),
        (None, Edid(1920, 720, 29.25, 10.97), "default", 12.3),
        (None, Edid(1920, 720, 2925, 1097), "default", 12.3),
        (None, None, "default", 12.3),
    ],
)
def test_which_diagonal_counts(
    configured: float | None, edid: Edid | None, source: str, inches: float
) -> None:
    found = measure(1920, 720, RULES, configured, edid)
    assert found.source == source
    assert found.diagonal_in == pytest.approx(inches, abs=0.01)


def test_a_window_on_a_known_screen_has_the_screens_density() -> None:
    assert measure(960, 360, RULES, None, EDID).scale == pytest.approx(1.042, abs=0.001)


def test_a_display_tells_once_that_its_size_changed() -> None:
    display = Display(RULES, (1920, 720), 12.3)
    heard: list[str] = []
    display.changed.connect(lambda: heard.append(display.property("layout")))
    display.resize(1920, 720)
    display.resize(720, 1920)
    display.resize(0, 0)
    assert heard == ["portrait"]


def test_item_units_are_device_pixels_by_the_pixel_ratio() -> None:
    display = Display(RULES, (960, 360), 12.3)
    display.resize(960, 360, pixel_ratio=2.0)
    assert display.property("scale") == pytest.approx(1.042, abs=0.001)
    assert display.property("pixelRatio") == 2.0


def test_an_unknown_size_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    display = Display(RULES, (1920, 720))
    with caplog.at_level(logging.WARNING):
        for width in (1900, 1800, 300, 200):
            display.resize(width, width * 3 // 8)
    told = [record.message for record in caplog.records]
    assert sum("does not tell its size" in message for message in told) == 1
    assert sum("is outside" in message for message in told) == 1
    assert display.geometry.source == "default"


@pytest.mark.usefixtures("qapp")
def test_a_display_follows_its_window() -> None:
    display, window = Display(RULES, (1920, 720), 12.3), QWindow()
    window.resize(1920, 720)
    display.attach(window)
    window.resize(1024, 600)
    assert display.geometry == measure(1024, 600, RULES, 12.3)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"default_diagonal_in": "wide"}'])
def test_faulty_rules_are_refused(text: str) -> None:
    with pytest.raises(HabitacleError):
        parse_rules(text)
