"""Contrast of every word, from what was drawn: theme x driving state x screen (hmi.md, 2.4)."""

import pytest

from tests.ui import pixels
from tests.ui.driver import Bench, Driver
from tests.ui.looks import THEMES
from tests.ui.screens import SCREENS, STATES, Screen, bring, rest

# Greys beside the night ground #090C11 and the day ground #E9EDF2, with their ratios.
PLANTED = [
    ("night", "#808080", "4.96"),
    ("night", "#787878", "4.44"),
    ("day", "#6c6c6c", "4.47"),
    ("day", "#6d6d6d", "4.40"),
]


@pytest.mark.parametrize("each", SCREENS, ids=str)
def test_every_word_stands_out(screen: Driver, each: Screen) -> None:
    found: dict[str, list[str]] = {}
    for state in STATES:
        rest(screen)
        each.show(screen)
        bring(screen, state)
        for theme in THEMES:
            screen.hmi.preferences.set_theme(theme)
            screen.settle()
            night = screen.hmi.palette.is_night()
            if faults := list(pixels.text_faults(screen.window, night=night)):
                found[f"{theme}-{state}"] = faults
    rest(screen)
    assert found == {}


@pytest.mark.parametrize(("theme", "colour", "ratio"), PLANTED)
def test_a_planted_faint_word_is_found(bench: Bench, theme: str, colour: str, ratio: str) -> None:
    bench.hmi.preferences.set_theme(theme)
    body = f'Label {{ text: "Faint"; color: "{colour}" }} Label {{ text: "Clear"; y: 100 }}'
    window = bench.show(body).window
    found = list(pixels.text_faults(window, night=theme == "night"))
    bench.hmi.preferences.set_theme("night")
    assert len(found) == 1
    assert found[0].startswith("Faint: ")
    assert f"{ratio}:1" in found[0]


@pytest.mark.parametrize(("theme", "colour"), [("night", "#818181"), ("day", "#6b6b6b")])
def test_a_word_just_above_the_floor_is_not(bench: Bench, theme: str, colour: str) -> None:
    bench.hmi.preferences.set_theme(theme)
    window = bench.show(f'Label {{ text: "Enough"; color: "{colour}" }}').window
    found = list(pixels.text_faults(window, night=theme == "night"))
    bench.hmi.preferences.set_theme("night")
    assert found == []


def test_a_word_that_is_covered_is_found(bench: Bench) -> None:
    body = 'Label { text: "Gone" } Plate { width: 400; height: 90; color: Theme.surface }'
    (fault,) = pixels.text_faults(bench.show(body).window, night=True)
    assert "drawn with" in fault


def test_contrast_differs_by_what_is_behind(bench: Bench) -> None:
    body = 'Card { width: 400; height: 200; Label { text: "On a card"; color: Theme.line } }'
    (fault,) = pixels.text_faults(bench.show(body).window, night=True)
    assert bench.hmi.palette.colour("surface").name() in fault
