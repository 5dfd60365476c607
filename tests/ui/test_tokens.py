import json
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.main.paths import ASSETS
from app.ui.tokens import COLOURS, parse_tokens
from tests.ui.pixels import contrast

TEXT = (ASSETS / "theme/tokens.json").read_text(encoding="utf-8")
TOKENS = parse_tokens(TEXT)
GROUNDS = ("background", "surface", "raised")
# Foreground: ratios by night, then by day, on background, surface and raised.
ON_GROUNDS = {
    "text": ((18.06, 16.30, 14.26), (15.47, 18.19, 16.77)),
    "textSecondary": ((9.29, 8.39, 7.34), (6.19, 7.27, 6.71)),
    "accent": ((11.20, 10.11, 8.85), (4.33, 5.09, 4.69)),
    "ok": ((11.15, 10.07, 8.80), (4.61, 5.42, 5.00)),
    "warning": ((11.42, 10.31, 9.02), (4.37, 5.14, 4.74)),
    "critical": ((7.02, 6.34, 5.54), (4.87, 5.73, 5.28)),
    "info": ((9.00, 8.12, 7.11), (4.95, 5.82, 5.37)),
    "outline": ((4.45, 4.02, 3.52), (3.38, 3.98, 3.67)),
}
ON_OWN = {
    ("accentInk", "accent"): (9.67, 5.09),
    ("accent", "tintAccent"): (7.17, 4.58),
    ("ok", "tintOk"): (7.17, 4.84),
    ("warning", "tintWarning"): (7.32, 4.62),
    ("critical", "tintCritical"): (5.07, 5.05),
    ("info", "tintInfo"): (6.00, 5.20),
}


@pytest.mark.parametrize(("theme", "column"), [("night", 0), ("day", 1)])
def test_the_contrast_table_holds_to_two_decimals(theme: str, column: int) -> None:
    colours = getattr(TOKENS, theme)
    for token, ratios in ON_GROUNDS.items():
        measured = [contrast(colours[token], colours[ground]) for ground in GROUNDS]
        assert [round(ratio, 2) for ratio in measured] == list(ratios[column]), token
    for (token, ground), by_theme in ON_OWN.items():
        assert round(contrast(colours[token], colours[ground]), 2) == by_theme[column], token


@pytest.mark.parametrize("theme", ["night", "day"])
def test_text_and_controls_keep_the_floors(theme: str) -> None:
    colours = getattr(TOKENS, theme)
    least = 5.0 if theme == "night" else 4.5
    for token in ("text", "textSecondary"):
        assert all(contrast(colours[token], colours[ground]) >= least for ground in GROUNDS)
    assert all(contrast(colours["outline"], colours[ground]) >= 3 for ground in GROUNDS)
    assert contrast(colours["text"], colours["background"]) >= 3  # the chosen half of a choice


def _without(theme: str, token: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(TEXT)
    del data[theme][token]
    return data


def _with(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(TEXT)
    place: Any = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data


@pytest.mark.parametrize("theme", ["night", "day"])
@pytest.mark.parametrize("token", COLOURS)
def test_a_missing_token_refuses_the_file(theme: str, token: str) -> None:
    with pytest.raises(HabitacleError, match=token):
        parse_tokens(json.dumps(_without(theme, token)))


@pytest.mark.parametrize(
    "data",
    [
        _with(("night", "text"), "#12345"),
        _with(("night", "text"), "red"),
        _with(("day", "text"), 7),
        _with(("day", "brand"), "#123456"),
        _with(("day",), None),
        _with(("auto", "night_below_percent"), 40),
        _with(("auto", "enter_night_ms"), "2000"),
        _with(("auto", "between_changes_ms"), True),
        _with(("auto", "twilight"), 3),
        [],
    ],
)
def test_a_faulty_file_is_refused(data: Any) -> None:
    with pytest.raises(HabitacleError):
        parse_tokens(json.dumps(data))


def test_text_that_is_not_json_is_refused() -> None:
    with pytest.raises(HabitacleError, match="not JSON"):
        parse_tokens("{")
