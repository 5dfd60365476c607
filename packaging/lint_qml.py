"""Check all QML: pyside6-qmllint without a warning, pyside6-qmlformat without a difference.

    .venv/bin/python packaging/lint_qml.py [--qml FOLDER] [--fix]

Type information of the Python singletons is printed from the live classes into `build/types`.
"""

import argparse
import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    """Exit code 0 when nothing was found, 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--qml", type=Path, default=ROOT / "qml", help="folder with the modules")
    parser.add_argument("--fix", action="store_true", help="rewrite files that are not formatted")
    arguments = parser.parse_args()
    files = sorted(arguments.qml.rglob("*.qml"))
    if not files:
        print(f"{arguments.qml} holds no QML.", file=sys.stderr)
        return 1
    types = write_types(ROOT / "build" / "types")
    linted = lint(files, types, arguments.qml)
    formatted = check_format(files, fix=arguments.fix)
    return 0 if linted and formatted else 1


def qml_modules() -> list[ModuleType]:
    """Import every module of the product that registers QML types."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "app").rglob("*.py"))
        if "\nQML_IMPORT_NAME = " in path.read_text(encoding="utf-8")
    ]
    return [importlib.import_module(name) for name in names]


def write_types(folder: Path) -> Path:
    """Print type information below *folder*; returns the import path."""
    from app.ui.qmltypes import MODULE, elements, qmldir, qmltypes

    module = folder.joinpath(*MODULE.split("."))
    module.mkdir(parents=True, exist_ok=True)
    (module / "model.qmltypes").write_text(qmltypes(elements(qml_modules())), encoding="utf-8")
    (module / "qmldir").write_text(qmldir("model.qmltypes"), encoding="utf-8")
    return folder


def lint(files: list[Path], types: Path, qml: Path) -> bool:
    """Run qmllint over *files* at once; its findings go to stderr."""
    command = [_tool("qmllint"), "-W", "0", "-I", str(types), "-I", str(qml), *map(str, files)]
    return subprocess.run(command, check=False).returncode == 0


def check_format(files: list[Path], *, fix: bool) -> bool:
    """Whether every file is as qmlformat writes it; the others are named, or rewritten."""
    clean = True
    for path in files:
        wanted = subprocess.run([_tool("qmlformat"), str(path)], check=True, capture_output=True)
        if wanted.stdout == path.read_bytes():
            continue
        if fix:
            path.write_bytes(wanted.stdout)
        else:
            clean = False
            print(f"{path}: not as pyside6-qmlformat writes it", file=sys.stderr)
    return clean


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / f"pyside6-{name}")


if __name__ == "__main__":
    sys.exit(main())
