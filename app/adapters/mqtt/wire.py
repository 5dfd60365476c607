"""Small things about paho that transport and client share."""

import contextlib
import functools
import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from app.adapters.mqtt.tls import Tls, server_in_time

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """How a connection ended; `secured`: TLS stood, `untrusted`: we refused the server."""

    reason: str
    secured: bool
    untrusted: bool


class Link(mqtt.Client):
    """One connection that says when its network thread has ended, for whatever reason.

    `ended` is called exactly once, on the network thread, after its last callback. With *tls* the
    connection is encrypted and the server's certificate dated by its clock.
    """

    def __init__(
        self, client_id: str, ended: Callable[[LinkEnd], None], tls: Tls | None = None
    ) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id,
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        self.suppress_exceptions = True
        self.on_socket_open = self._opened
        self._abandoned = False
        self._greeting: ssl.SSLSocket | None = None
        self._secured = False
        self._untrusted = False
        self._tls = tls
        self._tell_ended = ended
        if tls is not None:
            self.tls_set_context(tls.context())

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
            self._untrusted |= isinstance(error, ssl.SSLCertVerificationError)
            reason = error.strerror or str(error)
            return MQTTErrorCode.MQTT_ERR_ERRNO
        except Exception as error:  # noqa: BLE001  whatever ends the thread ends the link
            _LOG.exception("the network thread failed")
            reason = type(error).__name__
            return MQTTErrorCode.MQTT_ERR_UNKNOWN
        else:
            return code
        finally:
            for end in (self._sockpairR, self._sockpairW):
                if end is not None:
                    end.close()
            self._tell_ended(LinkEnd(reason, self._secured, self._untrusted))

    def abandon(self) -> None:
        """Close the socket at once, or as soon as there is one."""
        self._abandoned = True
        _shut(self._greeting)
        _shut(self.socket())

    def _ssl_wrap_socket(self, tcp_sock: socket.socket) -> ssl.SSLSocket:
        """As the library's, but a handshake can be abandoned, and one that fails is closed."""
        if self._ssl_context is None:
            raise ValueError("TLS without a context")
        sock = self._ssl_context.wrap_socket(
            tcp_sock, server_hostname=self._host, do_handshake_on_connect=False
        )
        self._greeting = sock
        try:
            sock.settimeout(self.connect_timeout)
            sock.do_handshake()
        except BaseException:
            sock.close()
            raise
        finally:
            self._greeting = None
        return sock

    def _opened(self, _client: mqtt.Client, _userdata: object, sock: object) -> None:
        """TCP, and with TLS the handshake, stand; nothing is sent yet."""
        tune_socket(_client, _userdata, sock)
        if isinstance(sock, ssl.SSLSocket) and self._tls is not None:
            self._secured = True
            if self._tls.clock_is_wrong() and not server_in_time(sock, self._tls.time()):
                self._untrusted = True
                _shut(sock)
        if self._abandoned:
            _shut(sock)


def _shut(sock: object) -> None:
    if isinstance(sock, socket.socket):
        # The network thread may have closed it in the meantime.
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


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


class _Packed(Properties):
    """Properties that are packed once: most publishes have the same ones."""

    _bytes: bytes | None = None

    def pack(self) -> bytes:
        """The wire form."""
        if self._bytes is None:
            object.__setattr__(self, "_bytes", super().pack())  # type: ignore[no-untyped-call]
        return self._bytes or b""


def publish_properties(
    kind: str | None,
    expiry_s: int | None,
    content_type: str = "application/json",
    answer: tuple[str, bytes] | None = None,
) -> Properties:
    """Properties of a publish; *answer* is where a response is awaited, and what it refers to."""
    if answer is not None:
        return _publish_properties(kind, expiry_s, content_type, answer)
    return _same_properties(kind, expiry_s, content_type)


@functools.lru_cache(maxsize=256)
def _same_properties(kind: str | None, expiry_s: int | None, content_type: str) -> Properties:
    return _publish_properties(kind, expiry_s, content_type, None)


def _publish_properties(
    kind: str | None,
    expiry_s: int | None,
    content_type: str,
    answer: tuple[str, bytes] | None,
) -> Properties:
    reply_to, correlation = answer or (None, None)
    found = properties_of(
        PacketTypes.PUBLISH,
        PayloadFormatIndicator=1 if content_type == "application/json" else None,
        ContentType=content_type,
        MessageExpiryInterval=expiry_s,
        UserProperty=("type", kind) if kind else None,
        ResponseTopic=reply_to,
        CorrelationData=correlation,
    )
    packed = _Packed(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    vars(packed).update(vars(found))
    return packed
