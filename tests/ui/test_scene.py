"""The scene walk must see what it is there to see."""

import pytest

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
