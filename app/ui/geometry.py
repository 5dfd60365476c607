"""Physical size of a display and what follows from it (hmi specification, 2.1 and section 4)."""

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.core.errors import HabitacleError

_DP_PER_INCH = 160
_MM_PER_INCH = 25.4


class DisplayRules(NamedTuple):
    """Constants of `assets/theme/display.json`; inches, dp, ratios."""

    default_diagonal_in: float
    edid_diagonal_in: tuple[float, float]
    edid_aspect_tolerance: float
    usual_scale: tuple[float, float]
    wide_from_aspect: float
    compact_below_dp: tuple[float, float]


class Edid(NamedTuple):
    """What the screen says of itself: device pixels and millimetres."""

    width_px: int
    height_px: int
    width_mm: float
    height_mm: float


class Geometry(NamedTuple):
    """A window in physical terms; `scale` is device pixels a dp."""

    diagonal_in: float
    source: str
    dpi: float
    scale: float
    width_dp: float
    height_dp: float
    layout: str
    compact: bool


def parse_rules(text: str) -> DisplayRules:
    """Display rules of the JSON *text*; raises HabitacleError when a rule is missing or odd."""
    try:
        data: Mapping[str, Any] = json.loads(text)
        low, high = (float(inch) for inch in data["edid_diagonal_in"])
        least, most = (float(scale) for scale in data["usual_scale"])
        wide, high_dp = (float(dp) for dp in data["compact_below_dp"])
        return DisplayRules(
            float(data["default_diagonal_in"]),
            (low, high),
            float(data["edid_aspect_tolerance"]),
            (least, most),
            float(data["wide_from_aspect"]),
            (wide, high_dp),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise HabitacleError(f"The display rules cannot be used: {error!r}.") from error


def measure(
    width_px: int,
    height_px: int,
    rules: DisplayRules,
    configured_in: float | None = None,
    edid: Edid | None = None,
) -> Geometry:
    """Geometry of a window of device pixels.

    With a configured (or the default) diagonal the window stands for the whole display; with a
    plausible EDID the density is the screen's own.
    """
    if configured_in is not None:
        source, inches = "config", configured_in
        dpi = math.hypot(width_px, height_px) / inches
    elif edid is not None and (seen := _edid_diagonal(edid, rules)) is not None:
        source, inches = "edid", seen
        dpi = math.hypot(edid.width_px, edid.height_px) / inches
    else:
        source, inches = "default", rules.default_diagonal_in
        dpi = math.hypot(width_px, height_px) / inches
    scale = dpi / _DP_PER_INCH
    width_dp, height_dp = width_px / scale, height_px / scale
    aspect = width_px / height_px
    layout = (
        "portrait" if aspect < 1 else "wide" if aspect >= rules.wide_from_aspect else "landscape"
    )
    compact = width_dp < rules.compact_below_dp[0] or height_dp < rules.compact_below_dp[1]
    return Geometry(inches, source, dpi, scale, width_dp, height_dp, layout, compact)


def pixels(dp: float, scale: float) -> int:
    """Whole device pixels of *dp*."""
    return math.floor(dp * scale + 0.5)


def _edid_diagonal(edid: Edid, rules: DisplayRules) -> float | None:
    if min(edid.width_px, edid.height_px) <= 0 or min(edid.width_mm, edid.height_mm) <= 0:
        return None
    inches = math.hypot(edid.width_mm, edid.height_mm) / _MM_PER_INCH
    low, high = rules.edid_diagonal_in
    pixel_aspect = edid.width_px / edid.height_px
    off = abs(edid.width_mm / edid.height_mm - pixel_aspect) / pixel_aspect
    return inches if low <= inches <= high and off <= rules.edid_aspect_tolerance else None
