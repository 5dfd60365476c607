"""A real MQTT 5 broker on loopback: mosquitto where installed, else the embedded iotcore."""

import getpass
import importlib.util
import os
import shutil
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from app.core.errors import HabitacleError
from app.emulator.guard import GuardedProcess

Kind = Literal["mosquitto", "iotcore"]

_PLACES = ("/usr/sbin", "/usr/local/sbin")
_TRIES = 5
_START_S = 5.0
_POLL_S = 0.01
_HOST = "127.0.0.1"

_MOSQUITTO = """\
listener {port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
persistence false
max_inflight_messages 100
max_queued_messages 10000
max_packet_size 1048576
log_dest stderr
log_type error
user {user}
"""

_IOTCORE = """\
id = 0
[router]
id = 0
max_connections = 1000
max_outgoing_packet_count = 200
max_segment_size = 104857600
max_segment_count = 10
[v5.1]
name = "v5"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
[v5.1.connections]
connection_timeout_ms = 60000
max_payload_size = 262144
max_inflight_count = 100
dynamic_filters = true
"""

# Its tracing spans would show up as errors, one for each packet.
_IOTCORE_MAIN = """\
import logging, sys
from iotcore.iotcore import IotCoreBroker
logging.disable(logging.CRITICAL)
IotCoreBroker(config_path=sys.argv[1]).run_forever()
"""


def find_mosquitto() -> str | None:
    """Path of the mosquitto program; Debian keeps it out of a user's PATH."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=os.pathsep.join(_PLACES))


@dataclass(frozen=True, slots=True)
class BrokerTls:
    """PEM files of a broker that lets in who has a certificate of *ca*, named by it.

    With *acl* each may write below its own `up/` and read its own `down/` only, and the one named
    `claim` may ask for a certificate.
    """

    ca: Path
    cert: Path
    key: Path
    acl: Path | None = None

    def lines(self) -> str:
        """Lines of mosquitto's configuration."""
        text = (
            f"cafile {self.ca}\ncertfile {self.cert}\nkeyfile {self.key}\n"
            "require_certificate true\nuse_identity_as_username true\n"
        )
        if self.acl is not None:
            self.acl.write_text(_ACL)
            self.acl.chmod(0o600)
            text += f"acl_file {self.acl}\n"
        return text


_ACL = """\
pattern write v1/%u/up/#
pattern read v1/%u/down/#
pattern write v1/claim/up/csr/+
pattern read v1/claim/down/cert/+
user backend
topic readwrite v1/#
topic read $share/#
"""


class Broker:
    """Starts, kills and restarts a broker; the address stays the same from the first start on.

    With `MQTT_URL` in the environment that broker is used and never touched. `kind` forces one
    of ours, `port` a fixed port; `tls` makes it demand certificates, `more` are further lines of
    its configuration: both only mosquitto understands.
    """

    def __init__(
        self,
        kind: Kind | None = None,
        port: int | None = None,
        tls: "BrokerTls | None" = None,
        more: str = "",
    ) -> None:
        ours = kind is not None or port is not None or tls is not None or more
        self._external = None if ours else os.environ.get("MQTT_URL")
        self._kind: Kind | None = "mosquitto" if tls is not None or more else kind
        self._port = port
        self._tls = tls
        self._more = more
        self._process: GuardedProcess | None = None

    @property
    def url(self) -> str:
        """`mqtt://127.0.0.1:PORT`, or `mqtts`; HabitacleError before the first start."""
        if self._external:
            return self._external
        if self._port is None:
            raise HabitacleError("The broker has no address before it was started.")
        return f"{'mqtt' if self._tls is None else 'mqtts'}://{_HOST}:{self._port}"

    @property
    def kind(self) -> str:
        """Which broker this is: `external`, `mosquitto` or `iotcore`."""
        return "external" if self._external else self._choose()

    def start(self) -> str:
        """Start it and wait until it accepts connections; its URL. HabitacleError if it fails."""
        if self._external or self._running():
            return self.url
        fixed = self._port is not None
        if self._port is not None and not _is_free(self._port):
            raise HabitacleError(f"Port {self._port} of {_HOST} is in use by another program.")
        for _ in range(1 if fixed else _TRIES):
            port = self._port or _free_port()
            if self._launch(port):
                self._port = port
                return self.url
        where = f"on port {self._port}" if fixed else "on a free port"
        raise HabitacleError(f"The broker ({self.kind}) did not start {where} of {_HOST}.")

    def stop(self) -> None:
        """End it cleanly. Idempotent."""
        if self._process is not None:
            self._process.stop()

    def kill(self) -> None:
        """End it at once (SIGKILL); `start` brings it back on the same address."""
        if self._external:
            raise HabitacleError("The broker of MQTT_URL is not ours to end.")
        if self._process is not None:
            self._process.kill()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _choose(self) -> Kind:
        if self._kind is not None:
            return self._kind
        return "mosquitto" if find_mosquitto() else "iotcore"

    def _launch(self, port: int) -> bool:
        if not _is_free(port):
            return False
        with tempfile.TemporaryDirectory(prefix="habitacle-broker-") as folder:
            process = GuardedProcess(self._command(Path(folder), port))
            process.start()
            if _accepts(process, port):
                self._process = process
                return True
            process.kill()
            return False

    def _command(self, folder: Path, port: int) -> list[str]:
        if self._choose() == "mosquitto":
            program = find_mosquitto()
            if program is None:
                raise HabitacleError("mosquitto is not installed; leave it to iotcore instead.")
            settings = folder / "mosquitto.conf"
            text = _MOSQUITTO.format(port=port, user=getpass.getuser())
            settings.write_text(
                text + ("" if self._tls is None else self._tls.lines()) + self._more
            )
            return [program, "-c", str(settings)]
        if importlib.util.find_spec("iotcore") is None:
            raise HabitacleError("No MQTT broker: install mosquitto or the iotcore wheel.")
        settings = folder / "iotcore.toml"
        settings.write_text(_IOTCORE.format(port=port))
        return [sys.executable, "-P", "-c", _IOTCORE_MAIN, str(settings)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    """Whether nobody listens on *port*; connections that are still dying do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
        return True


def _accepts(process: GuardedProcess, port: int) -> bool:
    """Whether *process* lives to listen within the time allowed."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection((_HOST, port), timeout=_START_S).close()
        except OSError:
            time.sleep(_POLL_S)
        else:
            return True
    return False
