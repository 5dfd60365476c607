"""The records a decision leads to, ready to be sealed."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import HabitacleError
from app.core.ids import uuid7
from app.core.message import Outgoing
from app.features.consent.book import ConsentBook
from app.features.consent.domain.incoming import adopted
from app.features.consent.domain.purposes import IN_CAR
from app.features.consent.domain.record import (
    Event,
    Identity,
    Key,
    Record,
    Shown,
    draft,
    ending,
    event_body,
)
from app.features.consent.domain.states import PERMITTING, State
from app.features.consent.ports import Ports

TOMBSTONE = "consent.withdrawn"
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about the text that was `shown`, by which act and by whom."""

    state: State
    shown: Shown
    method: str
    by: str = "driver"


class Drafts:
    """Fills records with who, when, where and under which law.

    *identity* is asked for each record; it need not be known before the store is open.
    """

    def __init__(self, book: ConsentBook, ports: Ports, identity: Callable[[], Identity]) -> None:
        self._book = book
        self._ports = ports
        self._identity = identity

    def question(self, key: Key, shown: Shown) -> list[Body]:
        """The records that open a question."""
        return self._steps(key, Answer(State.REQUESTED, shown, "open:consent.sheet", "system"))

    def answer(self, key: Key, answer: Answer) -> list[Body]:
        """The records that lead from the state before to the answer, the answer last.

        HabitacleError when no authority is known for the jurisdiction.
        """
        return self._steps(key, answer)

    def lapsed(self, record: Record, state: State) -> list[Body]:
        """The record by which time, a change or a power cut ends *record*."""
        return [self._ended(record, state, "rule", "system")]

    def adopted(self, record: Record) -> list[Body]:
        """A refusal of the same driver in another car, as this car's own."""
        before = self._book.newest(record.key)
        wanted = [State.REFUSED]
        if before is None or before.state is not State.REQUESTED:
            wanted.insert(0, State.REQUESTED)
        who = self._identity()
        bodies: list[Body] = []
        for each in wanted:
            event = event_body(self._event(each, "sync:P13", "driver"), who.ui_build)
            bodies.append(self._named(adopted(record, each, event, who)))
        return bodies

    def ending_by(
        self, base: Record, state: State, method: str, by: str
    ) -> tuple[Body, Outgoing | None]:
        """The record by which somebody ends *base*, and what its recipient is told.

        A recipient that ended it itself is told nothing; the car is no recipient.
        """
        body = self._ended(base, state, method, by)
        purpose, recipient = base.key
        if recipient == IN_CAR or state is not State.WITHDRAWN:
            return body, None
        told = {
            "record_id": body["record_id"],
            "purpose": purpose,
            "recipient": recipient,
            "time": body["event"]["time"],
        }
        topic = f"up/withdraw/{purpose}/{recipient}"
        return body, Outgoing(topic, TOMBSTONE, purpose, recipient, prio=0, data=told)

    def _steps(self, key: Key, answer: Answer) -> list[Body]:
        registry = self._book.registry
        identity = self._identity()
        authority = registry.authorities.get(identity.jurisdiction)
        if authority is None:
            raise HabitacleError(f"No data protection authority is known: {identity.jurisdiction}.")
        purpose, recipient = registry.purposes[key[0]], registry.recipients[key[1]]
        before = self._book.newest(key)
        steps: list[Body] = []
        state = self._book.state(key)
        holds = before is not None and before.state in PERMITTING
        renewed = answer.state is State.RENEWED and state in PERMITTING
        if before is not None and holds and not renewed and state is not State.WITHDRAWN:
            steps += self.lapsed(before, state)
        wanted = [answer.state]
        asked = before is not None and before.state is State.REQUESTED
        if answer.state is not State.REQUESTED and not asked and not renewed:
            wanted.insert(0, State.REQUESTED)
        for each in wanted:
            event = self._event(each, answer.method, answer.by)
            body = draft(event, purpose, recipient, answer.shown, identity)
            steps.append(self._named({**body, "authority": authority}))
        return steps

    def _ended(self, record: Record, state: State, method: str, by: str) -> dict[str, Any]:
        event = self._event(state, method, by)
        return self._named(ending(record, event, self._identity().ui_build))

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
