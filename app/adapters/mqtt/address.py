"""Where the broker is."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.core.errors import HabitacleError

_DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Host name or address, TCP port, and whether TLS is spoken there."""

    host: str
    port: int
    tls: bool = False


def parse_broker_url(url: str) -> BrokerAddress:
    """Read `mqtts://host[:port]`, or `mqtt://…` for this machine; HabitacleError otherwise.

    Without TLS nothing may leave the machine, so plain MQTT is for loopback only.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise HabitacleError(f"Broker URL '{url}' is not of the form {_FORM}.") from error
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in _DEFAULT_PORTS or not host or extra or port == 0:
        raise HabitacleError(f"Broker URL '{url}' is not of the form {_FORM}.")
    tls = parts.scheme == "mqtts"
    if not tls and not _is_loopback(host):
        raise HabitacleError(
            f"Broker URL '{url}': unencrypted MQTT is allowed to this machine only (127.0.0.1)."
        )
    return BrokerAddress(host, port or _DEFAULT_PORTS[parts.scheme], tls)


_FORM = "mqtts://host:port (mqtt://127.0.0.1:port on this machine)"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
