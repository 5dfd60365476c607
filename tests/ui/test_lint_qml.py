"""The lint chain finds what it is there to find, and finds nothing in the product."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.main.paths import ROOT

SCRIPT = ROOT / "packaging/lint_qml.py"
GOOD = """import QtQuick
import Habitacle.Model

Item {
    id: root

    readonly property bool night: Palette.night
}
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )


def test_all_qml_is_clean() -> None:
    result = run()
    assert result.returncode == 0, result.stderr + result.stdout


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        (GOOD.replace("Palette.night", "Palette.nihgt"), "nihgt"),
        (GOOD.replace("Palette.night", "rooot.visible"), "rooot"),
        (GOOD.replace("bool night: Palette.night", "string night: Palette.tex"), "tex"),
        (GOOD.replace("    id", "  id"), "pyside6-qmlformat"),
    ],
    ids=["misspelt property", "unknown id", "misspelt colour", "format"],
)
def test_a_planted_fault_fails(tmp_path: Path, source: str, finding: str) -> None:
    (tmp_path / "Planted.qml").write_text(source, encoding="utf-8")
    result = run("--qml", str(tmp_path))
    assert result.returncode == 1
    assert finding in result.stderr + result.stdout


def test_the_planted_file_is_clean_without_its_fault(tmp_path: Path) -> None:
    source = GOOD.replace("import Habitacle.Model", "import Habitacle.Model as Model")
    (tmp_path / "Planted.qml").write_text(source.replace("Palette.", "Model.Palette."), "utf-8")
    result = run("--qml", str(tmp_path))
    assert result.returncode == 0, result.stderr + result.stdout


def test_a_folder_without_qml_fails(tmp_path: Path) -> None:
    assert run("--qml", str(tmp_path)).returncode == 1


def test_fix_writes_the_wanted_format(tmp_path: Path) -> None:
    planted = tmp_path / "Planted.qml"
    planted.write_text("import QtQuick\nItem {\n  id: root\n}\n", encoding="utf-8")
    assert run("--qml", str(tmp_path)).returncode == 1
    assert run("--qml", str(tmp_path), "--fix").returncode == 0
    assert planted.read_text(encoding="utf-8") == "import QtQuick\n\nItem {\n    id: root\n}\n"
