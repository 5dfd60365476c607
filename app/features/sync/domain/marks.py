"""Which numbers of an issuer are settled, without losing an older one to a newer (section 7.1)."""

from dataclasses import dataclass

ABOVE_MAX = 256
"""Settled numbers above the mark that are remembered one by one."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything up to `mark` is settled, and so is every number in `above`."""

    mark: int = 0
    above: frozenset[int] = frozenset()

    def settled(self, seq: int) -> bool:
        """Whether *seq* was dealt with before."""
        return seq <= self.mark or seq in self.above

    @property
    def full(self) -> bool:
        """Whether no further number above a gap can be remembered."""
        return len(self.above) >= ABOVE_MAX

    def add(self, seq: int) -> "Marks":
        """*seq* is settled now."""
        return self._closed(self.mark, self.above | {seq})

    def raised(self, floor: int) -> "Marks":
        """The issuer gave up every open number up to *floor*."""
        return self._closed(max(self.mark, floor), self.above)

    @staticmethod
    def _closed(mark: int, above: frozenset[int]) -> "Marks":
        while mark + 1 in above:
            mark += 1
        return Marks(mark, frozenset(seq for seq in above if seq > mark))
