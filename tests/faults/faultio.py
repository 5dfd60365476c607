"""The preload library of `faultio.c`: built, put into a process, and its log read."""

import ctypes
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

SOURCE = Path(__file__).with_suffix(".c")
WRITES, SYNCS = 0, 1
_HEAD = struct.Struct("<BQqII")


@dataclass(frozen=True, slots=True)
class Record:
    """One change, as `faultio.c` describes it; `text` are the paths or the words of a mark."""

    op: str
    inode: int
    offset: int
    text: tuple[str, ...]
    data: bytes


def can_build() -> str:
    """Why the library cannot be had here, empty if it can."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return "write logs are recorded on 64-bit Linux only"
    return "" if _compiler() else "there is no C compiler (cc) to build tests/faults/faultio.c"


def build(folder: Path) -> Path:
    """Compile the library into *folder*."""
    library = folder / "faultio.so"
    command = [_compiler(), "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run([*command, "-lpthread"], check=True)
    return library


def preloaded(library: Path, root: Path, log: Path) -> dict[str, str]:
    """The environment of a process whose changes below *root* go to *log*."""
    ours = {"LD_PRELOAD": library, "FAULTIO_ROOT": root, "FAULTIO_LOG": log}
    return {**os.environ, **{name: str(path) for name, path in ours.items()}}


def read_log(file: IO[bytes]) -> Iterator[Record]:
    """The records of a log in order."""
    while head := file.read(_HEAD.size):
        op, inode, offset, text, data = _HEAD.unpack(head)
        words = file.read(text).decode().split("\0") if text else []
        yield Record(chr(op), inode, offset, tuple(words), file.read(data))


def mark(words: str) -> None:
    """Write *words* into the log, in a process that has the library."""
    _library().faultio_mark(words.encode())


def plan(kind: int, error: int, skip: int, times: int) -> None:
    """Let *times* of the `WRITES` or `SYNCS` fail with errno *error* after *skip* more of them."""
    _library().faultio_plan(kind, error, skip, times)


def slow(seconds: float) -> None:
    """Let every sync take so much longer."""
    _library().faultio_slow(round(seconds * 1e6))


@cache
def _library() -> Any:
    library = ctypes.CDLL(None)
    library.faultio_plan.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
    library.faultio_slow.argtypes = [ctypes.c_long]
    library.faultio_mark.argtypes = [ctypes.c_char_p]
    return library


def _compiler() -> str:
    return shutil.which("cc") or shutil.which("gcc") or ""
