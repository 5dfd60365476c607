"""What every log format gives."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol


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


class LogFormat(Protocol):
    """A format: recognised by the first lines of the text, then read line by line."""

    name: str

    def matches(self, head: str) -> bool:
        """Whether *head*, the first few kilobytes, is of this format."""

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order; counts bad lines and a truncated end in *stats*."""
