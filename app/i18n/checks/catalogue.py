"""Rules over a whole catalogue file: form, headers, keys, and every entry in turn."""

from collections.abc import Iterator
from pathlib import Path

from app.core.errors import HabitacleError
from app.i18n.checks.entry import ALL
from app.i18n.checks.finding import Finding
from app.i18n.limits import Limits
from app.i18n.plurals import rule_of
from app.i18n.po import Catalogue, Entry, PoError, read_po
from app.i18n.ruler import Ruler
from app.i18n.update import headers_of


def check_catalogue(
    path: Path, language: str, ruler: Ruler, template: Catalogue | None = None
) -> list[Finding]:
    """Every breach of a rule in the PO file at *path*; keys are compared with *template*.

    A file that cannot be read gives its first fault (C06, C04). Raises HabitacleError if it is
    not there.
    """
    try:
        catalogue = read_po(path)
    except PoError as error:
        return [Finding(path, error.line, error.rule, error.what)]
    found = list(_headers(path, catalogue, language))
    if template is not None:
        found += _keys(path, catalogue, template)
    for entry in catalogue.entries:
        if not entry.obsolete and (entry.translated or template is None):
            found += _entry(path, entry, language, ruler)
    return sorted(found)


def _headers(path: Path, catalogue: Catalogue, language: str) -> Iterator[Finding]:
    """C03."""
    for name, value in headers_of(language).items():
        got = catalogue.headers.get(name, "")
        if got.replace(" ", "") != value.replace(" ", ""):
            yield Finding(path, 1, "C03", f"header {name} is {got!r}, expected {value!r}")


def _keys(path: Path, catalogue: Catalogue, template: Catalogue) -> Iterator[Finding]:
    """C04: the same keys as the template, every one translated."""
    wanted, got = template.by_key(), catalogue.by_key()
    for key in wanted.keys() - got.keys():
        yield Finding(path, 1, "C04", f"{key.context}: {key.msgid!r} is missing; run update")
    for key, entry in got.items():
        if key not in wanted:
            yield Finding(path, entry.line, "C04", f"{key.context}: {key.msgid!r} is not in use")
        elif not entry.translated:
            yield Finding(path, entry.line, "C04", f"{key.context}: {key.msgid!r} has no text")


def _entry(path: Path, entry: Entry, language: str, ruler: Ruler) -> Iterator[Finding]:
    rule = rule_of(language)
    for check in ALL:
        for breach in check(entry, language, rule):
            yield Finding(path, entry.line, breach.rule, breach.text)
    yield from _length(path, entry, ruler)
    missing = ruler.missing("".join(entry.forms))
    if missing:
        yield Finding(path, entry.line, "C30", f"the font has no glyph for {missing!r}")


def _length(path: Path, entry: Entry, ruler: Ruler) -> Iterator[Finding]:
    """C20."""
    try:
        limits = Limits.of(entry.comments)
    except HabitacleError as error:
        yield Finding(path, entry.line, "C20", str(error))
        return
    for form in entry.forms:
        breach = limits.breach(form, ruler)
        if breach:
            yield Finding(path, entry.line, "C20", f"{form!r} is too long: {breach}")
