"""The single way out: decides now, for each message, and holds the only publish function."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from app.core.message import Dispatch, Permission, QueuedMessage, Verdict
from app.core.strict_json import parse_object
from app.features.consent.book import ConsentBook
from app.features.consent.domain.ledger import Left
from app.features.consent.domain.purposes import Basis, Purpose
from app.features.consent.domain.topics import Refused, TopicRule, find
from app.features.consent.situation import Asked

_log = logging.getLogger(__name__)
_RULES_KEPT = 256


class Gateway:
    """Refuses whatever it does not know; every method may be called from any thread.

    *payload_size* gives the bytes of a row as published.
    """

    def __init__(
        self,
        book: ConsentBook,
        topics: Sequence[TopicRule],
        payload_size: Callable[[QueuedMessage], int],
    ) -> None:
        self._book = book
        self._topics = {
            direct: tuple(rule for rule in topics if rule.direct is direct)
            for direct in (False, True)
        }
        self._found: dict[tuple[bool, str, str], tuple[TopicRule, dict[str, str]]] = {}
        self._payload_size = payload_size
        self._publish: Callable[[Dispatch], bool] | None = None

    def bind(self, publish: Callable[[Dispatch], bool]) -> None:
        """Take the transport's *publish*; nobody else may hold it."""
        self._publish = publish

    def generation(self, purpose: str, recipient: str) -> int:
        """Raised by each withdrawal of *purpose* for *recipient*."""
        return self._book.generation(purpose, recipient)

    def publish(self, message: Dispatch) -> bool:
        """Hand *message* to the transport unless its permission was withdrawn; whether it left."""
        with self._book.guard:
            now = self._book.generation(message.purpose, message.recipient)
            if self._publish is None or message.generation != now:
                return False
            return self._publish(message)

    def decide(self, message: QueuedMessage) -> Permission:
        """The verdict for a queued row, now."""
        left = Left(message.topic, message.purpose, message.recipient, message.data)

        def judge() -> Permission:
            size = self._payload_size(message)
            return self._judge(left, message.type, size, direct=False, message_id=message.id)

        return _closed(judge, message.purpose)

    def decide_direct(self, left: Left, kind: str) -> Permission:
        """The verdict for a whole payload of type *kind* that is no row; its topic is relative."""

        def judge() -> Permission:
            return self._judge(left, kind, len(left.payload), direct=True)

        return _closed(judge, left.purpose)

    def _judge(
        self, left: Left, kind: str, size: int, *, direct: bool, message_id: str = ""
    ) -> Permission:
        rule, found = self._rule(left.topic, kind, direct=direct)
        if rule.party(rule.purpose, found) != left.purpose:
            raise Refused("wrong_purpose")
        if rule.party(rule.recipient, found) != left.recipient:
            raise Refused("wrong_recipient")
        if size > rule.max_bytes:
            raise Refused("too_large")
        purpose = self._book.registry.purposes.get(left.purpose)
        if purpose is None:
            raise Refused("unknown_purpose")
        # An empty one takes our own retained message away: it says nothing.
        says_nothing = direct and not left.payload
        data = {} if says_nothing else _strict_json(left.payload)
        categories = () if says_nothing else rule.categories(data)
        if not purpose.categories.issuperset(categories):
            raise Refused("wrong_category")
        if rule.basis is Basis.LEGAL:
            return _tombstone(left, purpose, rule, data)
        asked = Asked(left.purpose, left.recipient, kind, message_id, data)
        return self._permission(asked, purpose, rule, categories)

    def _rule(self, topic: str, kind: str, *, direct: bool) -> tuple[TopicRule, dict[str, str]]:
        """The rule of a topic; a long queue asks for the same few again and again."""
        known = self._found.get((direct, topic, kind))
        if known is None:
            known = find(self._topics[direct], topic, kind)
            if len(self._found) >= _RULES_KEPT:
                self._found.clear()
            self._found[direct, topic, kind] = known
        return known

    def _permission(
        self, asked: Asked, purpose: Purpose, rule: TopicRule, categories: tuple[str, ...]
    ) -> Permission:
        if rule.basis is not purpose.basis:
            raise Refused("wrong_basis")
        if purpose.local:
            raise Refused("stays_in_car")
        registry = self._book.registry
        if purpose.basis is not Basis.REQUEST and not registry.serves(purpose.id, asked.recipient):
            raise Refused("unknown_recipient")
        finding = self._book.finding(purpose.id, asked.recipient, asked)
        return Permission(
            finding.verdict,
            finding.reason,
            lawful_basis=rule.basis.value,
            consent_record_id=finding.record_id,
            categories=categories,
            precision=rule.precision,
        )


def _tombstone(left: Left, purpose: Purpose, rule: TopicRule, data: Any) -> Permission:
    """A withdrawal is told without consent, and says nothing else."""
    if purpose.basis is not Basis.CONSENT:
        raise Refused("wrong_basis")
    if (data["purpose"], data["recipient"]) != (left.purpose, left.recipient):
        raise Refused("bad_field")
    return Permission(
        Verdict.SEND,
        lawful_basis=rule.basis.value,
        consent_record_id=data["record_id"],
        precision=rule.precision,
    )


def _closed(judge: Callable[[], Permission], purpose: str) -> Permission:
    try:
        return judge()
    except Refused as refused:
        reason = str(refused)
    except Exception as error:  # noqa: BLE001  whatever goes wrong, nothing leaves
        reason = "error"
        _log.error("The gateway failed: %s", type(error).__name__)
    _log.warning("A message of purpose %s is refused: %s", purpose, reason)
    return Permission(Verdict.DROP, reason)


def _strict_json(data: bytes) -> Any:
    try:
        return parse_object(data)
    except ValueError as error:
        raise Refused("bad_json") from error
