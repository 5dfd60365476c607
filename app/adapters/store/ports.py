"""What the store asks of the gateway."""

from typing import Protocol

from app.core.message import Permission, QueuedMessage
from app.features.consent.domain.ledger import Left


class Decider(Protocol):
    """The gateway, as far as the outbox asks it; called on the writer thread."""

    def decide(self, message: QueuedMessage) -> Permission:
        """Whether *message* may leave now."""

    def decide_direct(self, left: Left, kind: str) -> Permission:
        """Whether a payload of type *kind* that is no outbox row may leave now."""

    def generation(self, purpose: str, recipient: str) -> int:
        """Consent generation of a purpose and recipient."""
