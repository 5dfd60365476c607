"""Finds the message of a frame by its J1939 parameter group and sender."""

from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from app.adapters.can.j1939 import ANY_SOURCE, pgn_key, source_address
from app.adapters.can.plan import MessagePlan


class Planned(Protocol):
    """Something that stands for a message of a plan."""

    @property
    def plan(self) -> MessagePlan:
        """The message."""


T = TypeVar("T", bound=Planned)


class Groups(Generic[T]):
    """Subscribed messages of a J1939 bus; *slots* are all of the bus by `frame_key`."""

    def __init__(self, slots: Mapping[int, T]) -> None:
        self._by_group: dict[int, dict[int, T | None]] = {}
        self._restricted = frozenset(k for k, slot in slots.items() if slot.plan.sources)
        grouped = [slot for slot in slots.values() if slot.plan.pgn]
        for slot in grouped:
            senders = self._by_group.setdefault(pgn_key(slot.plan.can_id), {})
            senders.update(dict.fromkeys(slot.plan.sources or (ANY_SOURCE,), slot))
        for slot in grouped:
            senders = self._by_group[pgn_key(slot.plan.can_id)]
            for source in slot.plan.foreign:
                senders.setdefault(source, None)

    def find(self, can_id: int, exact: T | None) -> T | None:
        """The message of *can_id* (bit 31 set): *exact* if it takes any sender, else by group."""
        if exact is not None and can_id not in self._restricted:
            return exact
        senders = self._by_group.get(pgn_key(can_id))
        if senders is None:
            return None
        return senders.get(source_address(can_id), senders.get(ANY_SOURCE))
