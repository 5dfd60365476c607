"""The committed reference pictures: `python -m tests.visual.reference --update-references`.

Fixed clock, fixed values, no movement. Without the option nothing is written; on a build server
(`CI` is set) the option is refused: a reference is looked at by a person before it is committed.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.visual.stage import settle  # first: it chooses Qt's platform

from PIL import Image  # isort: skip
from PySide6.QtGui import QGuiApplication, QImage  # isort: skip

from app.ui.engine import load_window
from tests.fakes.hmi import Hmi
from tests.ui.driver import Driver
from tests.ui.looks import Look, look
from tests.ui.screens import BY_NAME, SCREENS, rest
from tests.visual.compare import Store

_NOON = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
_TELLING = (
    *("home-charging", "home-advised", "vehicle-advised"),
    *("vehicle/check-faults", "settings/name"),
)
_NIGHT = [each.name for each in SCREENS if each.name.isalpha() and each.name != "lock"]


def wanted() -> dict[str, tuple[str, Look]]:
    """Name of each reference, its screen and its look."""
    shots = [(name, Look()) for name in (*_NIGHT, *_TELLING, "quick-sheet")]
    shots += [(name, Look(theme="day")) for name in ("home", "vehicle")]
    shots += [(name, Look(state="moving")) for name in ("home", "vehicle", "lock")]
    shots += [
        (name, Look(display))
        for display in ("1024x600@7", "768x1024@9")
        for name in ("home", "vehicle", "settings")
    ]
    return {f"{name.replace('/', '-')}-{how}": (name, how) for name, how in shots}


def shoot(driver: Driver, name: str, how: Look) -> Image.Image:
    """Picture of a screen in a look, always the same."""
    hmi = driver.hmi
    hmi.preferences.set_reduced_motion(True)
    rest(driver)
    BY_NAME[name].show(driver)
    look(driver, how)
    hmi.clock.wall = _NOON
    hmi.wall.refresh()
    driver.settle()
    picture = picture_of(driver.window.grabWindow())
    hmi.preferences.set_reduced_motion(False)
    return picture


def picture_of(image: QImage) -> Image.Image:
    """*image* in Pillow's form."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    size, line = (rgb.width(), rgb.height()), rgb.bytesPerLine()
    return Image.frombytes("RGB", size, bytes(rgb.constBits()), "raw", "RGB", line)


def update(store: Store) -> None:
    """Take all references anew; RuntimeError on a build server."""
    if os.environ.get("CI"):
        raise RuntimeError("References are not updated while CI is set.")
    store.keep(take())


def take() -> dict[str, Image.Image]:
    """All pictures, in a process that has shown nothing else: glyphs drawn before leave traces."""
    app = QGuiApplication.instance() or QGuiApplication(["references"])
    hmi = Hmi()
    engine = hmi.engine()
    window = load_window(engine)
    hmi.display.attach(window)
    driver = Driver(window, hmi)
    settle()
    taken = {key: shoot(driver, name, how) for key, (name, how) in wanted().items()}
    window.close()
    hmi.close(engine)
    del app
    return taken


def main() -> int:
    """Run the option."""
    parser = argparse.ArgumentParser(prog="python -m tests.visual.reference")
    parser.add_argument(
        "--update-references", action="store_true", help="replace the committed pictures"
    )
    parser.add_argument("--out", type=Path, help="only take the pictures, into this folder")
    args = parser.parse_args()
    if args.out is not None:
        for key, picture in take().items():
            picture.save(args.out / f"{key}.png", compress_level=1)
        return 0
    if not args.update_references:
        parser.print_help()
        return 2
    try:
        update(Store())
    except RuntimeError as error:
        print(error, file=sys.stderr)  # noqa: T201  a command line
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
