"""The project's own catalogues: complete, clean, and what an extraction gives now."""

import argparse
import json
import shutil
from pathlib import Path

import pytest

from app.i18n.cli import add_arguments, run

ROOT = Path(__file__).resolve().parents[2]


def command(*words: str, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(["--root", str(root), *words]))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("qml", "app", "translations", "assets/dtc", "assets/fonts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_template_is_what_the_sources_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("extract", "--check") == 0, capsys.readouterr().err


def test_no_finding(capsys: pytest.CaptureFixture[str]) -> None:
    code = command("check")
    assert (code, capsys.readouterr().out) == (0, "")


def test_update_changes_nothing(copy: Path) -> None:
    def texts() -> list[str]:
        return [path.read_text("utf-8") for path in sorted(copy.rglob("translations/po/*.po"))]

    before = texts()
    assert command("update", root=copy) == 0
    assert texts() == before


def test_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("coverage", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["language"] for row in rows] == ["en", "fr"]
    assert all(row["keys"] > 0 and row["missing"] == row["fuzzy"] == 0 for row in rows)


def test_a_new_language_starts_empty_and_is_found_incomplete(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("update", "--lang", "pl", root=copy) == 0
    assert command("check", "--lang", "pl", "--json", root=copy) == 1
    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {finding["rule"] for finding in findings} == {"C04"}


def test_a_changed_source_is_seen(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = copy / "qml" / "Habitacle" / "New.qml"
    page.write_text('import QtQml\n\nQtObject {\n    property string a: qsTr("Brand new")\n}\n')
    assert command("extract", "--check", root=copy) == 1
    assert "out of date" in capsys.readouterr().err
    assert command("extract", root=copy) == 0
    assert command("check", root=copy) == 1
    assert "'Brand new' is missing" in capsys.readouterr().out
    assert command("update", root=copy) == 0
    assert command("check", "--lang", "en", root=copy) == 0


def test_pseudo(tmp_path: Path) -> None:
    assert command("pseudo", "--out", str(tmp_path)) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"en-XA.po", "ar-XB.po"}
