"""Messages of the sources: Qt's `lupdate` for QML, an `ast` walk for `tr`, declared data files."""

import subprocess
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from app.core.errors import HabitacleError
from app.i18n.data_messages import data_messages
from app.i18n.po import Catalogue, Entry, Key
from app.i18n.python_messages import python_messages

HEADERS = {
    "Language": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n!=1);",
    "X-Qt-Contexts": "true",
}
_LIMITS = ("max", "dp", "driver")
_LUPDATE_TIMEOUT_S = 60


def extract(root: Path) -> Catalogue:
    """The template (POT) of the project at *root*: each message of `qml`, `app` and `assets`.

    Raises HabitacleError for a call whose texts are not literals, for data without the texts
    declared, and if lupdate fails.
    """
    found: dict[Key, Entry] = {}
    for entry in [*qml_messages(root), *python_messages(root), *data_messages(root)]:
        known = found.get(entry.key)
        found[entry.key] = entry if known is None else _merged(known, entry)
    entries = tuple(replace(e, flags=flags_of(e)) for _, e in sorted(found.items()))
    return Catalogue(dict(HEADERS), entries)


def qml_messages(root: Path) -> list[Entry]:
    """The messages of the QML and JavaScript files below `root/qml`."""
    if next((root / "qml").rglob("*.qml"), None) is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        ts = Path(folder).resolve() / "new.ts"
        command = [str(_lupdate()), "-silent", "-extensions", "qml,js", "qml", "-ts", str(ts)]
        done = subprocess.run(
            command,
            cwd=root,
            capture_output=True,
            text=True,
            timeout=_LUPDATE_TIMEOUT_S,
            check=False,
        )
        if done.returncode != 0 or not ts.is_file():
            raise HabitacleError(f"lupdate failed: {done.stderr.strip() or done.returncode}.")
        tree = ET.parse(ts)  # noqa: S314 - lupdate has just written it
    return [
        _ts_entry(name, message, ts.parent, root.resolve())
        for context in tree.iter("context")
        for name in [context.findtext("name", "")]
        for message in context.iter("message")
    ]


def flags_of(entry: Entry) -> tuple[str, ...]:
    """The PO flags that follow from a message: they are made anew at every update."""
    sources = entry.key.msgid
    flags = [] if "%" not in sources else ["qt-format"]
    flags = ["qt-plural-format"] if entry.plural is not None else flags
    flags += [f"max-length:{c[4:]}" for c in entry.comments if c.startswith("max ")]
    return tuple(flags)


def _ts_entry(context: str, message: ET.Element, folder: Path, root: Path) -> Entry:
    # lupdate joins the comments of one message in several places with a line of dashes.
    told = message.findtext("extracomment", "").split("\n----------\n")
    comments = list(dict.fromkeys(" ".join(comment.split()) for comment in told if comment.strip()))
    for name in _LIMITS:
        value = message.findtext(f"extra-{name}", "").strip()
        comments += [f"{name} {value}"] if value else []
    files = {
        (folder / location.get("filename", "")).resolve().relative_to(root).as_posix()
        for location in message.iter("location")
    }
    source = message.findtext("source", "")
    plural = source if message.get("numerus") == "yes" else None
    return Entry(
        Key(f"{context}|{message.findtext('comment', '')}", source),
        forms=("",) if plural is None else ("", ""),
        plural=plural,
        comments=tuple(comments),
        locations=tuple(sorted(files)),
    )


def _merged(first: Entry, second: Entry) -> Entry:
    """One message written in two places."""
    return replace(
        first,
        comments=tuple(dict.fromkeys([*first.comments, *second.comments])),
        locations=tuple(sorted({*first.locations, *second.locations})),
    )


def _lupdate() -> Path:
    """The binary itself: its Python wrapper is slower by far."""
    spec = find_spec("PySide6")
    places = spec.submodule_search_locations if spec is not None else None
    path = Path(places[0]) / "lupdate" if places else Path("lupdate")
    if not path.is_file():
        raise HabitacleError("PySide6's lupdate is not installed.")
    return path
