"""The log of a lasting command: form, bounds, rotation, and that nobody waits for it."""

import errno
import io
import json
import logging
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.main.log_file import NAME, CappedFile
from app.main.logs import Logs, Settings, is_journal, keep_in, load_settings, started
from app.main.paths import ROOT

SMALL = Settings(
    file_bytes=2_000, files=3, days=14, queued=50, text=200, per_minute=1_000, quiet=("noisy",)
)
_log = logging.getLogger("habitacle.test")


class Held(io.StringIO):
    """A terminal that takes nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()
        self.asked = threading.Event()

    def write(self, text: str) -> int:
        self.asked.set()
        assert self.free.wait(10)
        return super().write(text)


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def logs(out: io.StringIO) -> Iterator[Logs]:
    logs = Logs(SMALL, out, verbose=False)
    yield logs
    logs.stop()


def lines(folder: Path) -> list[dict[str, Any]]:
    found = sorted(folder.glob(f"{NAME}*"), reverse=True)
    return [json.loads(line) for path in found for line in path.read_text("utf-8").splitlines()]


def test_a_line_has_its_fields_and_no_other(logs: Logs, tmp_path: Path) -> None:
    logs.keep_in(tmp_path)
    _log.info("car %s at %s", "VF1AAAAA000000001", "60.16990, 24.93840", extra={"vin": "secret"})
    logs.stop()
    (line,) = lines(tmp_path)
    assert line.keys() == {"ts", "level", "logger", "thread", "msg"}
    assert (line["level"], line["logger"]) == ("info", "habitacle.test")
    assert line["msg"].startswith("car vin-")
    assert line["msg"].endswith("at [position]")


def test_of_an_exception_only_type_and_places_are_kept(
    logs: Logs, out: io.StringIO, tmp_path: Path
) -> None:
    logs.keep_in(tmp_path)
    try:
        int("payload 4273")
    except ValueError:
        _log.exception("a handler failed")
    logs.stop()
    (line,) = lines(tmp_path)
    assert line["exc"].startswith("ValueError at tests/main/test_logs.py:")
    assert "4273" not in (tmp_path / NAME).read_text() + out.getvalue()
    assert "a handler failed [ValueError]" in out.getvalue()


def test_a_terminal_shows_warnings_and_a_verbose_one_everything() -> None:
    for verbose, expected in ((False, ["WARNING"]), (True, ["DEBUG", "WARNING"])):
        out = io.StringIO()
        logs = Logs(SMALL, out, verbose=verbose)
        _log.debug("small")
        _log.warning("large\nwith \x1b[31mcolour")
        logging.getLogger("noisy").info("never")
        logs.stop()
        written = out.getvalue().splitlines()
        assert [line.split()[1] for line in written] == expected
        assert written[-1].endswith(r"habitacle.test: large\nwith colour")


def test_who_logs_never_waits_and_what_does_not_fit_is_counted() -> None:
    out = Held()
    logs = Logs(SMALL, out, verbose=False)
    _log.warning("first")
    assert out.asked.wait(5)
    begun = time.monotonic()
    for n in range(200):
        _log.warning("line %d", n)
    assert time.monotonic() - begun < 1
    assert logs.lost == 150
    out.free.set()
    logs.stop()
    assert out.getvalue().count("line ") == 50
    logs.stop()


def test_files_are_bounded_in_size_and_number_and_private(logs: Logs, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    logs.keep_in(folder)
    for n in range(200):
        _log.info("line %d %s", n, "x" * 100)
        if n % 40 == 39:
            assert _drained(logs)
    logs.stop()
    files = sorted(path.name for path in folder.glob(f"{NAME}*"))
    assert files == [NAME, f"{NAME}.1", f"{NAME}.2"]
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.stat().st_size <= SMALL.file_bytes
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert lines(folder)[-1]["msg"].startswith("line 199")


def _drained(logs: Logs) -> bool:
    deadline = time.monotonic() + 5
    while not logs._queue.empty() and time.monotonic() < deadline:
        time.sleep(0.001)
    return logs._queue.empty()


def test_old_files_go(tmp_path: Path) -> None:
    old = tmp_path / f"{NAME}.1"
    old.write_text("{}\n")
    os.utime(old, (0, 0))
    (tmp_path / NAME).write_text('{"ts":"2020-01-01T00:00:00.000Z","msg":"old"}\n')
    file = CappedFile(tmp_path, 100_000, 5, 14)
    assert not old.exists()
    file.emit(logging.makeLogRecord({"msg": "new"}))
    file.close()
    assert (tmp_path / f"{NAME}.1").read_text().count("old") == 1
    assert (tmp_path / NAME).read_text() == "new\n"


def test_a_full_disk_costs_lines_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = CappedFile(tmp_path, 100_000, 5, 14)
    assert file.stream is not None
    with monkeypatch.context() as patch:
        patch.setattr(file, "stream", io.StringIO())
        patch.setattr(file.stream, "write", full)
        file.emit(logging.makeLogRecord({"msg": "x"}))
    assert file.lost == 1
    file.emit(logging.makeLogRecord({"msg": "room again"}))
    file.close()
    assert (tmp_path / NAME).read_text() == "room again\n"


def test_a_folder_that_takes_no_log_does_not_stop_the_product(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    out = io.StringIO()
    with started(verbose=False, stream=out):
        keep_in(tmp_path)
        _log.warning("going on")
    assert "No log can be kept" in out.getvalue()
    assert "going on" in out.getvalue()
    keep_in(tmp_path / "nobody runs")


def test_the_salt_of_an_installation_stays(tmp_path: Path) -> None:
    for _ in range(2):
        logs = Logs(SMALL, io.StringIO(), verbose=False)
        logs.keep_in(tmp_path)
        _log.warning("VF1AAAAA000000001")
        logs.stop()
    first, second = (line["msg"] for line in lines(tmp_path))
    assert first == second
    assert stat.S_IMODE((tmp_path / "salt").stat().st_mode) == 0o600


def test_the_journal_is_known_by_device_and_inode(tmp_path: Path) -> None:
    with (tmp_path / "journal").open("w+") as stream:
        found = os.fstat(stream.fileno())
        right = {"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}
        assert is_journal(stream, right)
        assert not is_journal(stream, {"JOURNAL_STREAM": f"{found.st_dev}:1"})
        assert not is_journal(stream, {"JOURNAL_STREAM": "x"})
        assert not is_journal(stream, {})
    assert not is_journal(io.StringIO(), right)


def test_in_the_journal_each_line_has_its_priority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "journal").open("w+") as stream:
        found = os.fstat(stream.fileno())
        monkeypatch.setenv("JOURNAL_STREAM", f"{found.st_dev}:{found.st_ino}")
        logs = Logs(SMALL, stream, verbose=True)
        for level in (10, 20, 30, 40, 50):
            _log.log(level, "line")
        logs.stop()
        stream.seek(0)
        assert stream.read().splitlines() == [f"<{n}>habitacle.test: line" for n in (7, 6, 4, 3, 2)]


def test_a_wrong_number_of_arguments_is_a_line_all_the_same(logs: Logs, out: io.StringIO) -> None:
    _log.warning("%s and %s", "one")
    logs.stop()
    assert "%s and %s" in out.getvalue()


def test_what_repeats_is_bounded_and_counted_in_one_line(out: io.StringIO, tmp_path: Path) -> None:
    logs = Logs(replace(SMALL, per_minute=3), out, verbose=False)
    logs.keep_in(tmp_path)
    for n in range(20):
        _log.warning("row %d is lost", n)
        if n < 2:
            _log.info("another event, VIN VF1AAAAA000000001")
    logs.stop()
    said = [line["msg"] for line in lines(tmp_path)]
    assert [text for text in said if text.startswith("row")] == [
        f"row {n} is lost" for n in range(3)
    ]
    assert said[-1] == "17 more of this were held back: row %d is lost"
    assert len([text for text in said if text.startswith("another")]) == 2
    assert out.getvalue().splitlines()[-1].endswith(said[-1])
    assert lines(tmp_path)[-1]["level"] == "warning"


def test_an_event_that_is_a_whole_text_is_cleaned_where_it_is_counted(
    out: io.StringIO, tmp_path: Path
) -> None:
    logs = Logs(replace(SMALL, per_minute=1), out, verbose=False)
    logs.keep_in(tmp_path)
    for _ in range(3):
        _log.warning("token=abc123 for VF1AAAAA000000001 at 60.16990, 24.93840\n\x1b[31mred")
    logs.stop()
    kept = (tmp_path / NAME).read_text("utf-8") + out.getvalue()
    assert "2 more of this were held back" in kept
    for hostile in ("abc123", "VF1AAAAA", "60.16990", "\x1b"):
        assert hostile not in kept
    assert len(kept.splitlines()) == 4


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}"),
        '{"file_bytes":0,"files":1,"days":1,"queued":1,"text":1,"per_minute":1,"quiet":[]}',
        '{"file_bytes":1,"files":1,"days":1,"queued":1,"text":1,"per_minute":0,"quiet":[]}',
        '{"file_bytes":1,"files":1,"days":1,"queued":1,"text":1,"quiet":[]}',
    ],
)
def test_settings_that_are_none_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "logs.json"
    path.write_text(text)
    with pytest.raises(HabitacleError, match=r"logs\.json"):
        load_settings(path)
    assert load_settings().files == 5


def test_a_running_command_keeps_a_log(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    names = ("adas", "body", "powertrain")
    buses = [f"--can={bus}=socketcand:127.0.0.1:9/{bus}" for bus in names]
    words = ["run", "--vehicle", "habitacle-ev", "--data-dir", str(tmp_path), *buses]
    command = [sys.executable, "-m", "app", *words]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        file = tmp_path / "logs" / NAME
        while time.monotonic() < deadline and not (file.exists() and file.stat().st_size):
            time.sleep(0.05)
        assert "log begins" in lines(tmp_path / "logs")[0]["msg"]
    finally:
        process.terminate()
        assert process.wait(30) == 0
