"""Order within a subject: a later row waits for the receipt of the earlier one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.adapters.store.basket import Due

_Key = tuple[str, str]


@dataclass(slots=True)
class SubjectOrder:
    """Rows in flight with a subject, and those seen in the present search.

    A row of a lower priority number may overtake: a stop need not wait for the order it stops.
    """

    _flying: dict[_Key, dict[str, tuple[int, int]]] = field(default_factory=dict)
    _keys: dict[str, _Key] = field(default_factory=dict)
    _seen: dict[_Key, set[int]] = field(default_factory=dict)

    def begin(self) -> None:
        """A new search of the queue, from its most urgent row."""
        self._seen.clear()

    def free(self, due: Due) -> bool:
        """Whether no earlier row of the subject waits; ask for every row in order."""
        if due.row.subject is None:
            return True
        key, message = (due.database.name, due.row.subject), due.row.message
        seen = self._seen.setdefault(key, set())
        waits = any(seq < message.seq for seq in seen)
        seen.add(message.seq)
        if waits:
            return False
        ahead = self._flying.get(key, {}).values()
        return not any(prio <= message.prio and seq < message.seq for prio, seq in ahead)

    def give_up(self, due: Due) -> None:
        """The row is gone from the queue: it holds up nothing any more."""
        if due.row.subject is not None:
            key = (due.database.name, due.row.subject)
            self._seen.get(key, set()).discard(due.row.message.seq)

    def fly(self, due: Due) -> None:
        """The row leaves."""
        if due.row.subject is not None:
            key, message = (due.database.name, due.row.subject), due.row.message
            self._flying.setdefault(key, {})[message.id] = (message.prio, message.seq)
            self._keys[message.id] = key

    def land(self, ids: Iterable[str]) -> None:
        """The rows are settled, or due again."""
        for id_ in ids:
            key = self._keys.pop(id_, None)
            if key is not None:
                self._flying[key].pop(id_, None)
                if not self._flying[key]:
                    del self._flying[key]
