"""Bad input is one sentence and exit code 1; a signal is a clean end."""

import gzip
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from app.__main__ import main
from tests.main.conftest import Start

CHANNEL = "powertrain=socketcand:127.0.0.1:9/can0"
RUN = ("run", "--can", CHANNEL, "--display", "1024x600@7", "--data-dir", "data")
LINE = "(1533224087.000023) can0 0B4#0000\n"


def refused(capsys: pytest.CaptureFixture[str], words: Sequence[object]) -> str:
    """The one sentence with which *words* are refused."""
    assert main([str(word) for word in words]) == 1
    err = capsys.readouterr().err
    assert err.startswith("habitacle: ")
    assert "internal error" not in err
    assert err.isprintable() or err[:-1].isprintable()
    return err


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--broker", "http://x"), "Broker URL 'http://x'"),
        (("--broker", "mqtt://10.0.0.1"), "to this machine only"),
        (("--dbc", "nope.dbc"), "DBC file nope.dbc: No such file"),
        (("--can", "attic=socketcand:127.0.0.1:9/can1"), "has no bus 'attic'"),
        (("--vehicle", ""), "'vehicle' is empty"),
        (("--display", "1920x720@0"), "Display '1920x720@0'"),
    ],
)
def test_run_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str], words: Sequence[str], sentence: str
) -> None:
    assert sentence in refused(capsys, [*RUN, *words])
    assert not (folder / "data/device.db").exists()


def test_run_without_a_channel_names_the_buses(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    said = refused(capsys, ["run", "--data-dir", "data"])
    assert "give --can for: adas, body, powertrain" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--rate", "-1"), "--rate is -1"),
        (("--rate", "nan"), "--rate is nan"),
        (("--rate", "101"), "--rate is 101"),
        (("--start", "nan"), "--start is nan"),
        (("--start", "-5"), "--start is -5"),
        (("--rate", "0"), "--rate 0 goes with --headless"),
        (("--rate", "0", "--headless", "--loop"), "--rate 0 goes with --headless"),
        (("--channel", "x"), "expected N=BUS"),
        (("--channel", "0=attic"), "no such bus"),
        (("--dbc", "nope.dbc"), "DBC file nope.dbc"),
        (("--display", "5x5"), "Display '5x5'"),
    ],
)
def test_replay_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str], words: Sequence[str], sentence: str
) -> None:
    (folder / "drive.log").write_text(LINE, "utf-8")
    command = ["replay", "drive.log", "--vehicle", "habitacle-ev", *words]
    assert sentence in refused(capsys, command)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "No such file"),
        (b"", "holds no frame"),
        (b"\x00\x8f\xff" * 500, "unknown log format"),
        (b"\x1f\x8b\x08zzzz", "holds no frame"),
        (gzip.compress(LINE.encode(), mtime=0)[:20], "holds no frame"),
    ],
)
def test_replay_refuses_what_is_no_log(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (folder / "drive.log").write_bytes(content)
    command = ["replay", "drive.log", "--vehicle", "habitacle-ev"]
    assert sentence in refused(capsys, command)


@pytest.mark.parametrize(
    "words",
    [
        ("--broker-port", "99999"),
        ("--broker-port", "-1"),
        ("--broker-port", "abc"),
        ("--vnc-port", "0"),
        ("--vnc-port", "65535"),
    ],
)
def test_ports_that_do_not_exist_are_wrong_usage(
    words: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["emulate", "--headless", *words])
    assert end.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def catches(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler for that signal."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def wait_for(process: subprocess.Popen[str], holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        assert process.poll() is None


def ended(process: subprocess.Popen[str]) -> tuple[int, str, float]:
    """Exit code, what is left of stderr, seconds since now."""
    asked = time.monotonic()
    _, err = process.communicate(timeout=20)
    return process.returncode, err, time.monotonic() - asked


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["run", "replay", "emulate"])
def test_a_signal_while_starting_is_a_clean_end(
    start: Start, tmp_path: Path, command: str, number: signal.Signals
) -> None:
    (tmp_path / "drive.log").write_text(LINE, "utf-8")
    commands: dict[str, Sequence[str]] = {
        "run": RUN,
        "replay": ("replay", "drive.log", "--vehicle", "habitacle-ev", "--headless"),
        "emulate": ("emulate", "--headless", "--data-dir", "data"),
    }
    for wait in (0.001, 0.1, 0.2, 0.3, 0.4):
        process = start(commands[command])
        wait_for(process, partial(catches, process.pid, signal.SIGTERM))
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(wait)  # reaches another point of the start each time
        process.send_signal(number)
        code, err, _ = ended(process)
        assert code == 0
        assert "Traceback" not in err
        assert "habitacle.qml" not in err


def test_a_signal_while_running_ends_within_a_second(start: Start, tmp_path: Path) -> None:
    process = start(RUN)
    wait_for(process, (tmp_path / "data/p-1.db").exists)
    process.terminate()
    code, err, seconds = ended(process)
    assert (code, "Traceback" in err, "habitacle.qml" in err) == (0, False, False)
    assert seconds < 1.0
    assert not list((tmp_path / "data").glob("*-wal"))


def test_a_second_hmi_on_the_same_data_is_refused(start: Start, tmp_path: Path) -> None:
    first = start(RUN)
    wait_for(first, (tmp_path / "data/p-1.db").exists)
    code, err, _ = ended(start(RUN))
    assert code == 1
    assert "Another Habitacle is running with the data folder data; stop it first.\n" in err
    assert "Traceback" not in err
    assert first.poll() is None


def test_a_store_that_is_removed_ends_the_hmi_in_a_sentence(start: Start, tmp_path: Path) -> None:
    process = start(RUN)
    wait_for(process, (tmp_path / "data/p-1.db-wal").exists)
    for file in (tmp_path / "data").glob("*.db*"):
        file.unlink()
    code, err, _ = ended(process)
    assert code == 1
    assert err.splitlines()[-1].startswith("habitacle: The data")
    assert "Traceback" not in err
