"""Rules over QML sources: text that would escape translation or the locale."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.i18n.checks.finding import Finding

_LITERAL = r"(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
_COMMENT_OR_TEXT = re.compile(rf"//[^\n]*|/\*.*?\*/|{_LITERAL}", re.DOTALL)
_TEXT = re.compile(
    r"\b(?:text|title|label|placeholderText|Accessible\.name|Accessible\.description)\s*:\s*"
    rf"(?:[^\n;{{}}]*\?\s*)?({_LITERAL})"
)
_SYSTEM_LOCALE = re.compile(
    r"\btoLocale\w*String\b|\bQt\.(?:formatDate|formatTime|formatDateTime|locale)\b|%L\d|\btoFixed\b"
)
_CALL = re.compile(r"\b(qsTr|Fmt\.\w+)\s*\(")
_FAMILY = re.compile(r"\bfont\.family\s*:(?!\s*(?:[\w.]+\s*\?\s*)?Theme\.family)")
_BARE_LITERAL = re.compile(_LITERAL)
_NO_REVISION = {"Fmt.fill", "Fmt.revision"}


def check_qml(path: Path, text: str, keep: frozenset[str] = frozenset()) -> list[Finding]:
    """S01, S02, S03, S06 and S07 over one file; *keep* are words no language translates."""
    code = _COMMENT_OR_TEXT.sub(_without_comment, text)
    found = [*_literals(code, keep), *_locale(code), *_calls(code), *_families(code)]
    return [
        Finding(path, code.count("\n", 0, at) + 1, rule, what) for at, rule, what in sorted(found)
    ]


_Breach = tuple[int, str, str]


def _without_comment(match: re.Match[str]) -> str:
    token = match[0]
    return re.sub(r"[^\n]", " ", token) if token.startswith("/") else token


def _literals(code: str, keep: frozenset[str]) -> Iterator[_Breach]:
    """S01: a bare text with a letter in it."""
    for match in _TEXT.finditer(code):
        if match[1][1:-1] not in keep and re.search(r"[^\W\d_]", match[1]):
            yield match.start(), "S01", f"{match[1]} is not wrapped in qsTr()"


def _locale(code: str) -> Iterator[_Breach]:
    """S02."""
    for match in _SYSTEM_LOCALE.finditer(code):
        yield match.start(), "S02", f"{match[0]}: numbers and dates come from Fmt"


def _calls(code: str) -> Iterator[_Breach]:
    """S03 for qsTr, S06 for the slots of Fmt."""
    for match in _CALL.finditer(code):
        arguments, end = _arguments(code, match.end())
        if match[1] == "qsTr":
            literal = arguments and all(_BARE_LITERAL.fullmatch(a) for a in arguments[:2])
            before = code[: match.start()].rstrip()[-1:]
            if not literal or before == "+" or code[end:].lstrip()[:1] == "+":
                yield match.start(), "S03", "qsTr() takes one literal, joined with nothing"
        elif match[1] not in _NO_REVISION and arguments[-1:] != ["Fmt.revision"]:
            yield match.start(), "S06", f"{match[1]}() ends with Fmt.revision"


def _arguments(code: str, start: int) -> tuple[list[str], int]:
    """The texts of a call's arguments and the offset behind its closing bracket."""
    depth, begin, at = 0, start, start
    arguments: list[str] = []
    while at < len(code):
        char = code[at]
        if char in "\"'":
            literal = _BARE_LITERAL.match(code, at)
            at = literal.end() if literal else at + 1
            continue
        if char in ")]}" and depth == 0:
            break
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            arguments.append(code[begin:at].strip())
            begin = at + 1
        at += 1
    return [*arguments, code[begin:at].strip()], at + 1


def _families(code: str) -> Iterator[_Breach]:
    """S07: only the faces the theme names."""
    for match in _FAMILY.finditer(code):
        yield match.start(), "S07", "font.family: the application has one font"
