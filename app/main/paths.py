"""Where the product's own read-only files are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
QML = ROOT / "qml"
TRANSLATIONS = ROOT / "translations"
