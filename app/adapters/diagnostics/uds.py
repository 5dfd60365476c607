"""UDS requests through udsoncan: P2, P2* and response-pending as ISO 14229-2 has them."""

import logging
from typing import TYPE_CHECKING, Any, Protocol

from app.adapters.can.diag_model import EcuRule

if TYPE_CHECKING:
    from udsoncan.Response import Response
    from udsoncan.typing import ClientConfig

# An ECU with codes of its own is the scheduler's to judge, not a line in the log.
logging.getLogger(f"UdsClient[{__name__}]").setLevel(logging.ERROR)

_UDS_SERVICES = frozenset({0x10, 0x19, 0x22, 0x3E})


class Talk(Protocol):
    """An ISO-TP conversation with one ECU."""

    @property
    def ecu(self) -> EcuRule:
        """Whom it talks to."""

    def send(self, payload: bytes) -> None:
        """Send a request."""

    def wait(self, timeout_s: float) -> bytes | None:
        """The next answer in time, or None."""

    def forget(self) -> None:
        """Drop what came unasked."""


def is_uds(payload: bytes) -> bool:
    """Whether *payload* asks for a UDS service rather than an OBD mode."""
    return payload[0] in _UDS_SERVICES


def ask_uds(talk: Talk, payload: bytes, margin_s: float, limit_s: float) -> bytes | None:
    """The final answer to *payload*, positive or negative; None for silence or nonsense.

    P2 and P2* of the ECU plus *margin_s* bound each wait, *limit_s* all of them together.
    """
    from udsoncan.client import Client
    from udsoncan.exceptions import (
        InvalidResponseException,
        NegativeResponseException,
        TimeoutException,
        UnexpectedResponseException,
    )
    from udsoncan.Request import Request

    config: ClientConfig = {
        "p2_timeout": talk.ecu.p2_ms / 1000 + margin_s,
        "p2_star_timeout": talk.ecu.p2_star_ms / 1000 + margin_s,
        "request_timeout": limit_s,
        "use_server_timing": False,
        "logger_name": __name__,
    }
    with Client(_connection(talk), config=config) as client:
        try:
            response: Response | None = client.send_request(Request.from_payload(payload))
        except NegativeResponseException as error:
            response = error.response
        except (TimeoutException, InvalidResponseException, UnexpectedResponseException):
            return None
    return None if response is None else response.original_payload


def _connection(talk: Talk) -> Any:
    """A udsoncan connection over *talk*, without a thread of its own."""
    from udsoncan.connections import BaseConnection
    from udsoncan.exceptions import TimeoutException

    class Connection(BaseConnection):
        """udsoncan's view of a conversation that is open as long as its link is."""

        def open(self) -> "Connection":
            return self

        def close(self) -> None:
            """Nothing to let go of: the link belongs to the scheduler."""

        def is_open(self) -> bool:
            return True

        def specific_send(
            self,
            payload: bytes,
            timeout: float | None = None,  # noqa: ARG002  udsoncan's signature
        ) -> None:
            talk.send(payload)

        def specific_wait_frame(self, timeout: float | None = None) -> bytes:
            answer = talk.wait(timeout or 0.0)
            if answer is None:
                raise TimeoutException("no answer in time")  # type: ignore[no-untyped-call]
            return answer

        def empty_rxqueue(self) -> None:
            talk.forget()

    return Connection(__name__)
