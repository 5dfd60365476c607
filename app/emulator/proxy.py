"""A TCP proxy that misbehaves on command; `python -m app.emulator.proxy PORT DELAY_MS` delays."""

import contextlib
import queue
import random
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable

_HOST = "127.0.0.1"
_CHUNK = 65_536
_CONNECT_S = 5.0
_RST = struct.pack("ii", 1, 0)

Line = queue.SimpleQueue[tuple[float, bytes]]
"""Chunks with the time each is due; an empty one ends the line."""


class Pipe:
    """One accepted connection with its counterpart; `lost` directions swallow what comes."""

    def __init__(self, proxy: "Proxy", near: socket.socket, far: socket.socket) -> None:
        self._proxy = proxy
        self.near, self.far = near, far
        self._writers = 2
        self._lock = threading.Lock()
        for source, sink, way in ((near, far, "up"), (far, near, "down")):
            line: Line = queue.SimpleQueue()
            threading.Thread(target=self._read, args=(source, way, line), daemon=True).start()
            threading.Thread(target=self._write, args=(sink, line), daemon=True).start()

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

    def _read(self, source: socket.socket, way: str, line: Line) -> None:
        data = b"x"
        while data:
            try:
                data = source.recv(_CHUNK)
            except OSError:
                data = b""
            if data and (self._proxy.black_hole or way in self._proxy.lost):
                continue
            line.put((time.monotonic() + self._proxy.latency(), data))

    def _write(self, sink: socket.socket, line: Line) -> None:
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
            self._proxy.forget(self)
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
    `black_hole` swallows everything, `tear` cuts the next packet in its middle, `answer` is said
    to whoever connects and speaks, instead of forwarding.
    """

    def __init__(self, target: int, seed: int = 0, host: str = _HOST) -> None:
        self.delay_s = 0.0
        self.jitter_s = 0.0
        self.rate: float | None = None
        self.lost: frozenset[str] = frozenset()
        self.black_hole = False
        self.tear = False
        self.answer: bytes | None = None
        self._target = (host, target)
        self._random = random.Random(seed)  # noqa: S311  jitter
        self._lock = threading.Lock()
        self._pipes: list[Pipe] = []
        self._server: socket.socket | None = None
        self._held: socket.socket | None = None
        self.port = 0
        self.open()

    @property
    def url(self) -> str:
        """`mqtt://127.0.0.1:PORT`."""
        return f"mqtt://{_HOST}:{self.port}"

    def open(self) -> None:
        """Accept connections."""
        if self._server is not None:
            return
        self._let_go()
        self._server = _bound(self.port)
        self._server.listen(64)
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def refuse(self) -> None:
        """Accept none, and end what stands; the port stays ours."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
            self._held = _bound(self.port)
        self.each(Pipe.reset)

    def each(self, act: Callable[[Pipe], None]) -> None:
        """Do *act* to every connection, which is then over."""
        with self._lock:
            pipes, self._pipes = self._pipes, []
        for pipe in pipes:
            act(pipe)

    def heal(self) -> None:
        """Behave again."""
        self.delay_s = self.jitter_s = 0.0
        self.rate, self.lost, self.tear, self.answer = None, frozenset(), False, None
        if self.black_hole:
            self.black_hole = False
            self.each(Pipe.reset)
        self.open()

    def close(self) -> None:
        """End everything."""
        self.refuse()
        self._let_go()

    def latency(self) -> float:
        """Delay of a chunk."""
        return max(0.0, self._random.gauss(self.delay_s, self.jitter_s / 2))

    def forget(self, pipe: Pipe) -> None:
        """*pipe* has ended by itself."""
        with self._lock, contextlib.suppress(ValueError):
            self._pipes.remove(pipe)

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            if self.answer is not None:
                threading.Thread(target=_tell, args=(near, self.answer), daemon=True).start()
                continue
            try:
                far = socket.create_connection(self._target, timeout=_CONNECT_S)
            except OSError:
                _close(near)
                continue
            far.settimeout(None)
            for each in (near, far):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._pipes.append(Pipe(self, near, far))


def _bound(port: int) -> socket.socket:
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((_HOST, port))
    return server


def _tell(near: socket.socket, answer: bytes) -> None:
    near.settimeout(_CONNECT_S)
    with contextlib.suppress(OSError):
        near.recv(_CHUNK)
        near.sendall(answer)
    _close(near)


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
