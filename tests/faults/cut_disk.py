"""A disk rebuilt from a write log as a power cut may leave it.

What was synced is there. Of what came later in a file each 512-byte sector is there or not; of
what came later in a folder (names made, moved, removed) any part, or a beginning. A sync that
failed promises nothing, and what it should have written may never be written by a later one.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.faults.faultio import Record

_SECTOR = 512
MAPPED = "-shm"
"""SQLite's index of the log is memory that happens to have a name; it is made anew."""


@dataclass
class _File:
    """Content that is certain, and later changes as (offset, bytes) or (length, None)."""

    certain: bytearray = field(default_factory=bytearray)
    later: list[tuple[int, bytes | None]] = field(default_factory=list)

    def synced(self) -> None:
        for change in self.later:
            _apply(self.certain, change)
        self.later.clear()

    def failed(self, chance: random.Random) -> None:
        """Some of the data will never be written; a length is not data."""
        kept = [change for change in self.later if change[1] is None or chance.random() < 0.5]
        self.later = kept

    def cut(self, chance: random.Random, how: str) -> bytes:
        content = bytearray(self.certain)
        kept = self.later
        if how == "none":
            kept = []
        elif how == "beginning":
            kept = kept[: chance.randint(0, len(kept))]
        for offset, data in kept:
            if data is None or how != "sectors":
                if how != "sectors" or chance.random() < 0.5:
                    _apply(content, (offset, data))
                continue
            first = 0
            while first < len(data):
                end = min(len(data), first + _SECTOR - (offset + first) % _SECTOR)
                if chance.random() < 0.5:
                    _apply(content, (offset + first, data[first:end]))
                first = end
        return bytes(content)


_Names = dict[str, _File | None]
"""What is under each path; None is a folder."""
_Change = tuple[Record, _File | None]
"""A change of names, with the file that it made."""


class CutDisk:
    """Takes the records of one log in order; `write` builds a state of this moment."""

    def __init__(self, root: Path, seed: int) -> None:
        self.names: _Names = {}
        self._certain: _Names = {}
        self._later: list[_Change] = []
        self._inodes: dict[int, _File] = {}
        self._root = PurePosixPath(root)
        self._chance = random.Random(seed)  # noqa: S311  cuts that repeat

    def take(self, record: Record) -> None:
        """One more change happened."""
        file = self._inodes.get(record.inode)
        if record.op in "WT" and file is not None:
            file.later.append((record.offset, record.data if record.op == "W" else None))
        elif record.op in "SF":
            self._synced(record, file)
        elif record.op in "CRLUDX":
            made = None
            if record.op == "C":
                made = self._inodes[record.inode] = _File()
            self._later.append((record, made))
            _rename(self.names, record, made)

    def write(self, target: Path) -> None:
        """Build a state after a power cut now, below *target*, which is new."""
        how = self._chance.choice(("none", "all", "beginning", "sectors", "sectors"))
        names = dict(self._certain)
        for change in self._chosen():
            _rename(names, *change)
        self._put(target, names, how)

    def write_whole(self, target: Path) -> None:
        """Build the state without a power cut."""
        self._put(target, self.names, "all")

    def _put(self, target: Path, names: _Names, how: str) -> None:
        target.mkdir()
        folders = {str(self._root)}
        for name, file in sorted(names.items()):
            path = PurePosixPath(name)
            if str(path.parent) not in folders:
                continue
            place = target / path.relative_to(self._root)
            if file is None:
                folders.add(name)
                place.mkdir(0o700)
            elif not name.endswith(MAPPED):
                place.write_bytes(file.cut(self._chance, how))
                place.chmod(0o600)

    def _chosen(self) -> list["_Change"]:
        if self._chance.random() < 0.5:
            return self._later[: self._chance.randint(0, len(self._later))]
        return [change for change in self._later if self._chance.random() < 0.5]

    def _synced(self, record: Record, file: _File | None) -> None:
        (name,) = record.text
        if name == str(self._root) or (name in self.names and self.names[name] is None):
            if record.op == "S":
                for change in [each for each in self._later if _touches(each[0], name)]:
                    _rename(self._certain, *change)
                self._later = [each for each in self._later if not _touches(each[0], name)]
        elif file is not None:
            if record.op == "S":
                file.synced()
            else:
                file.failed(self._chance)


def _rename(names: _Names, record: Record, made: _File | None) -> None:
    path = record.text[-1]
    if record.op in "CD":
        names[path] = made
    elif record.op in "UX":
        names.pop(path, None)
    elif record.text[0] in names:
        names[path] = names[record.text[0]]
        if record.op == "R":
            del names[record.text[0]]


def _touches(record: Record, folder: str) -> bool:
    return any(str(PurePosixPath(path).parent) == folder for path in record.text)


def _apply(content: bytearray, change: tuple[int, bytes | None]) -> None:
    offset, data = change
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    else:
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(data)] = data
