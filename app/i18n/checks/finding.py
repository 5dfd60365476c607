"""What a rule reports."""

from dataclasses import dataclass
from pathlib import Path

WARNINGS = frozenset({"C09"})
"""Rules whose findings a reviewed waiver could allow; all others are errors. Both fail `check`."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One broken rule at one place; `line` is 1-based."""

    path: Path
    line: int
    rule: str
    text: str

    @property
    def severity(self) -> str:
        """`error` or `warning`."""
        return "warning" if self.rule in WARNINGS else "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity} {self.rule} {self.text}"
