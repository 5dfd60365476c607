"""Restrictions as a service sees them, set by hand."""

from app.core.observe import Change
from app.core.restriction_rules import Mode


class FakeRestrictions:
    """Every capability is in `current`; `become` changes it and tells."""

    def __init__(self, mode: Mode = Mode.FULL) -> None:
        self.changed = Change()
        self.current = mode

    def mode(self, _capability: str) -> Mode:
        return self.current

    def become(self, mode: Mode) -> None:
        self.current = mode
        self.changed.emit()
