"""Reading refuses anything doubtful; writing what was read gives the same bytes."""

from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.i18n.extract import HEADERS
from app.i18n.po import Catalogue, Entry, Key, PoError, parse_po, read_po, write_po

HERE = Path("po/pl.po")
POLISH = Entry(
    Key("Trips|", "%n trip(s)"),
    ("%n przejazd", "%n przejazdy", "%n przejazdów"),
    plural="%n trips",
    comments=("Trips page, header.", "max 24"),
    notes=("seen by Ewa",),
    locations=("qml/Habitacle/Driving/Trips.qml",),
    flags=("qt-plural-format", "max-length:24"),
)
QUOTED = Entry(Key("Trips|verb", 'Say "x"\n\tC:\\'), ('Powiedz "x"\n\tC:\\',))
GONE = Entry(Key("Trips|", "Old"), ("Stary",), obsolete=True)


def test_round_trip() -> None:
    text = write_po(Catalogue(dict(HEADERS), (GONE, QUOTED, POLISH)))
    read = parse_po(text.encode(), HERE)
    assert write_po(read) == text
    assert {e.key: e.forms for e in read.entries} == {
        e.key: e.forms for e in (POLISH, QUOTED, GONE)
    }
    polish = read.by_key()[POLISH.key]
    assert (polish.comments, polish.flags, polish.notes) == (
        POLISH.comments,
        POLISH.flags,
        POLISH.notes,
    )
    assert GONE.key not in read.by_key()


def test_long_and_crlf_lines_of_other_editors() -> None:
    text = write_po(Catalogue(dict(HEADERS), (QUOTED,)))
    folded = text.replace('msgstr "Powiedz', 'msgstr ""\n"Powiedz').replace("\n", "\r\n")
    assert parse_po(folded.encode(), HERE).entries[0].forms == QUOTED.forms


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ('msgstr "a "b" c"', "C06"),
        ('msgstr "open', "C06"),
        ('msgstr "a\\q"', "C06"),
        ('msgstr "a"\n"', "C06"),
        ("msgstr a", "C06"),
        ('msgstr[1] "a"', "C06"),
        ('msgstr "a"\nmsgstr "b"', "C06"),
        ('msgstr "a"\n# note inside', "C06"),
        ('msgstr "a"\n=======', "C06"),
        ("", "C06"),
        ('msgstr "a"\n\nmsgctxt "P|"\nmsgid "Open"\nmsgstr "b"', "C04"),
    ],
)
def test_refused_with_its_line(bad: str, rule: str) -> None:
    text = f'msgid ""\nmsgstr "Language: pl\\n"\n\nmsgctxt "P|"\nmsgid "Open"\n{bad}\n'
    with pytest.raises(PoError, match=r"po/pl\.po:\d+: ") as caught:
        parse_po(text.encode(), HERE)
    assert caught.value.rule == rule
    assert caught.value.line >= 4


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b"\xef\xbb\xbf", b'msgctxt "a|"\nmsgid "b"\nmsgstr ""']
)
def test_no_catalogue_at_all(data: bytes) -> None:
    with pytest.raises(PoError):
        parse_po(data, HERE)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match="Cannot read"):
        read_po(tmp_path / "xx.po")
