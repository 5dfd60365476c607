"""A socketcand server as a process of its own, which a test may kill: `can_peer.py PORT`.

Sends 2 000 frames a second: ten of the small car's MOTION, at 50 km/h, and others.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

TICK_S = 0.1
MOTION = b"< frame 100 1.5 1388010000640000 >"
OTHERS = b"".join(b"< frame %03X 1.5 0011223344556677 >" % can_id for can_id in range(0x201, 0x2C8))


@contextmanager
def peer(port: int = 0) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """The server as a process, listening, and its port."""
    words = [sys.executable, "-S", "-E", __file__, str(port)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def main(port: int) -> None:
    """Serve one client after the other until killed; prints the port (0: any) when it listens."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listener.accept()
            with connection:
                _serve(connection)


def _serve(connection: socket.socket) -> None:
    try:
        connection.sendall(b"< hi >")
        for _ in range(2):
            if not connection.recv(64):
                return
            connection.sendall(b"< ok >")
        due = time.monotonic()
        while True:
            connection.sendall(MOTION + OTHERS)
            due += TICK_S
            time.sleep(max(0.0, due - time.monotonic()))
    except OSError:
        return


if __name__ == "__main__":
    main(int(sys.argv[1]))
