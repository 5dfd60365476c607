"""Reads a trace: the packed file, or the folder that a killed emulator has left."""

import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.emulator.trace.format import CAN, FILES, FORMAT, MANIFEST, SCHEMA, sha256

SUFFIX = ".habtrace"
_MOST_BYTES = 1024 * 1024 * 1024
_MOST_MANIFEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a trace says of itself; `monotonic_ns` is the desk's clock at its time 0.

    `ended` is stopped, limit (no more fitted) or killed; `files` are SHA-256 in hex by name, none
    in a folder that was left.
    """

    product: str
    profile: str
    buses: Sequence[str]
    started: datetime
    monotonic_ns: int
    ended: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A trace whose files are at hand in `folder`."""

    path: Path
    manifest: Manifest
    folder: Path

    @property
    def can_log(self) -> Path:
        """The frames, `candump -L`, seconds since the trace began; channels are buses."""
        return self.folder / CAN

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The lines of a file in order of time; a last line cut off by a kill is left out."""
        path = self.folder / name
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        rows = []
        for number, line in enumerate(lines, 1):
            try:
                told = json.loads(line)
                rows.append({**told, "t": float(told["t"])})
            except (ValueError, TypeError, KeyError, RecursionError):
                if number == len(lines) and self.manifest.ended == "killed":
                    break
                raise HabitacleError(f"{self.path}: {name} line {number} is no event.") from None
        return sorted(rows, key=lambda told: told["t"])


def is_bundle(path: Path) -> bool:
    """Whether *path* means a trace, good or bad."""
    return path.suffix == SUFFIX or (path / MANIFEST).is_file()


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """The trace at *path*, unpacked and checked. HabitacleError, one sentence, for any other."""
    if path.is_dir():
        yield Bundle(path, _manifest(path, path), path)
        return
    with tempfile.TemporaryDirectory(prefix="habitacle-trace-") as place:
        folder = Path(place)
        try:
            with zipfile.ZipFile(path) as packed:
                _unpack(packed, MANIFEST, folder, _MOST_MANIFEST)
                manifest = _manifest(path, folder)
                for name in FILES:
                    _unpack(packed, name, folder, _MOST_BYTES)
        except OSError as error:
            raise HabitacleError(f"{path}: {error.strerror or error}.") from error
        except (EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise HabitacleError(f"{path} is damaged, or no trace.") from error
        except KeyError as error:
            raise HabitacleError(f"{path} is no trace: a file in it is missing.") from error
        except RuntimeError as error:  # a way of packing, or a password, that is not ours
            raise HabitacleError(f"{path} is no trace: it is packed in another way.") from error
        for name in FILES:
            if sha256(folder / name) != manifest.files.get(name):
                raise HabitacleError(f"{path} is damaged: {name} is not what was recorded.")
        yield Bundle(path, manifest, folder)


def _unpack(packed: zipfile.ZipFile, name: str, folder: Path, most: int) -> None:
    if packed.getinfo(name).file_size > most:
        raise HabitacleError(f"{packed.filename}: {name} is larger than a trace may be.")
    with packed.open(name) as source, (folder / name).open("wb") as target:
        shutil.copyfileobj(source, target)


def _manifest(path: Path, folder: Path) -> Manifest:
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        form, schema = told["format"], told["schema"]
        made = None if schema != SCHEMA else _made(told)
    except OSError as error:
        raise HabitacleError(f"{path}: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise HabitacleError(f"{path} is no trace: its {MANIFEST} is not one.") from error
    if form != FORMAT:
        raise HabitacleError(f"{path} is no trace: its {MANIFEST} is not one.")
    if made is None:
        raise HabitacleError(f"{path}: a trace of schema {schema}; this version reads {SCHEMA}.")
    return made


def _made(told: Mapping[str, Any]) -> Manifest:
    return Manifest(
        str(told["product"]),
        str(told["profile"]),
        [str(bus) for bus in told["buses"]],
        datetime.fromisoformat(told["started"]),
        int(told["monotonic_ns"]),
        str(told["ended"]),
        {str(name): str(value) for name, value in told["files"].items()},
    )
