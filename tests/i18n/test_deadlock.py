"""A plain translator never deadlocks with Qt's QML loader thread; one in Python does."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WATCHDOG_S = 5.0
PAGE = "import QtQuick\n\nItem {\n" + "".join(
    f'    property string a{i}: qsTr("text {i}")\n' for i in range(400)
) + "}\n"  # fmt: skip
MAIN = """import QtQuick

Item {
    property alias page: loader.source

    Loader {
        id: loader
    }
}
"""
PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTranslator, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView
from app.i18n.qm import Message, write_qm

class InPython(QTranslator):
    def translate(self, context, source, disambiguation=None, n=-1):
        return "x"

    def isEmpty(self):
        return False

folder, kind = Path(sys.argv[1]), sys.argv[2]
app = QGuiApplication(sys.argv)
translator = InPython() if kind == "python" else QTranslator()
texts = [Message("Page0", f"text {i}", "", ["x"]) for i in range(400)]
data = write_qm("en", bytes.fromhex("0101"), texts)
assert kind == "python" or translator.load(data)
assert app.installTranslator(translator)
for turn in range(5):
    view = QQuickView()
    view.setSource(QUrl.fromLocalFile(str(folder / f"Main{turn}.qml")))
    root = view.rootObject()
    assert root.setProperty("page", QUrl.fromLocalFile(str(folder / f"Page{turn}.qml")))
    view.deleteLater()
print("done")
"""


def run(folder: Path, kind: str) -> str:
    for turn in range(5):
        (folder / f"Page{turn}.qml").write_text(PAGE)
        main = MAIN.replace("loader\n", f'loader\n\n        property string t: qsTr("m{turn}")\n')
        (folder / f"Main{turn}.qml").write_text(main)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), kind],
        capture_output=True,
        text=True,
        timeout=WATCHDOG_S,
        check=False,
        cwd=ROOT,
    )
    return done.stdout + done.stderr


def test_a_plain_translator_never_waits(tmp_path: Path) -> None:
    assert run(tmp_path, "plain") == "done\n"


def test_the_watchdog_sees_a_translator_in_python(tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run(tmp_path, "python")
