"""States of the link, what the broker's reason codes mean for it, and birth and will."""

import json
from dataclasses import dataclass
from enum import StrEnum

NO_RETAIN = 0x9A
TAKEN_OVER = 0x8E
NO_SUBSCRIBERS = 0x10
FIRST_ERROR = 0x80
NOT_AUTHORISED = 0x87
_OVERLOAD = frozenset({0x88, 0x89, 0x97, 0x9F})
_IDENTITY = frozenset({0, 0x84, 0x85, 0x86, 0x87, 0x8A, 0x8C})
_POISON = frozenset({0x90, 0x99})
_SESSIONS_PER_BOOT = 1_000_000


class LinkState(StrEnum):
    """Life cycle of the link (specification section 9)."""

    OFF = "off"
    WAITING = "waiting"
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"
    UP = "up"
    CLOSING = "closing"


class Trouble(StrEnum):
    """Why the link waits; the value is the code shown to the driver's screens."""

    NONE = ""
    NO_NETWORK = "no_network"
    BUSY = "busy"
    REJECTED = "rejected"
    SAME_IDENTITY = "same_identity"
    BROKER = "broker"
    STORAGE = "storage"


def trouble_of(code: int | None) -> Trouble:
    """What a CONNACK, SUBACK or DISCONNECT reason means; None is a link that just broke."""
    if code is None:
        return Trouble.NO_NETWORK
    if code in _OVERLOAD:
        return Trouble.BUSY
    if code == TAKEN_OVER:
        return Trouble.SAME_IDENTITY
    return Trouble.REJECTED if code in _IDENTITY else Trouble.BROKER


def is_poison(code: int) -> bool:
    """Whether a PUBACK says that this very message can never be taken."""
    return code in _POISON


@dataclass(frozen=True, slots=True)
class Status:
    """What the screens show: `link` as shown, rows waiting, wall time of the last contact in ms.

    `link` is off, waiting, connecting, up, rejected or attention; `last_contact_ms` 0 is never in
    this run; `last_error` is a `Trouble` code.
    """

    link: str = "off"
    pending: int = 0
    last_contact_ms: int = 0
    last_error: str = ""


def shown_link(state: LinkState, trouble: Trouble) -> str:
    """The link as the screens name it."""
    if state is LinkState.WAITING:
        if trouble is Trouble.REJECTED:
            return "rejected"
        return "attention" if trouble is Trouble.SAME_IDENTITY else "waiting"
    if state is LinkState.SUBSCRIBING:
        return "connecting"
    return "off" if state is LinkState.CLOSING else state.value


@dataclass(frozen=True, slots=True)
class Identity:
    """Who speaks: device id of topics, boot of the store, product and contract version."""

    device: str
    boot: str
    app: str
    contract: str

    def whole(self, topic: str) -> str:
        """The topic on the wire."""
        return f"v1/{self.device}/{topic}"

    def session(self, attempt: int) -> int:
        """Number of a connection: rises with every CONNECT and with every boot of the store."""
        boots = int(self.boot.rpartition(".")[2])
        return boots * _SESSIONS_PER_BOOT + attempt


def birth(identity: Identity, message_id: str, session: int, *, resync: bool) -> bytes:
    """Body of the retained state message of a living link."""
    body = {
        "v": 1,
        "id": message_id,
        "type": "state",
        "state": "online",
        "session": session,
        "boot": identity.boot,
        "app": identity.app,
        "contract": identity.contract,
        "down": {},
        "resync": resync,
        "caps": [],
    }
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def will(session: int) -> bytes:
    """Body of the state message that says the link of that session is over."""
    body = {"v": 1, "type": "state", "state": "offline", "session": session}
    return json.dumps(body, separators=(",", ":")).encode()
