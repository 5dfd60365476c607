"""Cuts DBC text into statements, whatever the state of each one.

A statement never reaches into the next one: a comment without its end, or with a quote inside,
loses itself and nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONE_OF = (
    "SIGTYPE_VALTYPE_|BA_DEF_DEF_REL_|BA_DEF_SGTYPE_|SIG_TYPE_REF_|ENVVAR_DATA_|"
    "SIG_VALTYPE_|BA_DEF_DEF_|BA_DEF_REL_|SG_MUL_VAL_|SGTYPE_VAL_|BA_SGTYPE_|"
    "BU_BO_REL_|BU_EV_REL_|BU_SG_REL_|SIG_GROUP_|VAL_TABLE_|BO_TX_BU_|CAT_DEF_|"
    "EV_DATA_|NS_DESC_|BA_DEF_|BA_REL_|SGTYPE_|VERSION|FILTER|CAT_|VAL_|BA_|BO_|"
    "BS_|BU_|CM_|EV_|NS_|SG_"
)
KEYWORDS = frozenset(_ONE_OF.split("|"))
_LINE = frozenset({"BO_", "SG_"})
_BLOCK = frozenset({"VERSION", "NS_", "BS_", "BU_"})

_SPACE = re.compile(r"(?:\s+|//[^\n]*)*+")
_WORD = re.compile(rf"(?:{_ONE_OF})(?=[\s:])")
_NEXT = re.compile(rf"^[ \t]*(?:{_ONE_OF})(?=[\s:])", re.MULTILINE)
_END_OF_LINE = re.compile(r"[^\n]*")
_SYMBOLS = re.compile(r"NS_\s*:(?:\s*\w+(?=\s*\n))*+")
_COMMENT = re.compile(r'CM_[^";]*"(?:\\"|[^"])*+"\s*;')
_ENDED = re.compile(r'[^";]*(?:"(?:\\"|[^"\n])*+"[^";]*)*+;')


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `keyword` is empty for text that is none. `line` counts from 1."""

    line: int
    keyword: str
    text: str


def statements(text: str) -> Iterator[Statement]:
    """Statements of *text* in order; they can be malformed."""
    position, line, counted = 0, 1, 0
    while True:
        position = _skip(text, position)
        if position >= len(text):
            return
        line += text.count("\n", counted, position)
        counted = position
        word = _WORD.match(text, position)
        keyword = word[0] if word else ""
        end = _end(text, position, keyword)
        yield Statement(line, keyword, text[position:end].rstrip())
        position = end


def _skip(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return position if space is None else space.end()


def _end(text: str, position: int, keyword: str) -> int:
    if not keyword or keyword in _LINE:
        match = _END_OF_LINE.match(text, position)
    elif keyword == "CM_":
        match = _COMMENT.match(text, position)
    else:
        symbols = _SYMBOLS.match(text, position) if keyword == "NS_" else None
        limit = _following(text, position + 1 if symbols is None else symbols.end())
        match = None if keyword in _BLOCK else _ENDED.match(text, position, limit)
        return match.end() if match else limit
    return match.end() if match else _following(text, position + 1)


def _following(text: str, position: int) -> int:
    """Where the next line that begins with a keyword begins."""
    found = _NEXT.search(text, position)
    return len(text) if found is None else found.start()
