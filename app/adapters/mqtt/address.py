"""Where the broker is."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.core.errors import HabitacleError

_DEFAULT_PORT = 1883


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Host name or address, and TCP port."""

    host: str
    port: int


def parse_broker_url(url: str) -> BrokerAddress:
    """Read `mqtt://host[:port]`; HabitacleError unless the host is this machine.

    Without TLS nothing may leave the machine, so plain MQTT is for loopback only.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise HabitacleError(f"Broker URL '{url}' is not of the form mqtt://host:port.") from error
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme != "mqtt" or not host or extra or port == 0:
        raise HabitacleError(f"Broker URL '{url}' is not of the form mqtt://host:port.")
    if not _is_loopback(host):
        raise HabitacleError(
            f"Broker URL '{url}': unencrypted MQTT is allowed to this machine only (127.0.0.1)."
        )
    return BrokerAddress(host, port or _DEFAULT_PORT)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
