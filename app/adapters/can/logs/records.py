"""What every log format gives."""

from collections.abc import Iterator
from typing import IO, NamedTuple, Protocol


class Record(NamedTuple):
    """One recorded frame; `t_ns` as recorded, `channel` as the log labels it."""

    t_ns: int
    channel: str
    can_id: int
    flags: int
    data: bytes


class LogStats:
    """What was wrong with a log so far."""

    def __init__(self) -> None:
        self.lines = 0
        self.bad_lines = 0
        self.back_in_time = 0
        self.truncated = False


class TextFormat(Protocol):
    """A text format: recognised by its first lines, then read line by line."""

    name: str
    suffix: str
    """File suffix that decides where the first lines do not; empty if others share it."""

    def matches(self, head: str) -> bool:
        """Whether *head*, the first few kilobytes, is of this format."""

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order; counts bad lines and a truncated end in *stats*."""


class BinaryFormat(Protocol):
    """A binary format: recognised by its first bytes."""

    name: str
    magic: tuple[bytes, ...]

    def require(self) -> None:
        """HabitacleError when a library it needs is not installed."""

    def read(self, stream: IO[bytes], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order; notes a truncated end in *stats*."""
