"""Logging of the commands that last: nobody who logs waits for a disk or a terminal.

Records go through a bounded queue to one thread, which cleans them (`core/redaction.py`) and
writes them: to a file once a folder is known, and to stderr, with priorities where stderr is the
system's journal. What repeats is bounded before it gets there (`log_limit.py`).
"""

import json
import logging
import os
import queue
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from logging.handlers import QueueHandler, QueueListener
from pathlib import Path
from typing import Any, TextIO

from app import __version__
from app.core.errors import HabitacleError
from app.core.redaction import Redactor
from app.main.log_file import CappedFile
from app.main.log_limit import LogLimit
from app.main.log_lines import JournalLines, JsonLines, PlainLines, raised_in
from app.main.paths import ASSETS

_log = logging.getLogger(__name__)
FOLDER = "logs"
_SALT_FILE, _SALT_BYTES = "salt", 16
_NUMBERS = ("file_bytes", "files", "days", "queued", "text", "per_minute")
_SETTINGS = ASSETS / "logs" / "logs.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """`assets/logs/logs.json`: bytes of a file, number of files, days, queue, length, loggers.

    `per_minute`: records of one logger and event a minute; the rest is counted in one line.
    """

    file_bytes: int
    files: int
    days: float
    queued: int
    text: int
    per_minute: int
    quiet: tuple[str, ...]


def load_settings(path: Path = _SETTINGS) -> Settings:
    """HabitacleError names a file that is not as it should be."""
    try:
        return _settings(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HabitacleError(f"{path}: no log settings: {type(error).__name__} {error}.") from error


def _settings(raw: Mapping[str, Any]) -> Settings:
    numbers = {key: raw[key] for key in _NUMBERS}
    if not all(type(value) in (int, float) and value > 0 for value in numbers.values()):
        raise ValueError("a number is not above 0")
    return Settings(**numbers, quiet=tuple(map(str, raw["quiet"])))


class _Handing(QueueHandler):
    """Hands records over; what does not fit any more is counted, not waited for."""

    def __init__(self, records: "queue.Queue[logging.LogRecord]", per_minute: int) -> None:
        super().__init__(records)
        self.lost = 0
        self._limit = LogLimit(per_minute)

    def emit(self, record: logging.LogRecord) -> None:
        """Hand the record over, or count it where there are too many of its kind."""
        self.tell_held()
        if self._limit.passes(record.name, record.levelno, str(record.msg)):
            super().emit(record)

    def tell_held(self, *, at_end: bool = False) -> None:
        """One line for each kind of which records were held back, once its minute is over."""
        for held in self._limit.over(all_of_them=at_end):
            text = "%d more of this were held back: %s"
            said = (held.number, held.event)
            super().emit(logging.LogRecord(held.name, held.level, "", 0, text, said, None))

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Keep what is needed and cannot change: the text, and where an exception came from."""
        record.raised = raised_in(record)
        record.msg, record.args = _text(record), None
        record.exc_info = record.exc_text = record.stack_info = None
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        """Put without waiting."""
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self.lost += 1


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


class _Listener(QueueListener):
    def enqueue_sentinel(self) -> None:
        """Say the end; a full queue is emptied by the thread that waits for this."""
        self.queue.put(self._sentinel)  # type: ignore[attr-defined]


class _Console(logging.StreamHandler[TextIO]):
    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """A terminal that has gone takes no more lines; there is nobody to tell."""


class Logs:
    """The running log of this process; made by `started`."""

    def __init__(self, settings: Settings, stream: TextIO, *, verbose: bool) -> None:
        self._settings = settings
        self._redactor = Redactor(secrets.token_bytes(_SALT_BYTES), settings.text)
        form = JournalLines if is_journal(stream, os.environ) else PlainLines
        self._console = _Console(stream)
        self._console.setLevel(logging.DEBUG if verbose else logging.WARNING)
        self._console.setFormatter(form(self._redactor, traces=verbose))
        self._file: CappedFile | None = None
        self._queue: queue.Queue[logging.LogRecord] = queue.Queue(settings.queued)
        self._handing = _Handing(self._queue, settings.per_minute)
        self._listener = _Listener(self._queue, self._console, respect_handler_level=True)
        self._listener.start()
        self._root = logging.getLogger()
        self._before = self._root.level
        self._root.addHandler(self._handing)
        self._root.setLevel(logging.DEBUG if verbose else logging.INFO)
        for name in settings.quiet:
            logging.getLogger(name).setLevel(logging.WARNING)

    @property
    def lost(self) -> int:
        """Records that could not be kept: too many at once, or a disk that took none."""
        return self._handing.lost + (0 if self._file is None else self._file.lost)

    def keep_in(self, folder: Path) -> None:
        """From now on also write to files in *folder*; HabitacleError when it takes none."""
        if self._file is not None:
            return
        settings = self._settings
        file = CappedFile(folder, settings.file_bytes, settings.files, settings.days)
        file.setLevel(logging.INFO)
        redactor = Redactor(_salt(folder), settings.text)
        file.setFormatter(JsonLines(redactor))
        self._file = file
        self._listener.handlers = (*self._listener.handlers, file)

    def stop(self) -> None:
        """Write what is queued, then let go. Idempotent."""
        if self._handing not in self._root.handlers:
            return
        with self._handing.lock or nullcontext():
            self._handing.tell_held(at_end=True)
        if self.lost:
            _log.warning("%d log records were lost", self.lost)
        self._root.removeHandler(self._handing)
        self._root.setLevel(self._before)
        self._listener.stop()
        if self._file is not None:
            self._file.close()


_running: list[Logs] = []


@contextmanager
def started(*, verbose: bool, stream: TextIO | None = None) -> Iterator[Logs]:
    """The log of a lasting command, until the block ends."""
    logs = Logs(load_settings(), stream or sys.stderr, verbose=verbose)
    _running.append(logs)
    try:
        yield logs
    finally:
        _running.remove(logs)
        logs.stop()


def keep_in(data_dir: Path) -> None:
    """Keep the log of the running command below *data_dir* as well, if it takes one."""
    for logs in _running:
        try:
            logs.keep_in(data_dir / FOLDER)
        except HabitacleError as error:
            _log.warning("%s", error)
        else:
            _log.info("habitacle %s, log begins", __version__)


def is_journal(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether *stream* is the journal's, by the device and inode the service manager names."""
    try:
        device, _, inode = environment["JOURNAL_STREAM"].partition(":")
        found = os.fstat(stream.fileno())
        return (found.st_dev, found.st_ino) == (int(device), int(inode))
    except (KeyError, ValueError, OSError):
        return False


def _salt(folder: Path) -> bytes:
    """The installation's salt, made at the first start; it makes pseudonyms comparable."""
    path = folder / _SALT_FILE
    try:
        salt = path.read_bytes()
        if len(salt) == _SALT_BYTES:
            return salt
        path.unlink()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise HabitacleError(f"No log can be kept in {folder}: {error.strerror}.") from error
    salt = secrets.token_bytes(_SALT_BYTES)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(salt)
    return salt
