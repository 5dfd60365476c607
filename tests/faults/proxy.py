"""A TCP proxy that misbehaves on command; `python -m tests.faults.proxy PORT DELAY_MS` delays."""

import contextlib
import queue
import random
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable

_CHUNK = 65_536
_RST = struct.pack("ii", 1, 0)


class Pipe:
    """One accepted connection with its counterpart; `lost` directions swallow what comes."""

    def __init__(self, proxy: "Proxy", near: socket.socket, far: socket.socket) -> None:
        self._proxy = proxy
        self.near, self.far = near, far
        self._writers = 2
        self._lock = threading.Lock()
        for source, sink, way in ((near, far, "up"), (far, near, "down")):
            line: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
            for work in (self._read, self._write):
                threading.Thread(target=work, args=(source, sink, way, line), daemon=True).start()

    def reset(self) -> None:
        """RST both ways."""
        for each in (self.near, self.far):
            with contextlib.suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
            _close(each)

    def finish(self) -> None:
        """FIN both ways."""
        for each in (self.near, self.far):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _read(
        self,
        source: socket.socket,
        _sink: socket.socket,
        way: str,
        line: "queue.SimpleQueue[tuple[float, bytes]]",
    ) -> None:
        data = b"x"
        while data:
            try:
                data = source.recv(_CHUNK)
            except OSError:
                data = b""
            if data and (self._proxy.black_hole or way in self._proxy.lost):
                continue
            line.put((time.monotonic() + self._proxy.latency(), data))

    def _write(
        self,
        _source: socket.socket,
        sink: socket.socket,
        _way: str,
        line: "queue.SimpleQueue[tuple[float, bytes]]",
    ) -> None:
        data = b"x"
        while data:
            due, data = line.get()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                if data and self._proxy.tear:
                    self._proxy.tear = False
                    sink.sendall(data[: max(1, len(data) // 2)])
                    self.reset()
                    break
                self._send(sink, data)
            except OSError:
                break
        self.finish()
        with self._lock:
            self._writers -= 1
            last = not self._writers
        if last:
            _close(self.near)
            _close(self.far)

    def _send(self, sink: socket.socket, data: bytes) -> None:
        rate = self._proxy.rate
        if rate is None:
            sink.sendall(data)
            return
        step = max(1, int(rate / 20))
        for begin in range(0, len(data), step):
            sink.sendall(data[begin : begin + step])
            time.sleep(step / rate)


class Proxy:
    """Listens on `port`, forwards to *target*; every attribute may be changed while it runs.

    `delay_s` and `jitter_s` one way, `rate` bytes a second, `lost` directions up and down,
    `black_hole` swallows everything, `tear` cuts the next packet in its middle.
    """

    def __init__(self, target: int, seed: int = 0) -> None:
        self.delay_s = 0.0
        self.jitter_s = 0.0
        self.rate: float | None = None
        self.lost: frozenset[str] = frozenset()
        self.black_hole = False
        self.tear = False
        self._target = target
        self._random = random.Random(seed)  # noqa: S311  jitter
        self._pipes: list[Pipe] = []
        self._server: socket.socket | None = None
        self.port = 0
        self.open()

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Accept connections."""
        if self._server is None:
            self._server = socket.create_server(("127.0.0.1", self.port), backlog=64)
            self.port = self._server.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def refuse(self) -> None:
        """Accept none, and end what stands."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        self.each(Pipe.reset)

    def each(self, act: Callable[[Pipe], None]) -> None:
        """Do *act* to every connection, which is then over."""
        pipes, self._pipes = self._pipes, []
        for pipe in pipes:
            act(pipe)

    def heal(self) -> None:
        """Behave again."""
        self.delay_s = self.jitter_s = 0.0
        self.rate, self.lost, self.tear = None, frozenset(), False
        if self.black_hole:
            self.black_hole = False
            self.each(Pipe.reset)
        self.open()

    def close(self) -> None:
        """End everything."""
        self.refuse()

    def latency(self) -> float:
        """Delay of a chunk."""
        return max(0.0, self._random.gauss(self.delay_s, self.jitter_s / 2))

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                _close(near)
                continue
            far.settimeout(None)
            for each in (near, far):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pipes.append(Pipe(self, near, far))


def _close(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        sock.close()


def main(target: str, delay_ms: str) -> None:
    """Serve until stdin closes; prints the port."""
    proxy = Proxy(int(target))
    proxy.delay_s = float(delay_ms) / 1000
    sys.stdout.write(f"{proxy.port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
