"""Every screen in a share of all looks: targets and texts, names, nothing cut or covered.

All looks: `python -m tests.visual.matrix`.
"""

from itertools import groupby

import pytest

from tests.ui.driver import Driver
from tests.ui.looks import MATRIX, SAMPLE, THEMES, Look, every_look, languages, look, sampled_looks
from tests.ui.screens import BY_NAME, SCREENS, STATES, Screen, rest

LOOKS = sorted(sampled_looks(), key=lambda how: STATES.index(how.state))


@pytest.mark.parametrize("each", SCREENS, ids=str)
def test_targets_and_texts(screen: Driver, each: Screen) -> None:
    found: dict[str, list[str]] = {}
    for _state, looks in groupby(LOOKS, key=lambda how: how.state):
        rest(screen)
        each.show(screen)
        for how in looks:
            look(screen, how)
            if faults := screen.faults():
                found[str(how)] = faults
    rest(screen)
    assert found == {}


def test_the_share_has_everything_in_it() -> None:
    looks = list(sampled_looks())
    assert {how.display for how in looks} == set(SAMPLE)
    assert {how.state for how in looks} == set(STATES)
    assert {how.language for how in looks} == set(languages())
    assert {how.theme for how in looks} == set(THEMES)
    assert any(how.large for how in looks)


def test_the_matrix_has_everything_in_it() -> None:
    looks = set(every_look())
    assert len(MATRIX) == 11
    assert len(looks) == 11 * 2 * (len(STATES) * len(languages()) + 2)
    assert set(sampled_looks()) <= looks


def test_a_look_is_taken(screen: Driver) -> None:
    rest(screen)
    look(screen, Look("768x1024@9", "day", "moving", "fr", large=True))
    assert screen.hmi.display.property("layout") == "portrait"
    assert not screen.hmi.palette.is_night()
    assert "Accueil" in screen.text()
    rest(screen)


@pytest.mark.parametrize("name", ["privacy", "settings/display", "settings/driver", "vehicle"])
def test_a_display_may_change_in_one_step(screen: Driver, name: str) -> None:
    """A bar that scrolls, words that wrap and room that follows them must come to rest."""
    rest(screen)
    BY_NAME[name].show(screen)
    screen.hmi.preferences.set_large_text(True)
    for display in ("768x1024@9", "1920x720@12.3", "1024x600@7", "1080x1920@17", "1152x1536@11.15"):
        screen.resize(*MATRIX[display])
        assert screen.faults() == []
    rest(screen)
