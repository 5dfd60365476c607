"""What was really drawn: contrast of words and of the edges of controls, from the picture."""

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem, QQuickWindow

from tests.ui import scene

NIGHT_TEXT, DAY_TEXT, EDGE = 5.0, 4.5, 3.0
_DRAWN = 0.6
"""Part of a word's contrast that its boldest pixel reaches at least; thin strokes are smoothed."""
_LEAST = 0.6
"""Part of a line that must be in sight: the strokes of a row scrolled away are beyond the edge."""
EDGED = (
    "Button",
    "ChipButton",
    "RowButton",
    "CardButton",
    "SwitchRow",
    "TickRow",
    "KeypadKey",
    "KeypadField",
    "LetterField",
    "SearchField",
    "ChoicePair",
    "SegmentedChoice",
    "ModalCard",
    "SwitchTrack",
)
"""Controls with an edge or fill of their own."""


def luminance(colour: str) -> float:
    """WCAG relative luminance of #RRGGBB."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours #RRGGBB."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_faults(window: QQuickWindow, *, night: bool) -> Iterator[str]:
    """Words too close in colour to the ground they were drawn on, or not drawn at all."""
    image, least = window.grabWindow(), NIGHT_TEXT if night else DAY_TEXT
    for item in scene.readable_texts(window):
        seen = scene.ink(item)
        counted = _colours(image, seen)
        if not counted:
            continue
        ground = counted.most_common(1)[0][0]
        colour = item.property("color")
        assert isinstance(colour, QColor)
        ratio = contrast(colour.name(), ground)
        drawn = max(contrast(each, ground) for each in counted)
        if ratio < least:
            yield f"{scene.describe(item)}: {colour.name()} on {ground} is {ratio:.2f}:1"
        elif drawn < _DRAWN * ratio and seen.height() > _LEAST * item.property("font").pixelSize():
            yield f"{scene.describe(item)}: drawn with {drawn:.2f}:1 only"


def edge_faults(window: QQuickWindow) -> Iterator[str]:
    """Controls whose edge or fill is too close in colour to what is around them."""
    image = window.grabWindow()
    for item in list(scene.visible_items(window)):
        kinds = scene.kinds(item) & set(EDGED)
        if not kinds or _hidden(item):
            continue
        ratio = min(_edge(image, _outline(item)))
        if ratio < EDGE:
            yield f"{scene.describe(item)} ({min(kinds)}): its edge is {ratio:.2f}:1"


def _outline(item: QQuickItem) -> QRectF:
    """Where the visible part of a control is; a small chip stands inside its target."""
    if "ChipButton" in scene.kinds(item):
        chip = next(c for c in item.findChildren(QQuickItem) if "Chip" in scene.kinds(c))
        return scene.area(chip)
    return scene.area(item)


def _edge(image: QImage, area: QRectF) -> Iterator[float]:
    """Best contrast to the outside within a few pixels of the left and of the right edge."""
    middle = round(area.center().y())
    for outside, step in ((area.left() - 3, 1), (area.right() + 2, -1)):
        start = round(outside)
        if not (0 <= start < image.width() and 0 <= middle < image.height()):
            continue
        ground = image.pixelColor(start, middle).name()
        reach = (start + step * i for i in range(1, 9))
        yield max(contrast(image.pixelColor(x, middle).name(), ground) for x in reach)
    yield float("inf")


def _hidden(item: QQuickItem) -> bool:
    return item.width() <= 0 or item.height() <= 0


def _colours(image: QImage, area: QRectF) -> Counter[str]:
    inside: QRect = area.toAlignedRect().intersected(image.rect())
    part = image.copy(inside).convertToFormat(QImage.Format.Format_RGB32)
    pixels = Counter(memoryview(part.constBits()).cast("B").cast("I"))
    return Counter({f"#{pixel & 0xFFFFFF:06x}": count for pixel, count in pixels.items()})
