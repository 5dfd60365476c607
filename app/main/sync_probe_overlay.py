"""What only the probe knows: its own topic and type, and stand-ins for every purpose."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.strict_json import parse_object
from app.features.consent.domain.notice import Notice
from app.features.consent.domain.purposes import Basis, Category, Purpose, Recipient, Registry
from app.features.consent.domain.topics import TopicRule, parse_topics
from app.features.consent.files import PrivacyData
from app.features.sync.domain.contract import Contract
from app.features.sync.domain.contract_parts import MessageRule
from app.features.sync.domain.downlink import BadMessage, id_of
from app.features.sync.domain.inbound import Accepted, InboundCheck, Refused
from app.features.sync.domain.properties import Properties
from app.main.paths import ASSETS

ACTION = "probe.action"
COUNT = "probe.count"
_VALIDITY_MONTHS = 24
_WORDS = "probe"


@dataclass(frozen=True, slots=True)
class Overlay:
    """The wire as a bench needs it, the probe's topics, and who stands for every partner."""

    wire: Mapping[str, Any]
    recipient: str
    topics: tuple[TopicRule, ...]


def load_overlay() -> Overlay:
    """Read `assets/probe/overlay.json`."""
    text = (ASSETS / "probe/overlay.json").read_text("utf-8")
    raw = json.loads(text)
    return Overlay(raw["wire"], raw["recipient"], parse_topics(text))


def with_partners(privacy: PrivacyData, overlay: Overlay) -> PrivacyData:
    """*privacy* with the probe's topics and one more recipient of everything that can leave.

    Where the product has no such purpose, there is a stand-in, whose data is whatever the
    contract's topics carry.
    """
    topics = (*privacy.topics, *overlay.topics)
    known = privacy.registry.purposes
    purposes: dict[str, Purpose] = {}
    for rule in topics:
        if rule.purpose not in known and rule.basis in {Basis.CONSENT, Basis.NECESSARY}:
            purposes.setdefault(rule.purpose, _purpose(rule, topics))
    served = [*purposes, *(name for name, each in known.items() if _can_leave(each))]
    partner = Recipient(
        *(overlay.recipient, "Probe", "-", "-", "controller", "FR"),
        purposes=tuple(served),
        where=("FR",),
        transfer_outside_eea=False,
    )
    maker = privacy.registry.recipients["manufacturer"]
    recipients = {
        **privacy.registry.recipients,
        partner.id: partner,
        maker.id: replace(maker, purposes=tuple({*maker.purposes, *served})),
    }
    registry = replace(privacy.registry, purposes={**known, **purposes}, recipients=recipients)
    notices = {("en", name): _notice(name) for name in purposes}
    return replace(
        privacy, registry=registry, topics=topics, notices={**notices, **privacy.notices}
    )


def _can_leave(purpose: Purpose) -> bool:
    asked = purpose.basis is Basis.CONSENT or purpose.basis is Basis.NECESSARY
    return asked and not purpose.local and purpose.id != "P1"


def partners_of(registry: Registry, overlay: Overlay, purpose: str) -> tuple[str, ...]:
    """Who may stand for the partner of a message under *purpose*: the product's own ones first."""
    others = {"manufacturer", overlay.recipient}
    own = [each for each in registry.recipients.values() if purpose in each.purposes]
    return (*(each.id for each in own if each.id not in others), overlay.recipient)


class ProbeDownlink:
    """The contract, and beside it a command without a type: it is counted."""

    def __init__(self, contract: Contract, check: InboundCheck) -> None:
        self._contract = contract
        self._check = check

    def check(self, topic: str, payload: bytes, properties: Properties, /) -> Accepted | Refused:
        """The verdict on one message."""
        channel = self._contract.find(topic)
        if channel is not None and channel.relative == "down/cmd":
            if properties.retain:
                return Refused("retained")
            try:
                message = parse_object(payload)
                if "type" not in message:
                    id_of(message)
                    return Accepted(channel, _COUNT, message)
            except BadMessage:
                return Refused("schema")
            except ValueError:
                return Refused("not_json")
        return self._check.check(topic, payload, properties)


_COUNT = MessageRule(
    kind=COUNT,
    title="Counts how often it ran",
    envelope=None,
    versions={},
    prio=None,
    expiry_s=None,
    expiry_note="",
    max_bytes=4096,
    max_string=None,
    acting=False,
    receipt=False,
    coalesce=False,
    answer=None,
)


def _purpose(rule: TopicRule, topics: tuple[TopicRule, ...]) -> Purpose:
    categories = {
        field.category
        for each in topics
        if each.purpose == rule.purpose
        for field in each.fields.values()
        if field.category is not None
    }
    return Purpose(
        id=rule.purpose,
        version=1,
        dpv=_WORDS,
        basis=rule.basis,
        lawful_basis=_WORDS,
        data=tuple(Category(name, _WORDS, optional=True) for name in sorted(categories)),
        retention=None,
        retention_from=_WORDS,
        profiling=False,
        validity_months=_VALIDITY_MONTHS if rule.basis is Basis.CONSENT else None,
    )


def _notice(purpose: str) -> Notice:
    return Notice(
        *(f"N-{purpose}", "1.0", purpose, "en", _WORDS, _WORDS, _WORDS, (_WORDS,)),
        refuse=_WORDS,
        accept=_WORDS,
    )
