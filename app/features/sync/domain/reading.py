"""Reads one message of either direction against the contract: size, JSON, schema."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.json_schema import InvalidError
from app.core.strict_json import LIMITS, StrictJsonError, parse_object
from app.features.sync.domain.bundle import ZLIB, TooLarge, inflate
from app.features.sync.domain.contract import BUNDLE, Contract
from app.features.sync.domain.contract_parts import Channel, MessageRule
from app.features.sync.domain.properties import JSON

_ID_MAX = 128


class ContractError(ValueError):
    """A message the contract does not allow.

    `code` is `bad_topic`, `too_large`, `not_json`, `unsupported` (content type, version or type)
    or `schema`; `detail` says where, never what; `message_id` is there when it could be read.
    """

    def __init__(self, code: str, detail: str = "", message_id: str | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.message_id = message_id


@dataclass(frozen=True, slots=True)
class Read:
    """A message that fits: its channel, its rule (None for a bundle) and its body."""

    channel: Channel
    rule: MessageRule | None
    message: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Its type."""
        return BUNDLE if self.rule is None else self.rule.kind


def read_message(contract: Contract, topic: str, payload: bytes, content_type: str = JSON) -> Read:
    """The message on the whole *topic*; ContractError when the contract does not allow it."""
    channel = contract.find(topic)
    if channel is None:
        raise ContractError("bad_topic")
    if len(payload) > channel.max_bytes:
        raise ContractError("too_large")
    plain = _plain(payload, content_type)
    message = _object(plain, channel)
    if message.get("type") == BUNDLE and _may_bundle(channel):
        return _bundle(contract, channel, message)
    return _judged(channel, message, len(plain))


def _plain(payload: bytes, content_type: str) -> bytes:
    if content_type == JSON:
        return payload
    if content_type != ZLIB:
        raise ContractError("unsupported", "content type")
    try:
        return inflate(payload, LIMITS.size)
    except TooLarge as error:
        raise ContractError("too_large") from error


def _object(plain: bytes, channel: Channel) -> dict[str, Any]:
    longest = max((rule.max_string or 0 for rule in channel.messages.values()), default=0)
    limits = replace(LIMITS, string=longest) if longest else LIMITS
    try:
        return parse_object(plain, limits)
    except StrictJsonError as error:
        code = "too_large" if error.reason == "too_large" else "not_json"
        raise ContractError(code, error.reason) from error


def _may_bundle(channel: Channel) -> bool:
    return any(rule.receipt and rule.envelope is not None for rule in channel.messages.values())


def _judged(channel: Channel, message: Mapping[str, Any], size: int) -> Read:
    message_id = id_in(message)
    rule = _rule(channel, message)
    if rule is None:
        raise ContractError("unsupported", "type", message_id)
    if size > rule.max_bytes:
        raise ContractError("too_large", "", message_id)
    version = message.get("ver", 1) if rule.envelope is not None else 1
    validate = rule.versions.get(version) if isinstance(version, int) else None
    if validate is None or message.get("v", 1) != 1:
        raise ContractError("unsupported", "version", message_id)
    try:
        if rule.envelope is None:
            validate(message)
        else:
            rule.envelope(message)
            validate(message["data"])
    except InvalidError as error:
        raise ContractError("schema", str(error), message_id) from error
    return Read(channel, rule, message)


def _rule(channel: Channel, message: Mapping[str, Any]) -> MessageRule | None:
    """By its type; a body with a form of its own need not name it where there is but one."""
    kind = message.get("type")
    only = channel.only
    if only is not None and only.envelope is None and (kind is None or kind == only.kind):
        return only
    return channel.messages.get(kind) if isinstance(kind, str) else None


def _bundle(contract: Contract, channel: Channel, message: Mapping[str, Any]) -> Read:
    message_id = id_in(message)
    try:
        contract.bundle(message)
    except InvalidError as error:
        raise ContractError("schema", str(error), message_id) from error
    return Read(channel, None, message)


def bundle_rows(read: Read) -> tuple[tuple[str | None, "Read | ContractError"], ...]:
    """Id and verdict of each row of a bundle: one bad row spoils no other."""
    verdicts: list[tuple[str | None, Read | ContractError]] = []
    for row in read.message["rows"]:
        try:
            verdicts.append((id_in(row), _judged(read.channel, row, 0)))
        except ContractError as error:
            verdicts.append((error.message_id, error))
    return tuple(verdicts)


def id_in(message: Mapping[str, Any]) -> str | None:
    """The id of a message that may be answered, if it has one of use."""
    value = message.get("id")
    return value if isinstance(value, str) and 0 < len(value) <= _ID_MAX else None
