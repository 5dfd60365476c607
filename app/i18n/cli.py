"""`habitacle i18n`: what localisers and developers do with the catalogues."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from app.core.errors import HabitacleError
from app.i18n.checks.catalogue import check_catalogue
from app.i18n.checks.finding import Finding
from app.i18n.checks.python import check_python
from app.i18n.checks.qml import check_qml
from app.i18n.extract import extract
from app.i18n.languages import PSEUDO, SOURCE, load_languages
from app.i18n.po import Catalogue, read_po, write_po
from app.i18n.pseudo import pseudo_entries
from app.i18n.ruler import Ruler
from app.i18n.update import headers_of, merge, with_plurals

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = "example: habitacle i18n check --lang fr"
_DESK = frozenset({"Bench", "Gallery", "Tools"})
"""Windows and pages of testers and designers, no driver's screens: they speak English only."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The sub-commands of `i18n`."""
    parser.epilog = EXAMPLE
    parser.add_argument("--root", type=Path, default=ROOT, help="project folder (%(default)s)")
    commands = parser.add_subparsers(dest="i18n_command", required=True, metavar="COMMAND")
    one = commands.add_parser("extract", help="write translations/habitacle.pot from the sources")
    one.add_argument("--check", action="store_true", help="only say whether it would change")
    one = commands.add_parser("update", help="bring catalogues up to the template")
    _lang(one)
    one = commands.add_parser("check", help="catalogues and sources against the rules")
    _lang(one)
    one.add_argument("--json", action="store_true", help="one JSON object a finding")
    one = commands.add_parser("coverage", help="how complete each catalogue is")
    one.add_argument("--json", action="store_true")
    one = commands.add_parser("pseudo", help="write the pseudo-locales as PO files to look at")
    one.add_argument("--out", type=Path, help="folder (default: build/i18n of the project)")


def run(args: argparse.Namespace) -> int:
    """Run a sub-command; 0 clean, 1 findings. Raises HabitacleError for what cannot be read."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "extract": _extract,
        "update": _update,
        "check": _check,
        "coverage": _coverage,
        "pseudo": _pseudo,
    }
    return commands[args.i18n_command](args)


def _lang(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", metavar="L", help="one language code (default: all catalogues)")


def _extract(args: argparse.Namespace) -> int:
    path = _pot(args.root)
    text = write_po(_template(args.root))
    same = path.is_file() and path.read_text("utf-8") == text
    if args.check:
        if not same:
            print(f"{path}: out of date; run habitacle i18n extract", file=sys.stderr)
        return int(not same)
    path.write_text(text, "utf-8")
    return 0


def _update(args: argparse.Namespace) -> int:
    template = read_po(_pot(args.root))
    for language, path in _catalogues(args):
        old = read_po(path) if path.is_file() else None
        path.write_text(write_po(merge(template, old, language)), "utf-8")
    return 0


def _check(args: argparse.Namespace) -> int:
    template = read_po(_pot(args.root))
    ruler = Ruler(args.root / "assets" / "fonts")
    keep = frozenset(_keep(args.root))
    found: list[Finding] = []
    for language, path in _catalogues(args):
        found += check_catalogue(path, language, ruler, template)
    for path in sorted((args.root / "qml").rglob("*.qml")):
        if _DESK & set(path.parts):
            continue
        found += check_qml(path, path.read_text("utf-8"), keep)
    for path in sorted((args.root / "app").rglob("*.py")):
        found += check_python(path, path.read_text("utf-8"))
    for finding in found:
        print(_json(finding) if args.json else finding)
    return int(bool(found))


def _json(finding: Finding) -> str:
    return json.dumps(
        {
            "file": str(finding.path),
            "line": finding.line,
            "severity": finding.severity,
            "rule": finding.rule,
            "text": finding.text,
        },
        ensure_ascii=False,
    )


def _coverage(args: argparse.Namespace) -> int:
    args.lang = None
    keys = read_po(_pot(args.root)).by_key().keys()
    for language, path in _catalogues(args):
        got = read_po(path).by_key()
        fuzzy = sum(entry.fuzzy for entry in got.values())
        missing = sum(key not in got or not got[key].translated for key in keys)
        row = {"language": language, "keys": len(keys), "missing": missing, "fuzzy": fuzzy}
        print(json.dumps(row) if args.json else "  ".join(f"{k} {v}" for k, v in row.items()))
    return 0


def _pseudo(args: argparse.Namespace) -> int:
    out = args.out or args.root / "build" / "i18n"
    out.mkdir(parents=True, exist_ok=True)
    english = read_po(args.root / "translations" / "po" / f"{SOURCE}.po")
    ruler = Ruler(args.root / "assets" / "fonts")
    for language in PSEUDO:
        entries = tuple(pseudo_entries(language, english.entries, ruler))
        headers = headers_of(SOURCE) | {"Language": language}
        (out / f"{language}.po").write_text(write_po(Catalogue(headers, entries)), "utf-8")
    return 0


def _template(root: Path) -> Catalogue:
    english = root / "translations" / "po" / f"{SOURCE}.po"
    return with_plurals(extract(root), read_po(english) if english.is_file() else None)


def _pot(root: Path) -> Path:
    return Path(root) / "translations" / "habitacle.pot"


def _catalogues(args: argparse.Namespace) -> list[tuple[str, Path]]:
    """The catalogues a command works on; a language named needs none yet."""
    folder = args.root / "translations" / "po"
    paths = [folder / f"{args.lang}.po"] if args.lang else sorted(folder.glob("*.po"))
    known = {code for code in _codes(args.root) if code not in PSEUDO}
    for path in paths:
        if path.stem not in known:
            raise HabitacleError(f"{path.stem} is not a language of languages.toml.")
    return [(path.stem, path) for path in paths]


def _keep(root: Path) -> list[str]:
    """Words that stay as they are in every language."""
    path = root / "translations" / "glossary" / "keep.txt"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [line for line in lines if line and not line.startswith("#")]


def _codes(root: Path) -> set[str]:
    return set(load_languages(root / "translations").by_code)
