"""The displays of the HMI specification, and how large each stands on this desk's monitor."""

import math
from dataclasses import dataclass

FITS = ("pixels", "physical", "fit")
"""Pixel for pixel; as large as the real one; as large as the monitor allows."""
_FILL = 0.92


@dataclass(frozen=True, slots=True)
class DisplaySize:
    """Device pixels and diagonal."""

    width: int
    height: int
    inches: float

    @property
    def word(self) -> str:
        """As `--display` takes it."""
        return f"{self.width}x{self.height}@{self.inches:g}"

    @property
    def label(self) -> str:
        """For people."""
        return f"{self.inches:g} in, {self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class Monitor:
    """The desk's monitor: device pixels, and device pixels an inch."""

    width: int
    height: int
    dpi: float


MATRIX = (
    DisplaySize(1024, 600, 7.0),
    DisplaySize(1280, 720, 8.0),
    DisplaySize(1920, 720, 10.25),
    DisplaySize(1920, 720, 12.3),
    DisplaySize(1920, 1080, 10.3),
    DisplaySize(2400, 900, 12.3),
    DisplaySize(2560, 1440, 12.0),
    DisplaySize(2560, 1440, 27.0),
    DisplaySize(1080, 1920, 17.0),
    DisplaySize(1152, 1536, 11.15),
    DisplaySize(768, 1024, 9.0),
)
"""The display matrix of the specification (2.1)."""


def placed(display: DisplaySize, fit: str, monitor: Monitor) -> DisplaySize:
    """The pixels that *display* takes on *monitor*; its inches stay, and so do its dp."""
    factor = 1.0
    if fit == "physical":
        diagonal_px = math.hypot(display.width, display.height)
        factor = display.inches * monitor.dpi / diagonal_px
    elif fit == "fit":
        room = min(monitor.width / display.width, monitor.height / display.height)
        factor = min(1.0, room * _FILL)
    return DisplaySize(
        max(1, round(display.width * factor)),
        max(1, round(display.height * factor)),
        display.inches,
    )


def nearest(width: int, height: int, inches: float) -> int:
    """Place in `MATRIX` of the display that this is, -1 if it is none of them."""
    same = [i for i, each in enumerate(MATRIX) if (each.width, each.height) == (width, height)]
    return min(same, key=lambda i: abs(MATRIX[i].inches - inches), default=-1)
