"""States of the link, what the screens show of them, and birth and will."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.features.sync.domain.reasons import Trouble

_SESSIONS_PER_BOOT = 1_000_000
CAPABILITIES = ("bundle", "zlib")
"""What we can do if the backend can, as told in the birth."""


class LinkState(StrEnum):
    """Life cycle of the link (specification section 9)."""

    OFF = "off"
    WAITING = "waiting"
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"
    UP = "up"
    CLOSING = "closing"


class Pause(StrEnum):
    """Why some of what waits may not leave although the link is up."""

    BACKEND = "backend_pause"
    BULK = "bulk_pause"
    UNCONFIRMED = "unconfirmed"
    TOPIC = "topic_held"


@dataclass(frozen=True, slots=True)
class Status:
    """What the screens show.

    `link` is off, waiting, connecting, up, rejected, attention or an identity trouble; `pending`
    counts rows of the classes a driver waits for, `bulk_pending` the rest; `last_contact_ms` is
    wall time, 0 never in this run; `last_error` is a `Trouble` code or `backend_away`;
    `oldest_ms` is the age of the oldest row, None without one; `storage` is ok, low or full.
    Monotonic ns: `since_ns` when the link came up or went down, `next_ns` of the next attempt.
    `tries` counts attempts of this run; `pauses` say why some of what waits may not leave,
    `held_topics` (relative) which topics the broker does not allow for now.
    """

    link: str = "off"
    pending: int = 0
    last_contact_ms: int = 0
    last_error: str = ""
    bulk_pending: int = 0
    oldest_ms: int | None = None
    storage: str = "ok"
    stuck: int = 0
    dead: int = 0
    since_ns: int | None = None
    next_ns: int | None = None
    tries: int = 0
    pauses: frozenset[Pause] = frozenset()
    held_topics: frozenset[str] = frozenset()

    @property
    def needs_attention(self) -> bool:
        """Whether a person has to do something before messages leave again."""
        return self.link in _ATTENTION or self.storage == "full"

    @property
    def troubled(self) -> bool:
        """Whether something keeps messages from arriving, by itself over or not."""
        return bool(self.last_error) or self.needs_attention or self.storage == "low"


_OWN_WORD = {
    Trouble.SAME_IDENTITY: "attention",
    Trouble.NO_MQTT5: "rejected",
    Trouble.BROKER_UNFIT: "rejected",
}
_ATTENTION = frozenset(
    {"attention", *(trouble.value for trouble in Trouble if trouble.lasting)},
)


def shown_link(state: LinkState, trouble: Trouble) -> str:
    """The link as the screens name it."""
    if state is LinkState.WAITING:
        if trouble in _OWN_WORD:
            return _OWN_WORD[trouble]
        return trouble.value if trouble.lasting else "waiting"
    if state is LinkState.SUBSCRIBING:
        return "connecting"
    return "off" if state is LinkState.CLOSING else state.value


@dataclass(frozen=True, slots=True)
class Identity:
    """Who speaks: device id of topics, boot of the store, product and contract version.

    `earlier`: connection attempts that another link has made in this boot.
    """

    device: str
    boot: str
    app: str
    contract: str
    earlier: int = 0

    def whole(self, topic: str) -> str:
        """The topic on the wire."""
        return f"v1/{self.device}/{topic}"

    @property
    def new_store(self) -> bool:
        """Whether the store was made in this boot: it knows nothing of what went before."""
        return self.boot.rpartition(".")[2] == "1"

    def session(self, attempt: int) -> int:
        """Number of a connection: rises with every CONNECT and with every boot of the store."""
        boots = int(self.boot.rpartition(".")[2])
        return boots * _SESSIONS_PER_BOOT + self.earlier + attempt


@dataclass(frozen=True, slots=True)
class Resync:
    """What the backend needs to send open commands again: marks by issuer, and whether to."""

    wanted: bool
    marks: Mapping[str, int] = field(default_factory=dict, hash=False)


def birth(
    identity: Identity, message_id: str, session: int, resync: Resync, bytes_max: int
) -> bytes:
    """Body of the retained state message of a living link, at most *bytes_max*.

    Of too many marks the lowest are left out: what the backend then sends once more is known here.
    """
    marks = sorted(resync.marks.items(), key=lambda item: item[1])
    while True:
        payload = _birth(identity, message_id, session, replace(resync, marks=dict(marks)))
        if len(payload) <= bytes_max or not marks:
            return payload
        del marks[0]


def _birth(identity: Identity, message_id: str, session: int, resync: Resync) -> bytes:
    body = {
        "v": 1,
        "id": message_id,
        "type": "state",
        "state": "online",
        "session": session,
        "boot": identity.boot,
        "app": identity.app,
        "contract": identity.contract,
        "down": dict(resync.marks),
        "resync": resync.wanted,
        "caps": list(CAPABILITIES),
    }
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def will(session: int) -> bytes:
    """Body of the state message that says the link of that session is over."""
    body = {"v": 1, "type": "state", "state": "offline", "session": session}
    return json.dumps(body, separators=(",", ":")).encode()
