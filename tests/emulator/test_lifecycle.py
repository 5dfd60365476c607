"""The emulator as its user starts and ends it: nothing may be left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.main.paths import ROOT
from tests.harness.processes import alive, descendants, hmi_of

READY = "Ctrl-C ends everything."
PATIENCE_S = 20.0


@contextmanager
def emulator(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "app", "emulate", "--headless", "--data-dir", str(folder)]
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


def greeting(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.strip())
        if line.strip() == READY:
            return lines
    raise AssertionError(f"it ended before it was ready: {lines}")


def ports(lines: list[str]) -> list[int]:
    return [int(line.rpartition(":")[2].partition("/")[0]) for line in lines if "127.0.0.1" in line]


def wait_for(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"not in time: {what}"
        time.sleep(0.02)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def started(process: subprocess.Popen[str]) -> tuple[list[int], set[int]]:
    open_ports = ports(greeting(process))
    assert len(open_ports) == 4, "a broker and three buses"
    wait_for(lambda: len(descendants(process.pid)) >= 4, "guards, broker and HMI")
    return open_ports, descendants(process.pid)


def assert_nothing_left(open_ports: list[int], pids: set[int], folder: Path) -> None:
    wait_for(lambda: not alive(pids), "every child has ended")
    assert not [port for port in open_ports if listening(port)]
    assert not (folder / "run").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    with emulator(tmp_path) as process:
        open_ports, pids = started(process)
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 0
        assert_nothing_left(open_ports, pids, tmp_path)


def test_closing_the_hmi_ends_everything(tmp_path: Path) -> None:
    with emulator(tmp_path) as process:
        open_ports, pids = started(process)
        wait_for((tmp_path / "hmi" / "device.db").exists, "the HMI's store")
        os.kill(hmi_of(pids), signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
        assert_nothing_left(open_ports, pids, tmp_path)


def test_after_kill_9_no_child_lives_and_the_next_start_cleans_up(tmp_path: Path) -> None:
    with emulator(tmp_path) as process:
        open_ports, pids = started(process)
        process.kill()
        process.wait(PATIENCE_S)
        wait_for(lambda: not alive(pids), "every child has ended")
        assert not [port for port in open_ports if listening(port)]
    with emulator(tmp_path) as process:
        open_ports, pids = started(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        assert_nothing_left(open_ports, pids, tmp_path)


def test_a_second_emulator_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with emulator(tmp_path) as first:
        started(first)
        with emulator(tmp_path) as second:
            _, errors = second.communicate(timeout=PATIENCE_S)
            assert second.returncode == 1
            assert errors.count("\n") == 1
            assert "Another emulator is running" in errors


def test_a_busy_broker_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with emulator(tmp_path, "--broker-port", str(port)) as process:
            _, errors = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 1
        assert errors.strip().splitlines()[-1].startswith(f"habitacle: Port {port}")
        assert "Traceback" not in errors
    assert not (tmp_path / "run").exists()
