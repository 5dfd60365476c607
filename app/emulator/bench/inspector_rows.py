"""Rows of the inspector, and which of them a filter leaves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.emulator.hands import Item


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One accessible item; `rect` in window units; `number` is its place in the scene."""

    number: int
    english: str
    spoken: str
    role: str
    rect: str
    condition: str
    seen: bool


def item_rows(items: Sequence[Item], needle: str) -> list[ItemRow]:
    """Those with *needle* in name, role or state, whatever the case; all without one."""
    wanted = needle.strip().casefold()
    rows = [_row(number, item) for number, item in enumerate(items)]
    return [
        row
        for row in rows
        if wanted in f"{row.english} {row.spoken} {row.role} {row.condition}".casefold()
    ]


def _row(number: int, item: Item) -> ItemRow:
    x, y, width, height = item.rect
    return ItemRow(
        number,
        item.name,
        "" if item.spoken == item.name else item.spoken,
        item.role,
        f"{x:.0f}, {y:.0f}  {width:.0f}x{height:.0f}",
        ", ".join(_states(item)),
        item.visible,
    )


def _states(item: Item) -> Iterator[str]:
    if not item.enabled:
        yield "disabled"
    if item.locked:
        yield "locked"
    if item.focused:
        yield "focused"
    if item.checked is not None:
        yield "checked" if item.checked else "unchecked"
    if item.pressable:
        yield "pressable"
    if item.covered:
        yield "covered"
    if not item.visible:
        yield "out of sight"
    if item.value:
        yield item.value
