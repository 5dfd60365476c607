"""Pictures of every control in every state: `python -m tests.visual.gallery FOLDER [options]`.

Each chapter of `habitacle emulate --gallery` is photographed as a whole, on one display of each
layout, by day and by night; `--looks` adds large text, long words and right to left.
"""

import argparse
import os
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtGui import QGuiApplication

from tests.fakes.hmi import Hmi
from tests.ui.gallery_driver import CHAPTERS, GalleryDriver, Look

LOOKS = ("usual", "large", "long", "rtl", "moving")
DISPLAYS = ("1920x720", "1024x600", "768x1024")


def main() -> None:
    """Write the pictures that are asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.visual.gallery", description="Pictures of every control."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chapters", nargs="+", default=CHAPTERS, choices=CHAPTERS)
    parser.add_argument("--displays", nargs="+", default=DISPLAYS, choices=DISPLAYS)
    parser.add_argument("--themes", nargs="+", default=("night", "day"), choices=("night", "day"))
    parser.add_argument("--looks", nargs="+", default=("usual",), choices=LOOKS)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication(["gallery"])
    hmi = Hmi()
    engine = hmi.engine()
    gallery = GalleryDriver(hmi, engine)
    for display, look, theme in product(args.displays, args.looks, args.themes):
        gallery.look(
            Look(
                display=DISPLAYS.index(display),
                theme=theme,
                large=look == "large",
                long=look == "long",
                rtl=look == "rtl",
                moving=look == "moving",
            )
        )
        for chapter in args.chapters:
            gallery.open(chapter)
            picture = args.folder / f"{chapter}-{display}-{theme}-{look}.png"
            gallery.window.grabWindow().save(str(picture))
    gallery.close()
    hmi.close(engine)
    application.quit()


if __name__ == "__main__":
    main()
