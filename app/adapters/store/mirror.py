"""A side file of numbered lines beside a database: what must outlive damage to it.

One line: `<crc32, 8 hex> <n> <base64 of the sealed JSON>`, the CRC over the rest of the line
(sync.md, section 10 and worked example 7).
"""

import base64
import binascii
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.adapters.files import replace_durably, sync_folder

_CRC_CHARS = 8


class Sealer(Protocol):
    """Encrypts the content of lines, or leaves it as it is on a desk."""

    def seal(self, data: bytes) -> bytes:
        """*data* as stored."""

    def unseal(self, sealed: bytes) -> bytes:
        """The data; ValueError when it was changed or sealed by another key."""


class Plain:
    """Lines of a store without encryption."""

    def seal(self, data: bytes) -> bytes:
        """*data* itself."""
        return data

    def unseal(self, sealed: bytes) -> bytes:
        """*sealed* itself."""
        return sealed


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its number in the database."""

    n: int
    data: bytes


class Mirror:
    """The file *path*; only the writer thread uses it. Methods raise OSError.

    `head` is the highest number in it, `whole` whether every line of it could be read, `strange`
    how many whole lines could not: damaged, or sealed by another key.
    """

    def __init__(self, path: Path, sealer: Sealer) -> None:
        self.path = path
        self.head = 0
        self.whole = True
        self.strange = 0
        self.size = 0
        self._sealer = sealer

    def read(self) -> list[Line]:
        """All valid lines in the order of the file; later lines count after a torn one."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            content = b""
        parts = content.split(b"\n")
        self.whole = parts.pop() == b""
        found = [self._parse(part) for part in parts]
        lines = [line for line in found if line is not None]
        self.strange = len(found) - len(lines)
        self.whole = self.whole and not self.strange
        self.head = max((line.n for line in lines), default=0)
        self.size = len(content)
        return lines

    def append(self, lines: Sequence[Line]) -> None:
        """Add *lines*, on the disk when this returns; all or none of them."""
        content = self._form(lines)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                _write_at(descriptor, content, self.size)
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, self.size)
                raise
        finally:
            os.close(descriptor)
        if not self.size:
            sync_folder(self.path.parent)
        self.size += len(content)
        self.head = max(self.head, *(line.n for line in lines))

    def rewrite(self, lines: Sequence[Line]) -> None:
        """Put *lines* in the place of all there were, whatever happens meanwhile."""
        content = self._form(lines)
        replace_durably(self.path, content)
        self.size, self.whole = len(content), True
        self.head = max((line.n for line in lines), default=0)

    def _form(self, lines: Iterable[Line]) -> bytes:
        return b"".join(form_line(line.n, self._sealer.seal(line.data)) for line in lines)

    def _parse(self, text: bytes) -> Line | None:
        crc, _, rest = text.partition(b" ")
        number, _, sealed = rest.partition(b" ")
        try:
            if len(crc) != _CRC_CHARS or int(crc, 16) != zlib.crc32(rest):
                return None
            return Line(int(number), self._sealer.unseal(base64.b64decode(sealed, validate=True)))
        except (ValueError, binascii.Error):
            return None


def form_line(n: int, sealed: bytes) -> bytes:
    """The line of *sealed* with number *n*, newline included."""
    rest = b"%d %s" % (n, base64.b64encode(sealed))
    return b"%08x %s\n" % (zlib.crc32(rest), rest)


def _write_at(descriptor: int, content: bytes, offset: int) -> None:
    left = memoryview(content)
    while left:
        written = os.pwrite(descriptor, left, offset)
        left, offset = left[written:], offset + written
