"""Small things about paho that transport and client share."""

import logging
import socket
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

_LOG = logging.getLogger(__name__)


class Link(mqtt.Client):
    """One connection that says when its network thread has ended, for whatever reason.

    `ended(reason)` is called exactly once, on the network thread, after its last callback.
    """

    def __init__(self, client_id: str, ended: Callable[[str], None]) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id,
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        self.suppress_exceptions = True
        self._tell_ended = ended

    def loop_forever(
        self,
        timeout: float = 1.0,
        retry_first_connection: bool = False,  # noqa: ARG002  never: each attempt is a new client
    ) -> MQTTErrorCode:
        """Run the network loop once, without reconnecting."""
        reason = "connection closed"
        try:
            code = super().loop_forever(timeout, retry_first_connection=False)
            if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
                reason = mqtt.error_string(code).rstrip(".").lower()
        except OSError as error:
            reason = error.strerror or str(error)
            return MQTTErrorCode.MQTT_ERR_ERRNO
        except Exception as error:  # noqa: BLE001  whatever ends the thread ends the link
            _LOG.exception("the network thread failed")
            reason = type(error).__name__
            return MQTTErrorCode.MQTT_ERR_UNKNOWN
        else:
            return code
        finally:
            self._tell_ended(reason)


def tune_socket(_client: mqtt.Client, _userdata: object, sock: object) -> None:
    """`on_socket_open`: no waiting for full segments, and probes on an idle connection."""
    if isinstance(sock, socket.socket):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def code_of(reason: ReasonCode | int) -> int:
    """The number of a reason code."""
    return reason if isinstance(reason, int) else int(reason.value)


def properties_of(packet_type: int, **values: Any) -> Properties:
    """MQTT 5 properties by name; those that are None are left out."""
    properties = Properties(packet_type)  # type: ignore[no-untyped-call]
    for name, value in values.items():
        if value is not None:
            setattr(properties, name, value)
    return properties


def publish_properties(kind: str | None, expiry_s: int | None) -> Properties:
    """Properties of a plain JSON publish."""
    return properties_of(
        PacketTypes.PUBLISH,
        PayloadFormatIndicator=1,
        ContentType="application/json",
        MessageExpiryInterval=expiry_s,
        UserProperty=("type", kind) if kind else None,
    )
