"""The backend's word that it has stored a message durably: the only thing that settles a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.strict_json import parse_object
from app.features.sync.domain.hello import told_time
from app.features.sync.domain.tunables import Tunables

_ID_MAX = 128


class BadReceipt(ValueError):  # noqa: N818  it is a finding about input, not a failure of ours
    """A receipt that is dropped; `str(error)` is a short reason code."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Ids stored by the backend, ids it refused for good with a code, a pause in s, its time."""

    ids: tuple[str, ...]
    rejected: tuple[tuple[str, str], ...] = ()
    retry_after_s: float = 0.0
    time: datetime | None = None


def parse_receipt(payload: bytes, tunables: Tunables) -> Receipt:
    """Read a `receipt` message strictly; BadReceipt on anything but the contract's form.

    Unknown fields are ignored; a version other than 1 is not read.
    """
    body = _object(payload)
    if body.get("v", 1) != 1 or body.get("type", "receipt") != "receipt":
        raise BadReceipt("unsupported")
    ids = _list(body.get("ids"), tunables)
    rejected = _list(body.get("rejected", []), tunables)
    if not all(_is_id(each) for each in ids):
        raise BadReceipt("ids")
    pairs = tuple(_rejection(each) for each in rejected)
    pause = _pause(body.get("retry_after_s", 0), tunables)
    return Receipt(tuple(ids), pairs, pause, told_time(body))


def _object(payload: bytes) -> Mapping[str, Any]:
    try:
        return parse_object(payload)
    except ValueError as error:
        raise BadReceipt("json") from error


def _list(value: Any, tunables: Tunables) -> list[Any]:
    if not isinstance(value, list):
        raise BadReceipt("ids")
    if len(value) > tunables.receipt_ids_max:
        raise BadReceipt("too_many")
    return value


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _ID_MAX


def _rejection(value: Any) -> tuple[str, str]:
    if not isinstance(value, dict) or not _is_id(value.get("id")):
        raise BadReceipt("rejected")
    code = value.get("code")
    if not isinstance(code, str):
        raise BadReceipt("rejected")
    return value["id"], code[:_ID_MAX]


def _pause(value: Any, tunables: Tunables) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise BadReceipt("retry_after_s")
    return float(min(value, tunables.retry_after_max_s))
