"""The records a decision leads to, ready to be sealed."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import HabitacleError
from app.core.ids import uuid7
from app.core.message import Outgoing
from app.features.consent.book import ConsentBook
from app.features.consent.domain.record import Event, Identity, Key, Record, Shown, draft, ending
from app.features.consent.domain.states import PERMITTING, State
from app.features.consent.ports import Ports

TOMBSTONE = "consent.withdrawn"
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the driver decided about the text that was `shown`, and by which act."""

    state: State
    shown: Shown
    method: str


class Drafts:
    """Fills records with who, when, where and under which law.

    *identity* is asked for each record; it need not be known before the store is open.
    """

    def __init__(self, book: ConsentBook, ports: Ports, identity: Callable[[], Identity]) -> None:
        self._book = book
        self._ports = ports
        self._identity = identity

    def answer(self, key: Key, answer: Answer) -> list[Body]:
        """The records that lead from the state before to the answer, the answer last.

        HabitacleError when no authority is known for the jurisdiction.
        """
        registry = self._book.registry
        identity = self._identity()
        authority = registry.authorities.get(identity.jurisdiction)
        if authority is None:
            raise HabitacleError(f"No data protection authority is known: {identity.jurisdiction}.")
        purpose, recipient = registry.purposes[key[0]], registry.recipients[key[1]]
        before = self._book.newest(key)
        steps: list[Body] = []
        state = self._book.state(key)
        if before is not None and before.state in PERMITTING and state is not State.WITHDRAWN:
            steps.append(self.ended(before, state))
        wanted = [answer.state]
        if before is None or before.state is not State.REQUESTED:
            wanted.insert(0, State.REQUESTED)
        for each in wanted:
            event = self._event(each, answer.method, "driver")
            body = draft(event, purpose, recipient, answer.shown, identity)
            steps.append(self._named({**body, "authority": authority}))
        return steps

    def ended(self, record: Record, state: State) -> Body:
        """The record by which time or a change ends *record*."""
        event = self._event(state, "rule", "system")
        return self._named(ending(record, event, self._identity().ui_build))

    def withdrawal(self, base: Record) -> tuple[Body, Outgoing]:
        """The record by which the driver ends *base*, and what its recipient is told."""
        event = self._event(State.WITHDRAWN, "touch:consent.sheet.withdraw", "driver")
        body = self._named(ending(base, event, self._identity().ui_build))
        purpose, recipient = base.key
        told = {
            "record_id": body["record_id"],
            "purpose": purpose,
            "recipient": recipient,
            "time": body["event"]["time"],
        }
        topic = f"up/withdraw/{purpose}/{recipient}"
        return body, Outgoing(topic, TOMBSTONE, purpose, recipient, prio=0, data=told)

    def _event(self, state: State, method: str, by: str) -> Event:
        clock = self._ports.clock
        time = self._book.now() or clock.utc()
        source = "ntp" if clock.trusted else "rtc"
        return Event(state, time, source, by, method, self._ports.vehicle_state())

    def _named(self, body: Body) -> dict[str, Any]:
        now_ms = int(self._ports.clock.utc().timestamp() * 1000)
        return {
            **body,
            "record_id": uuid7(now_ms, secrets.randbits(74)),
            "receipt_id": uuid7(now_ms, secrets.randbits(74)),
        }
