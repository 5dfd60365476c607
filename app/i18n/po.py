"""PO catalogues: a reader that refuses anything doubtful, a writer with stable bytes.

The form is compatible with Qt's `lconvert` (`X-Qt-Contexts`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.core.errors import HabitacleError


class Key(NamedTuple):
    """What identifies a message: `msgctxt` is "Context|disambiguation", then the source text."""

    msgctxt: str
    msgid: str

    @property
    def context(self) -> str:
        """Base name of the QML file, or the context given to `tr`."""
        return self.msgctxt.partition("|")[0]

    @property
    def disambiguation(self) -> str:
        """What tells two equal sources of one context apart, or ""."""
        return self.msgctxt.partition("|")[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """One message. `forms` holds one text, or one a plural category; empty texts are untranslated.

    `comments` are the developers' (`#.`), `notes` the translators' (`#`), `previous` the raw `#|`
    lines, `line` where the entry starts in the file it was read from (1-based).
    """

    key: Key
    forms: tuple[str, ...]
    plural: str | None = None
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    obsolete: bool = False
    line: int = 0

    @property
    def fuzzy(self) -> bool:
        """Whether the source changed since the text was written: it never ships."""
        return "fuzzy" in self.flags

    @property
    def translated(self) -> bool:
        """Whether every form has a text."""
        return bool(self.forms) and all(self.forms)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A PO file: headers in order, then its entries."""

    headers: dict[str, str]
    entries: tuple[Entry, ...] = field(default=())

    def by_key(self) -> dict[Key, Entry]:
        """The entries in use."""
        return {entry.key: entry for entry in self.entries if not entry.obsolete}


class PoError(HabitacleError):
    """A file that cannot be trusted; `rule` is C06 (form) or C04 (a key twice)."""

    def __init__(self, path: Path, line: int, what: str, rule: str = "C06") -> None:
        super().__init__(f"{path}:{line}: {what}")
        self.path, self.line, self.what, self.rule = path, line, what, rule


_FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?) "(.*)"')
_TEXT = re.compile(r'(?:[^"\\]|\\["\\nt])*')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r'\\(["\\nt])')
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
_COMMENTS = {"#.": "comments", "#:": "locations", "#,": "flags", "#|": "previous"}


