"""Writes a trace as it happens: plain files in a folder, one ZIP at the end."""

import json
import queue
import shutil
import threading
import time
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from app.core.errors import HabitacleError
from app.emulator.car.frames import SentFrame
from app.emulator.trace.format import (
    CAN,
    FILES,
    FORMAT,
    MANIFEST,
    NOTE,
    SCHEMA,
    candump,
    row,
    sha256,
)

LIMIT_BYTES = 256 * 1024 * 1024
"""About three quarters of an hour of the simulated car."""
_PART = ".part"
_FLUSH_S = 0.5
_Item = tuple[int, str, Sequence[SentFrame]] | tuple[int, str, Mapping[str, object]] | None


@dataclass(frozen=True, slots=True)
class About:
    """What the manifest says of the desk: version, profile id, its buses, aware wall time."""

    product: str
    profile: str
    buses: Sequence[str]
    started: datetime


class TraceWriter:
    """Every method may be called from any thread and waits for no disk but `close`.

    What comes after that is dropped. Until then the trace is the folder `NAME.habtrace.part`,
    which can be read as it is. After *limit_bytes* nothing more is written. HabitacleError when
    *path* cannot be made.
    """

    def __init__(self, path: Path, about: About, limit_bytes: int = LIMIT_BYTES) -> None:
        self.path = path
        self.folder = path.with_name(path.name + _PART)
        self._limit = limit_bytes
        self._items: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._ended = "killed"
        self._fault: OSError | None = None
        self._written = 0
        self._open = True
        if path.exists():
            raise HabitacleError(f"{path} exists; choose another name for the trace.")
        if self.folder.exists():
            raise HabitacleError(
                f"{self.folder} is left of an emulator that was ended; habitacle replay reads it: "
                "move it away, or choose another name for the trace."
            )
        self._origin_ns = time.monotonic_ns()
        self._manifest: dict[str, Any] = {
            "format": FORMAT,
            "schema": SCHEMA,
            "product": about.product,
            "profile": about.profile,
            "buses": list(about.buses),
            "started": about.started.isoformat(),
            "monotonic_ns": self._origin_ns,
            "note": NOTE,
        }
        try:
            self.folder.mkdir(parents=True)
            _say(self.folder, {**self._manifest, "ended": self._ended, "files": {}})
        except OSError as error:
            raise HabitacleError(f"Cannot write the trace {path}: {error.strerror}.") from error
        self._thread = threading.Thread(target=self._run, name="trace", daemon=True)
        self._thread.start()

    def frames(self, bus: str, frames: Sequence[SentFrame]) -> None:
        """These are on *bus* now."""
        if self._open:
            self._items.put((time.monotonic_ns(), bus, frames))

    def row(self, name: str, told: Mapping[str, object], t: float | None = None) -> None:
        """One line more of the file *name*, at *t* (`time.monotonic()`) or now."""
        t_ns = time.monotonic_ns() if t is None else int(t * 1e9)
        if self._open:
            self._items.put((t_ns, name, told))

    def close(self) -> Path:
        """End, and pack everything into the file. HabitacleError when that failed."""
        if self._open:
            self._open = False
            self._items.put(None)
            self._thread.join()
            if self._fault is None:
                try:
                    _pack(self.folder, self.path, {**self._manifest, "ended": self._ended})
                except OSError as error:
                    self._fault = error
        if self._fault is not None:
            reason = self._fault.strerror
            raise HabitacleError(f"The trace in {self.folder} is not whole: {reason}.")
        return self.path

    def _run(self) -> None:
        try:
            with ExitStack() as stack:
                files = {
                    name: stack.enter_context((self.folder / name).open("a", encoding="utf-8"))
                    for name in FILES
                }
                self._write(files)
        except OSError as error:
            self._fault = error

    def _write(self, files: Mapping[str, TextIO]) -> None:
        flushed = time.monotonic()
        while True:
            try:
                item = self._items.get(timeout=_FLUSH_S)
                if item is None:
                    break
                self._put(files, item)
            except queue.Empty:
                pass
            if time.monotonic() - flushed >= _FLUSH_S:
                flushed = time.monotonic()
                for each in files.values():
                    each.flush()
        self._ended = "limit" if self._ended == "limit" else "stopped"

    def _put(self, files: Mapping[str, TextIO], item: Any) -> None:
        t_ns, where, what = item
        since = max(0, t_ns - self._origin_ns)
        if where in files:
            name, text = where, row(since / 1e9, what)
        else:
            name, text = CAN, candump(since, where, what)
        self._written += len(text.encode())
        if self._ended == "limit" or self._written > self._limit:
            self._ended = "limit"
        else:
            files[name].write(text)


def pack_left(folder: Path) -> list[Path]:
    """Pack the traces in *folder* that an emulator which was killed has left; the new files.

    HabitacleError when one cannot be packed.
    """
    packed = []
    for left in sorted(folder.glob(f"*{_PART}")):
        path = left.with_suffix("")
        if path.exists() or not (left / MANIFEST).is_file():
            continue
        try:
            manifest = json.loads((left / MANIFEST).read_text("utf-8"))
            _pack(left, path, manifest)
        except (OSError, ValueError, TypeError) as error:
            raise HabitacleError(f"The trace {left} cannot be packed: {error}.") from error
        packed.append(path)
    return packed


def _pack(folder: Path, path: Path, manifest: Mapping[str, Any]) -> None:
    for name in FILES:
        (folder / name).touch()
    hashes = {name: sha256(folder / name) for name in FILES}
    _say(folder, {**manifest, "files": hashes})
    half = path.with_name(path.name + ".tmp")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in (MANIFEST, *FILES):
            bundle.write(folder / name, name)
    half.replace(path)
    shutil.rmtree(folder)


def _say(folder: Path, manifest: Mapping[str, Any]) -> None:
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    half = folder / f"{MANIFEST}.tmp"
    half.write_text(text, "utf-8")
    half.replace(folder / MANIFEST)
