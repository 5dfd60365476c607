import socket
import subprocess
import time
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.ui.vnc import keep_on_loopback, vnc_port
from tests.main.conftest import Start

RUN = ("run", "--can", "powertrain=socketcand:127.0.0.1:9/can0", "--display", "1024x600@7")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listeners(port: int) -> set[str]:
    """Local addresses, as the kernel writes them, on which somebody listens to *port*."""
    found = set()
    for table in ("tcp", "tcp6"):
        path = Path("/proc/net") / table
        for line in path.read_text("ascii").splitlines()[1:] if path.exists() else ():
            _, local, _, state, *_ = line.split()
            address, _, number = local.rpartition(":")
            if state == "0A" and int(number, 16) == port:
                found.add(address)
    return found


def banner(port: int) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as viewer:
            return viewer.recv(12)
    except OSError:
        return b""


def served(process: subprocess.Popen[str], port: int) -> bool:
    """Whether the screen answered a viewer."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        if banner(port).startswith(b"RFB"):
            return True
    return False


def test_ports_of_platforms() -> None:
    assert vnc_port("offscreen") is None
    assert vnc_port("vnc") == 5900
    assert vnc_port("vnc:size=800x600:port=5907") == 5907


def test_a_port_that_is_not_ours() -> None:
    with pytest.raises(HabitacleError, match="cannot listen"):
        keep_on_loopback(free_port())


def test_the_listener_moves_to_loopback_and_keeps_its_descriptor() -> None:
    with socket.socket() as wide:
        wide.bind(("0.0.0.0", 0))  # noqa: S104  what is to be mended
        wide.listen()
        port = wide.getsockname()[1]
        assert listeners(port) == {"00000000"}
        keep_on_loopback(port)
        assert listeners(port) == {"0100007F"}
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            wide.settimeout(2)
            wide.accept()[0].close()


def test_the_screen_is_served_to_this_machine_only(start: Start, tmp_path: Path) -> None:
    port = free_port()
    words = (*RUN, "--data-dir", tmp_path / "data")
    hmi = start(words, f"vnc:size=1024x600:port={port}")
    assert served(hmi, port)
    assert listeners(port) == {"0100007F"}
    hmi.terminate()
    assert hmi.wait(5) == 0


def test_a_busy_port_is_one_sentence(start: Start, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))  # noqa: S104  as the platform listens
        other.listen()
        port = other.getsockname()[1]
        words = (*RUN, "--data-dir", tmp_path / "data")
        _, err = start(words, f"vnc:size=1024x600:port={port}").communicate(timeout=20)
    assert f"habitacle: The VNC screen cannot listen on port {port}" in err
    assert "Traceback" not in err
