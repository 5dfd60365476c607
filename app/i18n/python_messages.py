"""Messages of Python sources: calls of `tr` with literal texts."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.core.errors import HabitacleError
from app.i18n.po import Entry, Key

_PARAMETERS = ("context", "source")


class TrFault(NamedTuple):
    """A call or name that extraction cannot follow."""

    line: int
    text: str


def python_messages(root: Path) -> list[Entry]:
    """The messages of `root/app`. Raises HabitacleError at the first file or call refused."""
    entries = []
    for path in sorted((root / "app").rglob("*.py")):
        text = path.read_text("utf-8")
        if "tr(" not in text:
            continue
        location = path.relative_to(root).as_posix()
        tree = parse_python(path, text)
        for fault in tr_faults(tree):
            raise HabitacleError(f"{location}:{fault.line}: {fault.text}")
        entries += [_entry(call, text.split("\n"), location) for call in _calls(tree)]
    return entries


def parse_python(path: Path, text: str) -> ast.Module:
    """The syntax tree of a source. Raises HabitacleError if it is not Python."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise HabitacleError(f"{path}:{error.lineno}: {error.msg}.") from error


def tr_faults(tree: ast.Module) -> Iterator[TrFault]:
    """What of *tree* the walker cannot extract: texts that are not literals, `tr` renamed."""
    for call in _calls(tree):
        named = [k.value for k in call.keywords if k.arg in {*_PARAMETERS, "dis"}]
        texts = [*call.args[:2], *named]
        if len(texts) < len(_PARAMETERS) or any(_literal(node) is None for node in texts):
            yield TrFault(call.lineno, "tr() takes a context and a source that are literals")
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(names=names) if any(
                alias.name == "tr" and alias.asname not in {None, "tr"} for alias in names
            ):
                yield TrFault(node.lineno, "tr is imported under another name")
            case ast.Assign(value=ast.Name(id="tr")):
                yield TrFault(node.lineno, "tr is given another name")


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
            yield node


def _entry(call: ast.Call, lines: list[str], location: str) -> Entry:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    given = dict(zip(_PARAMETERS, call.args, strict=False)) | named
    context, source = (_literal(given[name]) or "" for name in _PARAMETERS)
    dis = _literal(named["dis"]) if "dis" in named else ""
    plural = source if "n" in named else None
    return Entry(
        Key(f"{context}|{dis or ''}", source),
        forms=("",) if plural is None else ("", ""),
        plural=plural,
        comments=tuple(_comments(lines, call.lineno - 1)),
        locations=(location,),
    )


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _comments(lines: list[str], row: int) -> list[str]:
    """The `#:` and `#~` lines directly above the call; texts joined, limits one each."""
    texts: list[str] = []
    limits: list[str] = []
    while row > 0 and lines[row - 1].strip().startswith(("#:", "#~")):
        row -= 1
        line = lines[row].strip()
        (texts if line.startswith("#:") else limits).insert(0, line[2:].strip())
    return ([" ".join(texts)] if texts else []) + limits
