"""Every rule finds the fault planted for it, and nothing else."""

from pathlib import Path

import pytest

from app.i18n.checks.catalogue import check_catalogue
from app.i18n.checks.python import check_python
from app.i18n.checks.qml import check_qml
from app.i18n.ruler import Ruler

SEEDED = Path(__file__).parent / "seeded"
ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(SEEDED.glob("*.po"))
QML = sorted(SEEDED.glob("*.qml"))
PYTHON = sorted(SEEDED.glob("*.py.txt"))


def rule_of_file(path: Path) -> str:
    return path.name.split(".")[0].split("-")[0]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_catalogue_rule(path: Path) -> None:
    language = path.name.split(".")[1]
    found = check_catalogue(path, language, Ruler(ROOT / "assets" / "fonts"))
    assert {finding.rule for finding in found} == {rule_of_file(path)}
    assert all(finding.line >= 1 for finding in found)


@pytest.mark.parametrize("path", QML, ids=lambda path: path.name)
def test_qml_rule(path: Path) -> None:
    found = check_qml(path, path.read_text("utf-8"))
    assert [(finding.rule, finding.line) for finding in found] == [(rule_of_file(path), 4)]


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.name)
def test_python_rule(path: Path) -> None:
    found = check_python(path, path.read_text("utf-8"))
    assert [finding.rule for finding in found] == [rule_of_file(path)]


def test_every_rule_is_seeded() -> None:
    rules = {rule_of_file(path) for path in [*CATALOGUES, *QML, *PYTHON]}
    wanted = {f"C{n:02}" for n in (*range(1, 11), 15, 17, 19, 20, 30, 31)}
    assert rules == wanted | {"S01", "S02", "S03", "S04", "S05", "S06", "S07"}


def test_clean_qml_has_no_finding() -> None:
    text = """
        // text: "Open" in a comment is nothing
        Label {
            text: Fmt.fill(qsTr("%1 of %2"), [Fmt.number(f(a, [1]), 0, Fmt.revision), "x"])
            title: qsTr("Trips", "a \\"quoted\\" place", root.count)
            text: "\u2013"
            font.family: root.strong ? Theme.familyMedium : Theme.family
        }
    """
    assert check_qml(Path("a.qml"), text) == []


@pytest.mark.parametrize(
    ("french", "fine"),
    [("Attention\u00a0: 18:05", True), ("Attention: rien", False), ("«\u00a0oui\u202f»", True)],
)
def test_french_spaces(french: str, fine: bool, tmp_path: Path) -> None:
    path = tmp_path / "fr.po"
    text = (SEEDED / "C19.fr.po").read_text("utf-8")
    text = text.replace("Prêt ?", french).replace("Ready?", "Note")
    path.write_text(text, "utf-8")
    rules = {f.rule for f in check_catalogue(path, "fr", Ruler(ROOT / "assets" / "fonts"))}
    assert ("C19" not in rules) == fine
