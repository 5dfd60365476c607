"""Every screen in every look: `python -m tests.visual.matrix --out DIR [options]`.

Walks the full matrix (displays x themes x driving states x languages, large text), writes each
screen's pictures of the first language as a contact sheet and every fault found to
`DIR/faults.txt`; exits 1 if there is one. A share of it is a test (`tests/ui/test_walk.py`).
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from tests.visual.stage import settle  # first: it chooses Qt's platform

from PIL import Image, ImageDraw  # isort: skip
from PySide6.QtGui import QGuiApplication  # isort: skip

from app.ui.engine import load_window
from tests.fakes.hmi import Hmi
from tests.ui import pixels
from tests.ui.driver import Driver
from tests.ui.looks import MATRIX, THEMES, Look, every_look, languages, look
from tests.ui.screens import BY_NAME, SCREENS, STATES, Screen, rest
from tests.visual.reference import picture_of

_TILE = (480, 480)
_CAPTION = 24
_COLUMNS = 4


def walk(
    driver: Driver, each: Screen, looks: Sequence[Look]
) -> Iterator[tuple[Look, list[str], Image.Image]]:
    """*each* in all *looks*: what is wrong, and the picture."""
    for _state, some in groupby(looks, key=lambda how: how.state):
        rest(driver)
        each.show(driver)
        for how in some:
            look(driver, how)
            night = driver.hmi.palette.is_night()
            found = [*driver.faults(), *pixels.text_faults(driver.window, night=night)]
            yield how, found, picture_of(driver.window.grabWindow())


def sheet(pictures: Sequence[tuple[str, Image.Image]]) -> Image.Image:
    """All *pictures*, small, with their captions, in rows of four."""
    rows = -(-len(pictures) // _COLUMNS)
    high = _TILE[1] + _CAPTION
    paper = Image.new("RGB", (_COLUMNS * _TILE[0], rows * high), "white")
    pen = ImageDraw.Draw(paper)
    for place, (caption, picture) in enumerate(pictures):
        left, top = place % _COLUMNS * _TILE[0], place // _COLUMNS * high
        small = picture.copy()
        small.thumbnail(_TILE)
        pen.text((left + 4, top + 6), caption, fill="black")
        paper.paste(small, (left, top + _CAPTION))
    return paper


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.visual.matrix")
    parser.add_argument("--out", type=Path, required=True, help="folder of sheets and faults")
    parser.add_argument("--screens", nargs="+", default=list(BY_NAME), choices=list(BY_NAME))
    parser.add_argument("--displays", nargs="+", default=list(MATRIX), choices=list(MATRIX))
    parser.add_argument("--themes", nargs="+", default=THEMES, choices=THEMES)
    parser.add_argument("--states", nargs="+", default=STATES, choices=STATES)
    parser.add_argument("--languages", nargs="+", default=languages(), choices=languages())
    return parser


def main() -> int:
    """Run the options."""
    args = options().parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    looks = sorted(
        (
            how
            for how in every_look()
            if how.display in args.displays
            and how.theme in args.themes
            and how.state in args.states
            and how.language in args.languages
        ),
        key=lambda how: STATES.index(how.state),
    )
    app = QGuiApplication(["matrix"])
    hmi = Hmi()
    engine = hmi.engine()
    window = load_window(engine)
    hmi.display.attach(window)
    settle()
    faults = _all(Driver(window, hmi), args, looks)
    window.close()
    hmi.close(engine)
    del app
    return 1 if faults else 0


def _all(driver: Driver, args: argparse.Namespace, looks: Sequence[Look]) -> int:
    count = 0
    with (args.out / "faults.txt").open("w", encoding="utf-8") as report:
        for each in (each for each in SCREENS if each.name in args.screens):
            pictures: list[tuple[str, Image.Image]] = []
            for how, faults, picture in walk(driver, each, looks):
                for fault in faults:
                    report.write(f"{each.name} {how}: {fault}\n")
                count += len(faults)
                if how.language == args.languages[0] and not how.large:
                    picture.thumbnail(_TILE)
                    pictures.append((str(how), picture))
            sheet(pictures).save(args.out / f"{each.name.replace('/', '-')}.png")
            sys.stdout.write(f"{each.name}: {len(looks)} looks, {count} faults so far\n")
            sys.stdout.flush()
    return count


if __name__ == "__main__":
    sys.exit(main())
