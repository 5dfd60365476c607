"""The colour tokens file: read whole or refused whole."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.core.errors import HabitacleError
from app.ui.lighting import AutoRules

COLOURS = (
    "background",
    "surface",
    "raised",
    "line",
    "text",
    "textSecondary",
    "accent",
    "accentInk",
    "ok",
    "warning",
    "critical",
    "info",
    "outline",
    "tintAccent",
    "tintOk",
    "tintWarning",
    "tintCritical",
    "tintInfo",
)
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


class Tokens(NamedTuple):
    """Both themes as token -> `#RRGGBB`, and the rules of the automatic choice."""

    night: Mapping[str, str]
    day: Mapping[str, str]
    auto: AutoRules


def parse_tokens(text: str) -> Tokens:
    """Tokens of the JSON *text*.

    Raises HabitacleError on a missing or unknown token, a malformed colour or rule: no part of a
    faulty file is used.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise HabitacleError(f"The colour tokens are not JSON: {error}.") from error
    if not isinstance(data, dict):
        raise HabitacleError("The colour tokens are not a JSON object.")
    return Tokens(_theme(data, "night"), _theme(data, "day"), _auto(data))


def _theme(data: Mapping[str, Any], name: str) -> Mapping[str, str]:
    theme = data.get(name)
    if not isinstance(theme, dict):
        raise HabitacleError(f"The colour tokens have no theme {name!r}.")
    if odd := set(COLOURS) ^ set(theme):
        raise HabitacleError(
            f"The colour tokens of {name!r} miss or do not know: {', '.join(sorted(odd))}."
        )
    for token, value in theme.items():
        if not isinstance(value, str) or not _HEX.fullmatch(value):
            raise HabitacleError(f"Colour {token!r} of {name!r} is not #RRGGBB: {value!r}.")
    return theme


def _auto(data: Mapping[str, Any]) -> AutoRules:
    rules = data.get("auto")
    names = set(AutoRules._fields)
    if not isinstance(rules, dict) or set(rules) != names:
        raise HabitacleError(f"The colour tokens need 'auto' with {', '.join(sorted(names))}.")
    for name, value in rules.items():
        if type(value) not in (int, float) or (value < 0 and not name.endswith("_deg")):
            raise HabitacleError(f"{name!r} in 'auto' of the colour tokens is {value!r}.")
    percent = rules["night_below_percent"], rules["day_above_percent"]
    if percent[0] >= percent[1] or rules["night_sun_deg"] >= rules["day_sun_deg"]:
        raise HabitacleError("'auto' of the colour tokens has no gap between night and day.")
    return AutoRules(**rules)
