"""Is this picture the committed one? Exact for the Qt it was taken with, close for another."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import PySide6
from PIL import Image, ImageChops
from pixelmatch.contrib.PIL import pixelmatch

REFERENCES = Path(__file__).parent / "references"
VERSIONS = "versions.json"
SUFFIX = ".webp"
"""Lossless WebP: every pixel as it was, in a third of the bytes of a PNG."""
LIMIT_BYTES = 60_000
_THRESHOLD = 0.1
_SHARE = 0.001
"""Part of all pixels that may look different under another version of Qt."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of reference pictures and the version of Qt that drew them."""

    folder: Path = REFERENCES

    def fault(self, name: str, actual: Image.Image, failed: Path) -> str | None:
        """What is wrong with *actual*, None if nothing is.

        The picture and its difference are left in the folder *failed*, which the sentence names.
        """
        path = self.folder / f"{name}{SUFFIX}"
        if not path.is_file():
            return self._failed(name, f"There is no reference {path}", actual, None, failed)
        with Image.open(path) as opened:
            expected = opened.convert("RGB")
        if expected.size != actual.size:
            sizes = f"{actual.size} instead of {expected.size}"
            return self._failed(name, f"{name} has the size {sizes}", actual, None, failed)
        wrong = different(expected, actual)
        allowed = 0 if self.pinned() else round(_SHARE * actual.width * actual.height)
        if wrong and not self.pinned():
            wrong = pixelmatch(expected, actual, threshold=_THRESHOLD)
        if wrong <= allowed:
            return None
        what = f"{name} differs in {wrong} pixels, {allowed} may"
        return self._failed(name, what, actual, expected, failed)

    def keep(self, pictures: Mapping[str, Image.Image]) -> None:
        """Replace all references by *pictures*; AssertionError for one that is too large."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob(f"*{SUFFIX}"):
            old.unlink()
        for name, picture in pictures.items():
            path = self.folder / f"{name}{SUFFIX}"
            picture.save(path, lossless=True, quality=100, method=6)
            size = path.stat().st_size
            assert size < LIMIT_BYTES, f"{path.name} has {size} bytes"
        text = json.dumps({"pyside6": PySide6.__version__}) + "\n"
        (self.folder / VERSIONS).write_text(text, "utf-8")

    def pinned(self) -> bool:
        """Whether this is the Qt that drew the references."""
        text = (self.folder / VERSIONS).read_text("utf-8")
        return bool(json.loads(text)["pyside6"] == PySide6.__version__)

    def names(self) -> set[str]:
        """Names of all references there are."""
        return {path.stem for path in self.folder.glob(f"*{SUFFIX}")}

    @staticmethod
    def _failed(
        name: str, what: str, actual: Image.Image, expected: Image.Image | None, folder: Path
    ) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        actual.save(folder / f"{name}-actual.png")
        if expected is not None:
            marked = Image.new("RGBA", actual.size)
            pixelmatch(expected, actual, marked, threshold=0, includeAA=True)
            marked.save(folder / f"{name}-diff.png")
        return f"{what}; see {folder}"


def different(one: Image.Image, other: Image.Image) -> int:
    """How many pixels of two RGB pictures of one size differ."""
    seen = ImageChops.difference(one, other).convert("RGB").split()
    any_channel = ImageChops.lighter(ImageChops.lighter(seen[0], seen[1]), seen[2])
    return one.width * one.height - any_channel.histogram()[0]
