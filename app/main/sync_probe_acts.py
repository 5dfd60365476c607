"""Acts of the driver as messages: the probe's own, and the contract's examples."""

import json
from typing import Any

from app.core.message import Outgoing, QueuedMessage, Verdict
from app.features.consent.domain.purposes import Basis
from app.features.consent.domain.topics import TopicRule
from app.features.consent.files import PrivacyData
from app.features.consent.gateway import Gateway
from app.main.paths import ASSETS
from app.main.sync_probe_overlay import ACTION, Overlay, partners_of

_EXAMPLES = ASSETS / "contract/examples"
_PRIO = 3


class Acts:
    """Makes outgoing messages by type; *pad* bytes of filler in each of the probe's own."""

    def __init__(self, privacy: PrivacyData, overlay: Overlay, gateway: Gateway, pad: int) -> None:
        self._privacy = privacy
        self._overlay = overlay
        self._gateway = gateway
        self._pad = "x" * pad
        self._prio = _priorities()

    def outgoing(self, key: str, kind: str) -> Outgoing | None:
        """The message of an act; None for a type that does not go up."""
        if kind == ACTION:
            return Outgoing(
                *("up/action", ACTION, "P1", "manufacturer", _PRIO),
                data={"key": key, "pad": self._pad},
                id=key,
            )
        rule = next((each for each in self._privacy.topics if kind in each.types), None)
        example = _example(kind)
        if rule is None or rule.direct or rule.levels[0] != "up" or example is None:
            return None
        data, prio = example["data"], self._prio.get(kind, _PRIO)
        found = []
        for partner in partners_of(self._privacy.registry, self._overlay, rule.purpose):
            purpose, recipient, topic = _place(rule, data, partner)
            found.append(Outgoing(topic, kind, purpose, recipient, prio, data=data, id=key))
        return next((each for each in found if self.allowed(each)), found[0])

    def allowed(self, outgoing: Outgoing) -> bool:
        """Whether it may leave now; otherwise the driver is told at once."""
        if outgoing.type == ACTION:
            return True
        row = QueuedMessage(
            seq=0,
            id=outgoing.id or "",
            topic=outgoing.topic,
            type=outgoing.type,
            ver=outgoing.ver,
            purpose=outgoing.purpose,
            recipient=outgoing.recipient,
            prio=outgoing.prio,
            boot="00000000.0",
            created_ms=0,
            expires_ms=None,
            attempts=0,
            data=json.dumps(outgoing.data, separators=(",", ":"), ensure_ascii=False).encode(),
        )
        return self._gateway.decide(row).verdict is not Verdict.DROP


def _place(rule: TopicRule, data: dict[str, Any], partner: str) -> tuple[str, str, str]:
    """Purpose, recipient and topic, with every `{name}` filled in."""
    if rule.basis is Basis.LEGAL:
        names = {"{purpose}": str(data["purpose"]), "{recipient}": str(data["recipient"])}
    else:
        names = {}
    levels = [
        names.get(level, partner) if level.startswith("{") else level for level in rule.levels
    ]
    found = rule.match("/".join(levels)) or {}
    topic = "/".join(levels)
    return rule.party(rule.purpose, found), rule.party(rule.recipient, found), topic


def _example(kind: str) -> dict[str, Any] | None:
    path = _EXAMPLES / f"{kind}.v1.json"
    if not path.is_file():
        return None
    example: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return example if isinstance(example.get("data"), dict) else None


def _priorities() -> dict[str, int]:
    from app.features.sync.contract_files import load_contract
    from app.features.sync.domain.contract_parts import Direction

    contract = load_contract(ASSETS / "contract")
    rules = ((kind, contract.rule(kind, Direction.UP)) for kind in contract.types(Direction.UP))
    return {kind: rule.prio for kind, rule in rules if rule is not None and rule.prio is not None}
