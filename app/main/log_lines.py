"""Forms of a log record: a JSON object for the file, a line for a terminal or the journal.

The set of fields is fixed; whatever else a record carries is dropped. Of an exception only its type
and the places in our own code are kept: its text may hold what somebody sent.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from app.core.redaction import Redactor
from app.main.paths import ROOT

_FRAMES_MAX = 12
_PRIORITIES = (
    (logging.CRITICAL, 2),
    (logging.ERROR, 3),
    (logging.WARNING, 4),
    (logging.INFO, 6),
    (logging.DEBUG, 7),
)


class JsonLines(logging.Formatter):
    """`{"ts","level","logger","thread","msg","exc"?}`: time in UTC, `exc` as said above."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self.redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "ts": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z",
            "level": record.levelname.lower(),
            "logger": self.redactor.clean(record.name),
            "thread": self.redactor.clean(record.threadName or ""),
            "msg": self.redactor.clean(_message(record)),
        }
        raised = raised_in(record)
        if raised:
            line["exc"] = raised
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


class PlainLines(logging.Formatter):
    """For people: time, level, logger, message; *traces* adds the places of an exception."""

    def __init__(self, redactor: Redactor, *, traces: bool) -> None:
        super().__init__()
        self.redactor = redactor
        self._traces = traces

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created).astimezone()
        return f"{at:%H:%M:%S} {record.levelname} {self.body(record)}"

    def body(self, record: logging.LogRecord) -> str:
        """Logger, message, and what was raised."""
        text = f"{record.name}: {self.redactor.clean(_message(record))}"
        raised = raised_in(record)
        if not raised:
            return text
        return f"{text} [{raised if self._traces else raised.partition(' at ')[0]}]"


class JournalLines(PlainLines):
    """For the system's journal, which knows the time: a priority and the text."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, `<4>logger: message`."""
        number = next((n for level, n in _PRIORITIES if record.levelno >= level), 7)
        return f"<{number}>{self.body(record)}"


def raised_in(record: logging.LogRecord) -> str:
    """`ValueError at app/x.py:12 f < app/y.py:30 g`, innermost first; empty without exception."""
    kept = getattr(record, "raised", None)
    if isinstance(kept, str):
        return kept
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    name = record.exc_info[0].__name__
    places = _places(record.exc_info[2])
    return f"{name} at {' < '.join(places)}" if places else name


def _places(trace: TracebackType | None) -> list[str]:
    found = []
    for frame in reversed(traceback.extract_tb(trace)):
        path = Path(frame.filename)
        if path.is_relative_to(ROOT):
            found.append(f"{path.relative_to(ROOT).as_posix()}:{frame.lineno} {frame.name}")
    return found[:_FRAMES_MAX]


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)
