"""Where a signal lies in a payload, as integers only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """Bits of one signal; `start` as in the DBC: lowest bit, or highest when `big` endian."""

    big: bool
    start: int
    length: int
    signed: bool = False
    floating: bool = False
    scale: float = 1
    offset: float = 0

    @property
    def position(self) -> int:
        """Distance of the first bit from the first bit of the payload, in reading order."""
        return 8 * (self.start // 8) + 7 - self.start % 8 if self.big else self.start

    @property
    def last_byte(self) -> int:
        """Index of the last payload byte that the signal touches."""
        return (self.position + self.length - 1) // 8

    def shift(self, size: int) -> int:
        """Right shift that brings the signal down in a payload of *size* bytes read whole."""
        return 8 * size - self.position - self.length if self.big else self.start
