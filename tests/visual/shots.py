"""Pictures of the running product: `python -m tests.visual.shots --out DIR [options]`.

Every combination of page, theme, display, language and driving state that is asked for is
photographed from one desk with its simulated car. `--scenes` photographs stories instead: alerts,
consents, locks, lost links, charging (`tests/visual/scenes.py`). `--readme` renews the pictures of
the project's README in `tests/visual/readme` and takes no other option.
"""

import argparse
import tempfile
from itertools import product
from pathlib import Path

from tests.visual.stage import Stage  # first: it chooses Qt's platform

from PySide6.QtGui import QGuiApplication  # isort: skip

from tests.harness.drive import Drive
from tests.visual import readme_pictures, scenes

DISPLAYS = ("1920x720@12.3", "1024x600@7", "768x1024@9")
PAGES = ("home", "vehicle", "driving", "settings", "privacy")


def shoot_pages(stage: Stage, args: argparse.Namespace, display: str) -> None:
    """All pages on one display."""
    for state in args.states:
        stage.bring(state)
        for language, theme, page in product(args.languages, args.themes, args.pages):
            stage.look(language, theme)
            stage.open(page)
            stage.shoot(
                args.out / f"{page.replace('/', '-')}-{theme}-{display}-{language}-{state}.png"
            )


def shoot_scenes(stage: Stage, args: argparse.Namespace, display: str) -> None:
    """All scenes on one display, each in every language and theme asked for."""

    def snap(name: str) -> None:
        for language, theme in product(args.languages, args.themes):
            stage.look(language, theme)
            stage.shoot(args.out / f"{name}-{theme}-{display}-{language}.png")

    scenes.walk(stage, snap)


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.visual.shots", description="Pictures of the running product."
    )
    parser.add_argument("--out", type=Path, help="folder of the pictures")
    parser.add_argument("--pages", nargs="+", default=PAGES)
    parser.add_argument("--themes", nargs="+", default=("night", "day"))
    parser.add_argument(
        "--displays", nargs="+", default=DISPLAYS, help="pixels and inches: 1920x720@12.3"
    )
    parser.add_argument("--languages", nargs="+", default=("fr",))
    parser.add_argument("--states", nargs="+", default=("parked",), help="parked, moving")
    parser.add_argument("--scenes", action="store_true", help="stories instead of pages")
    parser.add_argument("--readme", action="store_true", help="renew tests/visual/readme")
    return parser


def main() -> None:
    """Run the options."""
    parser = options()
    args = parser.parse_args()
    app = QGuiApplication(["shots"])
    if args.readme:
        readme_pictures.renew()
    elif args.out is None:
        parser.error("--out or --readme is needed")
    else:
        args.out.mkdir(parents=True, exist_ok=True)
        for display in args.displays:
            with tempfile.TemporaryDirectory() as folder:
                drive = Drive(Path(folder), display)
                try:
                    shoot = shoot_scenes if args.scenes else shoot_pages
                    shoot(Stage(drive), args, display.partition("@")[0])
                finally:
                    drive.close()
    del app


if __name__ == "__main__":
    main()
