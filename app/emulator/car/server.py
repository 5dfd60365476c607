"""socketcand server of one bus on a loopback port: many clients, none may block it."""

import contextlib
import selectors
import socket
import threading
import time

from app.emulator.car.client import CHANNEL, Accept, Client, Stage
from app.emulator.car.frames import SentFrame, lines

HOST = "127.0.0.1"
_MAX_CLIENTS = 16


class SocketcandServer:
    """Accepts and serves clients on its own thread; `send` may be called from another one.

    Protocol (raw mode of socketcand): `< hi >`, then `< open can0 >`, `< rawmode >`, each answered
    by `< ok >`; after that frames. On a CAN FD bus `< fdmode >` is answered by `< ok >`, too, and
    adds `< fdframe ID SEC.USEC FLAGS HEX >`. `< send ID LEN B0 B1 ... >` reaches *accept* and, if
    that takes it, the other clients as a frame; without *accept* it is refused.
    """

    def __init__(self, name: str, accept: Accept | None = None, *, fd: bool = False) -> None:
        self.fd = fd
        self._accept_frame = accept or _refuse
        self._lock = threading.Lock()
        self._clients: list[Client] = []
        self._joined = False
        self._down = False
        self._stopping = False
        self._listener = _bind(0)
        self._port: int = self._listener.getsockname()[1]
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._thread = threading.Thread(target=self._run, name=f"socketcand-{name}", daemon=True)

    @property
    def channel(self) -> str:
        """Where to connect: `socketcand:HOST:PORT/CHANNEL`."""
        return f"socketcand:{HOST}:{self._port}/{CHANNEL}"

    def start(self) -> None:
        """Begin to accept clients."""
        self._listener.listen()
        self._thread.start()

    def stop(self) -> None:
        """Close every socket and end the thread."""
        self._stopping = True
        self._wake()
        self._thread.join()

    def set_down(self, down: bool) -> None:
        """Close all connections and refuse new ones on the same port, or serve again."""
        if down != self._down:
            self._down = down
            self._wake()

    def take_joined(self) -> bool:
        """Whether a client became ready for frames since the last call."""
        joined, self._joined = self._joined, False
        return joined

    def send(self, text: bytes, fd_text: bytes | None = None) -> bool:
        """Write to every client in raw mode, cut off those that do not keep up; False if none.

        Clients that take CAN FD frames get *fd_text* instead, when there is one.
        """
        with self._lock:
            ready = [client for client in self._clients if client.stage is Stage.RAW]
            for client in ready:
                chosen = fd_text if client.fd and fd_text is not None else text
                if chosen and not client.send(chosen):
                    _hang_up(client)
        return bool(ready)

    def _wake(self) -> None:
        self._wake_out.send(b"!")

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_in, selectors.EVENT_READ)
            selector.register(self._listener, selectors.EVENT_READ)
            while not self._stopping:
                for key, _ in selector.select():
                    self._serve(selector, key.fileobj, key.data)
            for client in list(self._clients):
                self._remove(selector, client)
        self._listener.close()
        self._wake_in.close()
        self._wake_out.close()

    def _serve(
        self, selector: selectors.BaseSelector, source: object, client: Client | None
    ) -> None:
        if client is not None:
            if client in self._clients:  # `set_down` may have ended it in the same round
                self._read(selector, client)
        elif source is self._listener:
            self._accept(selector)
        else:
            self._wake_in.recv(64)
            self._switch(selector)

    def _switch(self, selector: selectors.BaseSelector) -> None:
        """Follow `set_down`; the port stays bound, so that nobody else can take it."""
        listening = self._listener in selector.get_map()
        if self._down and listening:
            selector.unregister(self._listener)
            self._listener.close()
            for client in list(self._clients):
                self._remove(selector, client)
            self._listener = _bind(self._port)
        elif not self._down and not listening:
            self._listener.listen()
            selector.register(self._listener, selectors.EVENT_READ)

    def _accept(self, selector: selectors.BaseSelector) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        client = Client(connection, self._accept_frame, fd_bus=self.fd)
        if len(self._clients) >= _MAX_CLIENTS or not client.send(b"< hi >"):
            connection.close()
            return
        with self._lock:
            self._clients.append(client)
        selector.register(connection, selectors.EVENT_READ, client)

    def _read(self, selector: selectors.BaseSelector, client: Client) -> None:
        with self._lock:
            stage = client.stage
            alive = client.receive()
            if client.stage is Stage.RAW and stage is not Stage.RAW:
                self._joined = True
            self._pass_on(client)
        if not alive:
            self._remove(selector, client)

    def _pass_on(self, client: Client) -> None:
        """Frames of a client are on the bus: all the others see them."""
        if not client.sent:
            return
        frames, client.sent = [SentFrame(*frame) for frame in client.sent], []
        text = lines(frames, f"{time.time():.6f}", fd=False).encode()
        for other in self._clients:
            if other is not client and other.stage is Stage.RAW and not other.send(text):
                _hang_up(other)

    def _remove(self, selector: selectors.BaseSelector, client: Client) -> None:
        with self._lock:
            self._clients.remove(client)
        selector.unregister(client.socket)
        client.socket.close()


def _refuse(_can_id: int, _data: bytes) -> bool:
    return False


def _bind(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setblocking(False)
    listener.bind((HOST, port))
    return listener


def _hang_up(client: Client) -> None:
    """End a connection from the sending thread; the serving thread sees it and cleans up."""
    client.stage = Stage.GREETED
    with contextlib.suppress(OSError):  # the peer was faster
        client.socket.shutdown(socket.SHUT_RDWR)
