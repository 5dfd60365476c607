import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.emulator.broker import Broker, Kind, find_mosquitto
from app.emulator.guard import GuardedProcess
from tests.fakes.desk import until

GUARD = [sys.executable, "-m", "app.emulator.guard", "--"]
ROOT = Path(__file__).resolve().parents[3]
STUBBORN = (
    "import os, signal, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "open(sys.argv[1], 'w').write(str(os.getpid()))\n"
    "time.sleep(60)\n"
)
WILLING = STUBBORN.replace("signal.SIG_IGN", "lambda *_: sys.exit(7)")


def is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def pid_in(path: Path) -> int:
    assert until(lambda: path.exists() and path.read_text().isdigit())
    return int(path.read_text())


def accepts(url: str) -> bool:
    host, port = url.removeprefix("mqtt://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(params=["mosquitto", "iotcore"])
def kind(request: pytest.FixtureRequest) -> Kind:
    if request.param == "mosquitto" and find_mosquitto() is None:
        pytest.skip("needs mosquitto, which is not installed")
    return "mosquitto" if request.param == "mosquitto" else "iotcore"


def test_it_starts_is_killed_and_returns_on_the_same_address(kind: Kind) -> None:
    with Broker(kind) as broker:
        url = broker.url
        assert broker.kind == kind
        assert accepts(url)
        assert broker.start() == url
        broker.kill()
        assert not accepts(url)
        broker.kill()
        assert broker.start() == url
        assert accepts(url)
    assert not accepts(url)
    broker.stop()


def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HabitacleError, match=str(port)):
            Broker("iotcore", port).start()


def test_nothing_is_left_in_the_temporary_folder(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Broker(kind):
        assert list(tmp_path.iterdir()) == []


def test_a_broker_from_the_environment_is_used_and_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MQTT_URL", "mqtt://127.0.0.1:1")
    broker = Broker()
    assert broker.start() == "mqtt://127.0.0.1:1"
    assert broker.kind == "external"
    broker.stop()
    with pytest.raises(HabitacleError, match="not ours"):
        broker.kill()


def test_there_is_no_address_before_the_first_start() -> None:
    with pytest.raises(HabitacleError, match="before"):
        _ = Broker("iotcore").url


def test_no_broker_survives_the_kill_of_its_parent(kind: Kind) -> None:
    script = (
        "import sys, time\n"
        "from app.emulator.broker import Broker\n"
        f"print(Broker({kind!r}).start(), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        assert accepts(url)
        parent.kill()
    assert until(lambda: not accepts(url))


def test_the_command_ends_when_the_parent_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    script = (
        "import sys, time\n"
        "from app.emulator.guard import GuardedProcess\n"
        "GuardedProcess([sys.executable, '-c', sys.argv[1], sys.argv[2]]).start()\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, WILLING, str(mark)], cwd=ROOT) as parent:
        pid = pid_in(mark)
        parent.kill()
    assert until(lambda: not is_alive(pid))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs PR_SET_PDEATHSIG")
def test_the_command_ends_when_the_guard_itself_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    with subprocess.Popen(
        [*GUARD, sys.executable, "-c", STUBBORN, str(mark)], cwd=ROOT, stdin=subprocess.PIPE
    ) as guard:
        pid = pid_in(mark)
        guard.kill()
    assert until(lambda: not is_alive(pid))


def test_a_stubborn_command_is_killed_after_the_grace_time(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    process = GuardedProcess([sys.executable, "-c", STUBBORN, str(mark)])
    process.start()
    pid = pid_in(mark)
    assert process.poll() is None
    started = time.monotonic()
    assert process.stop() == 128 + signal.SIGKILL
    assert 2.5 < time.monotonic() - started < 4.5
    assert not is_alive(pid)


def test_stop_asks_first_and_passes_the_exit_code_on(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    process = GuardedProcess([sys.executable, "-c", WILLING, str(mark)])
    assert process.poll() is None
    assert process.stop() is None
    process.start()
    pid_in(mark)
    with pytest.raises(RuntimeError, match="running already"):
        process.start()
    assert process.stop() == 7
    assert process.poll() == 7
    assert process.stop() == 7


def test_kill_does_not_ask(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    process = GuardedProcess([sys.executable, "-c", WILLING, str(mark)])
    process.start()
    pid_in(mark)
    assert process.kill() == 128 + signal.SIGKILL


def test_a_terminated_guard_ends_its_command(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    with subprocess.Popen(
        [*GUARD, sys.executable, "-c", WILLING, str(mark)], cwd=ROOT, stdin=subprocess.PIPE
    ) as guard:
        pid = pid_in(mark)
        guard.terminate()
        assert guard.wait(5) == 7
    assert not is_alive(pid)


def test_the_environment_reaches_the_command(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = "import os, sys; open(sys.argv[1], 'w').write(os.environ['CAR'])"
    process = GuardedProcess(
        [sys.executable, "-c", script, str(out)], {**os.environ, "CAR": "blue"}
    )
    process.start()
    assert process.wait(5) == 0
    assert process.poll() == 0
    assert out.read_text() == "blue"
    assert process.stop() == 0


def test_bad_commands_are_told_apart() -> None:
    none = subprocess.run([*GUARD], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    assert none.returncode == 2
    process = GuardedProcess(["/nowhere/program"])
    process.start()
    assert process.wait(5) == 127
    assert process.stop() == 127
