"""What a message from the backend may be, and what became of it (specification section 7)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.core.canonical import canonical_json

_DSSE = b"DSSEv1"


class BadMessage(ValueError):  # noqa: N818  a finding about input, not a failure of ours
    """A message that has no effect; `str()` is the code, `message_id` whose result is told."""

    def __init__(self, code: str, message_id: str | None = None) -> None:
        super().__init__(code)
        self.message_id = message_id


class Applied(StrEnum):
    """What the inbox did with a command."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    FULL = "full"


class Result(StrEnum):
    """What a command result tells the backend."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    EXPIRED = "expired"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"


def result_of(code: str) -> Result:
    """The result that stands for a reason code of a refusal."""
    if code in {"replay", "duplicate"}:
        return Result.DUPLICATE
    if code == "expired":
        return Result.EXPIRED
    return Result.UNSUPPORTED if code == "unsupported" else Result.REFUSED


def signed_bytes(kind: str, message: Mapping[str, Any]) -> bytes:
    """What `sig` covers: the DSSE pre-authentication encoding of the envelope without `sig`.

    ValueError when the message has no canonical form.
    """
    body = canonical_json({key: value for key, value in message.items() if key != "sig"})
    name = f"application/vnd.habitacle.{kind}+json".encode()
    return b" ".join(
        [_DSSE, str(len(name)).encode(), name, str(len(body)).encode(), body],
    )


def expiry_of(message: Mapping[str, Any]) -> datetime:
    """End of life of an acting message; BadMessage `bad_exp` when it has none."""
    try:
        moment = datetime.fromisoformat(message["exp"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessage("bad_exp") from error
    if moment.tzinfo is None:
        raise BadMessage("bad_exp")
    return moment.astimezone(UTC)


def id_of(message: Mapping[str, Any]) -> str:
    """Id of a message; BadMessage `bad_id` when it has none of use."""
    value = message.get("id")
    if not isinstance(value, str) or not 0 < len(value) <= _ID_MAX:
        raise BadMessage("bad_id")
    return value


_ID_MAX = 128
