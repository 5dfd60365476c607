"""What arrives from the backend: the checks of security.md, section 3, steps 1 to 7, in order.

Replay (step 8) needs memory and comes after: see the inbox.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.features.sync.domain.contract import Contract
from app.features.sync.domain.contract_parts import Channel, Direction, MessageRule, Scope
from app.features.sync.domain.downlink import BadMessage, expiry_of, signed_bytes
from app.features.sync.domain.properties import Properties
from app.features.sync.domain.reading import ContractError, Read, id_in, read_message


class Signatures(Protocol):
    """Who may sign what; keys are data."""

    def valid(self, kid: str, issuer: str, kind: str, signed: bytes, signature: bytes) -> bool:
        """Whether *signature* over *signed* is by key *kid*, pinned for *issuer* and *kind*."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that may be handed on. `acting`: only after the replay check."""

    channel: Channel
    rule: MessageRule
    message: Mapping[str, Any]

    @property
    def acting(self) -> bool:
        """Whether it acts."""
        return self.rule.acting


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that is set aside.

    `reason`: `bad_topic`, `foreign_device`, `too_large`, `retained`, `not_json`, `unsupported`,
    `schema`, `wrong_vehicle`, `bad_signature` or `expired`. `answerable`: the contract has an
    answer (`up/cmdack`) and `message_id` says for which message. `settles`: rightly signed, so its
    number is used up although it has no effect.
    """

    reason: str
    answerable: bool = False
    message_id: str | None = None
    detail: str = ""
    settles: Accepted | None = None


_PLAIN = Properties()


class InboundCheck:
    """Judges downlink messages for the car *device*.

    *now* is the trusted time, at least its lower bound. Without *signatures* nothing that acts is
    accepted.
    """

    def __init__(
        self,
        contract: Contract,
        device: str,
        now: Callable[[], datetime],
        signatures: Signatures | None = None,
    ) -> None:
        self._contract = contract
        self._device = device
        self._now = now
        self._signatures = signatures

    def check(
        self, topic: str, payload: bytes, properties: Properties = _PLAIN
    ) -> Accepted | Refused:
        """The verdict on one message; the first failure decides."""
        channel = self._contract.find(topic)
        if channel is None or channel.direction is not Direction.DOWN:
            return Refused("bad_topic")
        if channel.scope is Scope.DEVICE and topic.split("/")[1] != self._device:
            return Refused("foreign_device")
        if len(payload) > channel.max_bytes:
            return Refused("too_large")
        if properties.retain and not _is_state(channel):
            return Refused("retained")
        try:
            read = read_message(self._contract, topic, payload, properties.content_type)
        except ContractError as error:
            answerable = channel.acting and error.message_id is not None
            return Refused(error.code, answerable, error.message_id, error.detail)
        return self._bound(read)

    def _bound(self, read: Read) -> Accepted | Refused:
        if read.rule is None:
            return Refused("unsupported", detail="type")
        message = read.message
        if message.get("device", self._device) != self._device:
            return Refused("wrong_vehicle")
        accepted = Accepted(read.channel, read.rule, message)
        reason = self._acting_reason(read.rule, message) if accepted.acting else None
        if reason is None:
            return accepted
        settles = accepted if reason == "expired" else None
        return Refused(reason, answerable=True, message_id=id_in(message), settles=settles)

    def _acting_reason(self, rule: MessageRule, message: Mapping[str, Any]) -> str | None:
        if not self._signed(rule, message):
            return "bad_signature"
        try:
            return "expired" if expiry_of(message) <= self._now() else None
        except BadMessage:
            return "schema"

    def _signed(self, rule: MessageRule, message: Mapping[str, Any]) -> bool:
        if self._signatures is None:
            return False
        try:
            signature = base64.urlsafe_b64decode(message["sig"] + "==")
            signed = signed_bytes(rule.kind, message)
        except (ValueError, binascii.Error):
            return False
        kid, issuer = message["kid"], message["issuer"]
        return self._signatures.valid(kid, issuer, rule.kind, signed, signature)


def _is_state(channel: Channel) -> bool:
    """Whether its last message stays true: such a one may be retained, a command may not."""
    return all(rule.coalesce for rule in channel.messages.values())