def read_po(path: Path) -> Catalogue:
    """Read a catalogue. Raises PoError at the first line that is not exactly right."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise HabitacleError(f"Cannot read {path}: {error.strerror}.") from error
    return parse_po(data, path)


def parse_po(data: bytes, path: Path) -> Catalogue:
    """Read the bytes of a catalogue; *path* is for messages."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        place = data[: error.start].count(b"\n") + 1
        raise PoError(path, place, "the file is not UTF-8") from error
    if text.startswith("\ufeff"):
        raise PoError(path, 1, "the file starts with a byte order mark")
    reader = _Reader(path)
    for number, line in enumerate(text.split("\n"), 1):
        reader.feed(number, line.rstrip("\r"))
    return reader.finish()


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: list[Entry] = []
        self._headers: dict[str, str] | None = None
        self._seen: set[Key] = set()
        self._line = 0
        self._reset()

    def _reset(self) -> None:
        self._texts: dict[str, str] = {}
        self._lists: dict[str, list[str]] = {}
        self._field = ""
        self._obsolete = False
        self._start = 0

    def feed(self, number: int, line: str) -> None:
        self._line = number
        if not line.strip():
            self._end_entry()
            return
        if line.startswith(_CONFLICT):
            raise self._error("a merge conflict is left in the file")
        self._start = self._start or number
        if line.startswith("#~ "):
            self._obsolete = True
            line = line[3:]
        if line.startswith("#"):
            self._comment(line)
        elif line.startswith('"'):
            self._continued(line)
        else:
            self._begin_field(line)

    def finish(self) -> Catalogue:
        self._end_entry()
        if self._headers is None:
            raise PoError(self._path, 1, "the header entry is missing")
        return Catalogue(self._headers, tuple(self._entries))

    def _comment(self, line: str) -> None:
        if self._texts:
            raise self._error("an empty line is missing before this comment")
        kind = _COMMENTS.get(line[:2], "notes")
        text = line[2:].strip() if kind != "notes" else line[1:].strip()
        values = re.split(r",\s*", text) if kind == "flags" else [text]
        self._lists.setdefault(kind, []).extend(values)

    def _begin_field(self, line: str) -> None:
        match = _FIELD.fullmatch(line)
        if match is None:
            raise self._error("this is neither a comment, nor a field, nor a text in quotes")
        if match[1] in self._texts:
            raise self._error(f"{match[1]} stands twice in one entry")
        self._field = match[1]
        self._texts[self._field] = self._unescaped(match[3])

    def _continued(self, line: str) -> None:
        if not self._field:
            raise self._error("a text in quotes follows no field")
        if line == '"' or not line.endswith('"'):
            raise self._error("a quote is not closed")
        self._texts[self._field] += self._unescaped(line[1:-1])

    def _unescaped(self, text: str) -> str:
        if _TEXT.fullmatch(text) is None:
            raise self._error("a stray quote or an unknown escape stands in the text")
        return _ESCAPE.sub(lambda m: _ESCAPES[m[1]], text) if "\\" in text else text

    def _end_entry(self) -> None:
        if self._texts:
            self._add_entry()
        self._reset()

    def _add_entry(self) -> None:
        texts = self._texts
        forms = tuple(text for name, text in texts.items() if name.startswith("msgstr"))
        if "msgid" not in texts or not forms:
            raise self._error("the entry has no msgid or no msgstr")
        if not texts["msgid"] and "msgctxt" not in texts:
            self._add_headers(forms[0])
            return
        numbered = [f"msgstr[{index}]" for index in range(len(forms))]
        names = numbered if "msgid_plural" in texts else ["msgstr"]
        if [name for name in texts if name.startswith("msgstr")] != names:
            raise self._error("the msgstr fields are not numbered as they must be")
        key = Key(texts.get("msgctxt", ""), texts["msgid"])
        if not self._obsolete and key in self._seen:
            raise PoError(self._path, self._start, f"the entry {key.msgid!r} stands twice", "C04")
        if not self._obsolete:
            self._seen.add(key)
        lists = {name: tuple(values) for name, values in self._lists.items()}
        plural = texts.get("msgid_plural")
        self._entries.append(
            Entry(key, forms, plural, obsolete=self._obsolete, line=self._start, **lists)
        )

    def _add_headers(self, text: str) -> None:
        if self._headers is not None:
            raise PoError(self._path, self._start, "the header entry stands twice", "C04")
        pairs = (line.partition(":") for line in text.split("\n") if line)
        self._headers = {name.strip(): value.strip() for name, _, value in pairs}

    def _error(self, what: str) -> PoError:
        return PoError(self._path, self._line, what)


def write_po(catalogue: Catalogue) -> str:
    """The text of a catalogue: entries sorted by context and source, those out of use last."""
    header = ['msgid ""', 'msgstr ""']
    header += [f'"{_escaped(f"{name}: {value}")}\\n"' for name, value in catalogue.headers.items()]
    ordered = sorted(catalogue.entries, key=lambda e: (e.obsolete, e.key))
    return "\n\n".join(["\n".join(header), *map(_entry_text, ordered)]) + "\n"


def _entry_text(entry: Entry) -> str:
    lines = [f"# {note}".rstrip() for note in entry.notes]
    lines += [f"#. {comment}" for comment in entry.comments]
    lines += [f"#: {location}" for location in entry.locations]
    lines += [f"#, {', '.join(entry.flags)}"] if entry.flags else []
    lines += [f"#| {line}" for line in entry.previous]
    lines += [("#~ " if entry.obsolete else "") + line for line in _fields(entry)]
    return "\n".join(lines)


def _fields(entry: Entry) -> Iterable[str]:
    yield f'msgctxt "{_escaped(entry.key.msgctxt)}"'
    yield f'msgid "{_escaped(entry.key.msgid)}"'
    if entry.plural is None:
        yield f'msgstr "{_escaped(entry.forms[0])}"'
        return
    yield f'msgid_plural "{_escaped(entry.plural)}"'
    for index, form in enumerate(entry.forms):
        yield f'msgstr[{index}] "{_escaped(form)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
