"""Keep Qt's VNC platform on loopback.

The plugin listens on every interface and has no option for an address, so its listening socket
is replaced, before anybody can be served, by one of the same port on 127.0.0.1.
"""

import os
import re
import socket
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.core.errors import HabitacleError

_LISTEN = "0A"


def vnc_port(platform: str) -> int | None:
    """Port of a `QT_QPA_PLATFORM` value such as `vnc:size=800x600:port=5900`; None if not VNC."""
    if not platform.startswith("vnc"):
        return None
    match = re.search(r"port=(\d+)", platform)
    return int(match[1]) if match else 5900


def keep_vnc_on_loopback(platform: str) -> None:
    """Let the VNC platform of this process's application serve 127.0.0.1 only.

    Call it right after the application was made: the plugin begins to listen in the event loop,
    and it must not get to its first client before. HabitacleError when it cannot listen. Does
    nothing on another *platform*.
    """
    port = vnc_port(platform)
    if port is not None:
        QCoreApplication.sendPostedEvents()
        keep_on_loopback(port)


def keep_on_loopback(port: int) -> None:
    """Move this process's listening socket of *port* to 127.0.0.1, keeping its descriptor.

    HabitacleError if the process does not listen on that port.
    """
    descriptor = _listening_descriptor(port)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as idle:
        os.dup2(idle.fileno(), descriptor)  # closes the listener on all interfaces
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as local:
        local.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        local.bind(("127.0.0.1", port))
        local.listen(5)
        local.setblocking(False)
        os.dup2(local.fileno(), descriptor)


def _listening_descriptor(port: int) -> int:
    inodes = {
        fields[9]
        for table in ("/proc/self/net/tcp", "/proc/self/net/tcp6")
        if Path(table).exists()
        for fields in (line.split() for line in Path(table).read_text("ascii").splitlines()[1:])
        if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port
    }
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = entry.readlink()
        except OSError:
            continue
        match = re.fullmatch(r"socket:\[(\d+)\]", str(target))
        if match and match[1] in inodes:
            return int(entry.name)
    raise HabitacleError(f"The VNC screen cannot listen on port {port}; is it in use?")
