"""The scene walk must see what it is there to see."""

import pytest

from tests.ui import pixels
from tests.ui.driver import Bench

FAULTS = {
    "a target of 75 dp": (
        'Button { text: "Act"; width: Theme.dp(75); leftPadding: 0; rightPadding: 0 }',
        "below 76 dp",
    ),
    "a clipped label in a button": (
        'Button { text: "An unbreakablylongwordindeed"; width: Theme.dp(200) }',
        "does not fit",
    ),
    "an elided text": (
        'Label { text: "Too long for this"; width: 100; wrap: false; elide: Text.ElideRight }',
        "truncated",
    ),
    "a text out of its box": (
        'Label { text: "One two three four five six"; width: 160; height: 60 }',
        "does not fit",
    ),
    "a text of 23 dp": ('Label { text: "Small"; size: Theme.dp(22) }', "below 24 dp"),
    "a styled text": ('Label { text: "<b>x</b>"; textFormat: Text.StyledText }', "not plain"),
    "words over words": (
        'Label { text: "One" } Label { text: "Two"; x: 20; y: 10 }',
        "lies over",
    ),
    "words beyond the edge": ('Label { text: "Gone"; x: 1180 }', "beyond the edge"),
    "overlapping targets": (
        'Button { text: "One" } Button { text: "Two"; x: 40 }',
        "overlaps",
    ),
    "a target outside": ('Button { text: "Out"; x: 1150 }', "outside the window"),
    "a target without a name": ('IconButton { iconName: "close"; name: "" }', "no accessible name"),
    "a bare tap handler": (
        "Item { width: 40; height: 40; TapHandler {} }",
        "below 76 dp",
    ),
}


@pytest.mark.parametrize(("body", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found(bench: Bench, body: str, fault: str) -> None:
    found = bench.show(body).faults()
    assert any(fault in sentence for sentence in found), found


def test_what_scrolls_away_is_no_fault(bench: Bench) -> None:
    rows = 'Repeater { model: 30; Label { text: "A row" } }'
    assert bench.show(f"ScrollPane {{ anchors.fill: parent; {rows} }}").faults() == []


def test_a_clean_piece_has_no_fault(bench: Bench) -> None:
    assert bench.show('Button { text: "Fine" } Label { y: 200; text: "Fine" }').faults() == []


def gray(ground: str, low: float, high: float, *, by_night: bool) -> str:
    """A gray whose contrast to *ground* lies between the two."""
    shades = (f"#{level:02x}{level:02x}{level:02x}" for level in range(256))
    return next(
        shade
        for shade in shades
        if low <= pixels.contrast(shade, ground) < high
        and (pixels.luminance(shade) > pixels.luminance(ground)) == by_night
    )


@pytest.mark.parametrize(
    ("theme", "low", "found"),
    [("day", 4.35, True), ("day", 4.5, False), ("night", 4.9, True), ("night", 5.0, False)],
)
def test_text_of_too_little_contrast_is_found(
    bench: Bench, theme: str, low: float, found: bool
) -> None:
    night = theme == "night"
    bench.hmi.preferences.set_theme(theme)
    shade = gray(bench.hmi.palette.colour("background").name(), low, low + 0.1, by_night=night)
    driver = bench.show(f'Label {{ text: "Read me"; color: "{shade}" }}')
    faults = list(pixels.text_faults(driver.window, night=night))
    assert bool(faults) is found, faults


def test_words_below_something_are_found(bench: Bench) -> None:
    driver = bench.show('Label { id: words; text: "Gone" } Plate { anchors.fill: words }')
    assert any("drawn with" in fault for fault in pixels.text_faults(driver.window, night=True))


@pytest.mark.parametrize(("edge", "found"), [("line", True), ("outline", False)])
def test_a_faint_edge_of_a_control_is_found(bench: Bench, edge: str, found: bool) -> None:
    driver = bench.show(f'Button {{ x: 40; y: 40; text: "Act"; edge: Theme.{edge} }}')
    assert bool(list(pixels.edge_faults(driver.window))) is found
