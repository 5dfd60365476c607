from typing import Any

import pytest
from PySide6.QtGui import QColor

from app.core.errors import HabitacleError
from app.main.paths import ASSETS
from app.ui.lighting import LightJudge
from app.ui.palette import Palette
from app.ui.tokens import COLOURS, parse_tokens
from tests.fakes.car import ManualClock

TOKENS = parse_tokens((ASSETS / "theme/tokens.json").read_text(encoding="utf-8"))


def nights(*steps: tuple[int, float | None]) -> list[bool]:
    """Fold (ms, percent) and say after each whether it is night."""
    judge = LightJudge(TOKENS.auto)
    seen = []
    for now, percent in steps:
        judge.observe_light(percent, now)
        seen.append(judge.night)
    return seen


def test_without_light_it_is_night() -> None:
    assert nights((0, None), (60_000, None), (120_000, float("nan"))) == [True] * 3


def test_the_first_decisive_reading_counts_at_once() -> None:
    assert nights((0, 20.0), (1, 80.0)) == [True, False]


def test_night_comes_after_two_seconds_and_day_after_ten() -> None:
    steps = [(0, 80.0), (20_000, 5.0), (21_999, 5.0), (22_000, 5.0)]
    steps += [(40_000, 80.0), (49_999, 80.0), (50_000, 80.0)]
    assert nights(*steps) == [False, False, False, True, True, True, False]


def test_between_the_thresholds_nothing_changes() -> None:
    assert nights((0, 80.0), (20_000, 15.0), (40_000, 30.0), (60_000, 20.0)) == [False] * 4


def test_a_flicker_starts_the_evidence_again() -> None:
    steps = [(0, 80.0), (20_000, 5.0), (21_000, 20.0), (21_500, 5.0), (22_500, 5.0), (23_500, 5.0)]
    assert nights(*steps) == [False] * 5 + [True]


def test_ten_seconds_lie_between_two_changes() -> None:
    steps = [(0, 5.0), (1_000, 80.0), (11_000, 80.0), (12_000, 5.0), (14_000, 5.0), (20_999, 5.0)]
    assert nights(*steps, (21_000, 5.0)) == [True, True, False, False, False, False, True]


def test_a_lost_source_keeps_its_evidence_for_ten_seconds() -> None:
    assert nights((0, 80.0), (20_000, 5.0), (21_000, None), (22_000, None))[-1] is True
    late = [(0, 5.0), (20_000, 80.0), (20_001, None), (30_001, None), (40_000, None)]
    assert nights(*late) == [True, True, True, True, True]


def test_the_low_beam_decides_when_no_light_is_known() -> None:
    judge = LightJudge(TOKENS.auto)
    judge.observe_beam(False, 0)
    assert not judge.judge(0)
    judge.observe_light(5.0, 20_000)
    judge.observe_light(5.0, 22_000)
    assert judge.judge(22_000)
    judge.observe_light(None, 40_000)
    judge.observe_beam(False, 49_999)
    assert judge.pending
    assert judge.judge(50_000)
    assert judge.judge(50_000 + 9_999)
    assert not judge.judge(50_000 + 10_000)
    assert not judge.pending


def test_the_sun_decides_last_and_has_a_band_of_dusk() -> None:
    judge = LightJudge(TOKENS.auto)
    judge.observe_sun(-0.5, 0)
    assert not judge.night
    judge.observe_sun(-1.0, 20_000)
    assert not judge.judge(60_000)
    judge.observe_sun(-1.5, 60_000)
    assert judge.judge(62_000)
    judge.observe_beam(False, 62_001)
    assert judge.judge(72_000)
    assert not judge.judge(72_001)


def test_after_the_last_source_the_theme_in_use_stays() -> None:
    judge = LightJudge(TOKENS.auto)
    judge.observe_sun(40.0, 0)
    judge.observe_sun(None, 1_000)
    assert not judge.judge(500_000)
    assert not judge.pending


@pytest.fixture
def palette() -> Palette:
    return Palette(TOKENS, ManualClock())


def test_every_token_is_a_colour_of_the_theme(palette: Palette) -> None:
    for mode, theme in (("night", TOKENS.night), ("day", TOKENS.day)):
        palette.set_mode(mode)
        assert {token: palette.property(token) for token in COLOURS} == {
            token: QColor(value) for token, value in theme.items()
        }


def test_a_theme_change_is_one_signal(palette: Palette) -> None:
    heard: list[bool] = []
    palette.changed.connect(lambda: heard.append(palette.is_night()))
    palette.set_mode("night")
    palette.set_mode("day")
    palette.set_mode("day")
    palette.set_mode("auto")
    assert heard == [False, True]


def test_auto_follows_the_light_and_a_setting_wins(palette: Palette) -> None:
    palette.observe_light(80.0)
    assert not palette.is_night()
    palette.set_mode("night")
    assert palette.is_night()
    palette.set_mode("auto")
    assert not palette.is_night()


@pytest.mark.usefixtures("qapp")
def test_time_alone_completes_the_evidence(qtbot: Any) -> None:
    clock = ManualClock()
    palette = Palette(TOKENS, clock)
    palette.observe_light(80.0)
    clock.advance(20)
    palette.observe_light(5.0)
    assert not palette.is_night()
    clock.advance(3)
    qtbot.waitUntil(palette.is_night, timeout=3000)


def test_an_unknown_mode_is_refused(palette: Palette) -> None:
    with pytest.raises(HabitacleError, match="dusk"):
        palette.set_mode("dusk")
