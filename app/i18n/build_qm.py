"""Makes a Qt catalogue of a PO file; only needed when the cache has none."""

from collections.abc import Iterable
from pathlib import Path

from app.i18n.checks.entry import ships
from app.i18n.languages import PSEUDO
from app.i18n.plurals import rule_of
from app.i18n.po import Entry, parse_po
from app.i18n.pseudo import pseudo_entries
from app.i18n.qm import Message, write_qm
from app.i18n.ruler import Ruler


def build_qm(language: str, data: bytes, path: Path, fonts: Path) -> bytes:
    """The Qt catalogue of *language* from *data*, the contents of the PO file *path*.

    The folder *fonts* measures the texts of a pseudo-locale. HabitacleError for a faulty file.
    """
    entries: Iterable[Entry] = parse_po(data, path).entries
    if language in PSEUDO:
        entries = pseudo_entries(language, entries, Ruler(fonts))
    return qm_of(language, entries)


def qm_of(language: str, entries: Iterable[Entry]) -> bytes:
    """The Qt catalogue of *language*; entries that would harm or blank a screen are left out."""
    rule = rule_of(language)
    messages = [
        Message(entry.key.context, entry.key.msgid, entry.key.disambiguation, entry.forms)
        for entry in entries
        if ships(entry, rule)
    ]
    return write_qm(language, rule.qm, messages)
