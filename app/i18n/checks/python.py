"""Rules over Python sources."""

import ast
from pathlib import Path

from app.i18n.checks.finding import Finding
from app.i18n.python_messages import parse_python, tr_faults


def check_python(path: Path, text: str) -> list[Finding]:
    """S04 (`tr` that cannot be extracted) and S05 (a translator in Python) over one file."""
    if "tr" not in text and "QTranslator" not in text:
        return []
    tree = parse_python(path, text)
    found = [Finding(path, fault.line, "S04", fault.text) for fault in tr_faults(tree)]
    found += [
        Finding(path, node.lineno, "S05", f"{node.name} derives from QTranslator: it deadlocks")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).split(".")[-1] == "QTranslator" for base in node.bases)
    ]
    return found
