"""Build the bundled font "Habitacle Sans" from the variable Roboto (OFL-1.1).

    python packaging/build_font.py Roboto.ttf|fontpkg_roboto.whl [assets/fonts]

Recipe: specification of the HMI, section 3, and of localisation, section 7. The result is
committed; run it only to take a newer Roboto, then repeat the ISO 15008 check (SOURCE.md).
"""

import argparse
import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Habitacle Sans"
NARROW_NO_BREAK_SPACE, THIN_SPACE = 0x202F, 0x2009
ZERO_WIDTH = (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
MEMBER = "fontpkg_roboto/files/Roboto[wdth,wght].ttf"


@dataclass(frozen=True)
class Face:
    """One face to build; `ascent` and `advance` are units added (of 2048 to the em)."""

    style: str
    wght: float
    weight_class: int
    ascent: int
    advance: int = 0


FACES = (
    Face("Regular", wght=412, weight_class=400, ascent=16),
    Face("Medium", wght=500, weight_class=500, ascent=60, advance=84),
)


def read_source(path: Path) -> bytes:
    """The variable font: the file itself, or the member of PyPI's fontpkg-roboto wheel."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(MEMBER)
    return path.read_bytes()


def build(source: bytes, face: Face) -> TTFont:
    """One static face, named, spaced and completed as the recipe says."""
    variable = TTFont(io.BytesIO(source), recalcTimestamp=False)
    font = instancer.instantiateVariableFont(variable, {"wght": face.wght, "wdth": 100})
    font["hhea"].ascent += face.ascent
    font["OS/2"].sTypoAscender += face.ascent
    font["OS/2"].usWinAscent += face.ascent
    font["OS/2"].usWeightClass = face.weight_class
    widen(font, face.advance)
    map_missing(font)
    rename(font, face)
    return font


def widen(font: TTFont, units: int) -> None:
    """Add *units* to every advance that is not zero."""
    metrics = font["hmtx"].metrics
    for name, (advance, bearing) in metrics.items():
        if advance:
            metrics[name] = (advance + units, bearing)


def map_missing(font: TTFont) -> None:
    """U+202F looks like U+2009; direction marks and isolates get an empty, zero-width glyph."""
    glyphs: Any = font["glyf"]
    name = "uni200E"
    glyphs[name] = TTGlyphPen(None).glyph()
    font["hmtx"][name] = (0, 0)
    font.setGlyphOrder(glyphs.glyphOrder)
    best = font.getBestCmap()
    added = dict.fromkeys(ZERO_WIDTH, name) | {NARROW_NO_BREAK_SPACE: best[THIN_SPACE]}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(added)


def rename(font: TTFont, face: Face) -> None:
    """Name the face; every other name but copyright and licence goes, the trademark too."""
    table = font["name"]
    table.names = [n for n in table.names if n.nameID in {0, 5, 13, 14}]
    regular = face.style == "Regular"
    names = {
        1: FAMILY if regular else f"{FAMILY} {face.style}",
        2: "Regular",
        3: f"{FAMILY} {face.style} {table.getDebugName(5)}",
        4: f"{FAMILY} {face.style}",
        6: f"{FAMILY.replace(' ', '')}-{face.style}",
    }
    if not regular:
        names |= {16: FAMILY, 17: face.style}
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)
    if "STAT" in font:
        del font["STAT"]


def main() -> int:
    """Write every face."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("source", type=Path, help="variable Roboto .ttf, or the wheel that has it")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("assets/fonts"))
    arguments = parser.parse_args()
    source = read_source(arguments.source)
    for face in FACES:
        path = arguments.folder / f"{FAMILY.replace(' ', '')}-{face.style}.ttf"
        build(source, face).save(path)
        print(f"{path}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
