"""What one dispatch collects: publishes of one row, or of several of one topic."""

from dataclasses import dataclass, field, replace

from app.adapters.store.database import Database
from app.adapters.store.rows import Row
from app.core.message import Permission
from app.features.sync.domain.terms import Terms

_ENVELOPE = 120
"""Bytes of a bundle around its rows."""
_ROW_ENVELOPE = 384
"""Bytes of a row's envelope around its data, at most: id 128, type 64, the rest fixed."""


@dataclass(frozen=True, slots=True)
class Due:
    """A row with its file, and once it was judged what the gateway said."""

    database: Database
    row: Row
    permission: Permission | None = None
    generation: int = 0
    left_s: int | None = None
    payload: bytes = b""

    def permitted(
        self, permission: Permission, generation: int, left_s: int | None, payload: bytes
    ) -> "Due":
        """The same, allowed to leave as *payload*."""
        return Due(self.database, self.row, permission, generation, left_s, payload)


@dataclass(slots=True)
class Group:
    """Rows that leave in one publish; `batch` is the id of a bundle that was made before."""

    database: Database
    items: list[Due] = field(default_factory=list)
    size: int = _ENVELOPE
    batch: str | None = None

    def permission(self) -> Permission:
        """What the ledger says of the whole: every category in it."""
        permissions = [each.permission for each in self.items if each.permission is not None]
        if len(permissions) == 1:
            return permissions[0]
        names = (name for each in permissions for name in each.categories)
        return replace(permissions[0], categories=tuple(dict.fromkeys(names)))

    def expiry_s(self) -> int | None:
        """Life of the shortest-lived row."""
        return min((each.left_s for each in self.items if each.left_s is not None), default=None)


class Basket:
    """Groups in the order of their first rows, within the bounds of *terms*."""

    def __init__(self, room: int, terms: Terms) -> None:
        self.terms = terms
        self.groups: list[Group] = []
        self._room = room
        self._open: dict[tuple[str, str, int], Group] = {}
        self._bulk = 0
        self._bulk_bytes = 0

    def takes(self, due: Due) -> bool:
        """Whether the row fits, alone or beside others."""
        return self.takes_group(due) or self._fitting(due) is not None

    def takes_group(self, due: Due) -> bool:
        """Whether one more publish of the row's priority fits."""
        if len(self.groups) >= self._room:
            return False
        if due.row.message.prio < self.terms.bulk_prio:
            return True
        return self._bulk < self.terms.bulk_room and self._bulk_bytes < self.terms.bulk_bytes

    def put(self, due: Due) -> None:
        """Take a permitted row."""
        group = self._fitting(due)
        if group is None:
            group = self._add(due, Group(due.database))
            if self.terms.bundling is not None:
                self._open[_key(due)] = group
        self._fill(group, due)

    def put_group(self, items: list[Due], batch: str) -> None:
        """Take a bundle that was made before."""
        group = self._add(items[0], Group(items[0].database, batch=batch))
        for item in items:
            self._fill(group, item)

    def _add(self, due: Due, group: Group) -> Group:
        self.groups.append(group)
        self._bulk += due.row.message.prio >= self.terms.bulk_prio
        return group

    def _fill(self, group: Group, due: Due) -> None:
        group.items.append(due)
        group.size += len(due.payload) + 1
        if due.row.message.prio >= self.terms.bulk_prio:
            self._bulk_bytes += len(due.payload)

    def _fitting(self, due: Due) -> Group | None:
        bundling = self.terms.bundling
        group = self._open.get(_key(due))
        if bundling is None or group is None or len(group.items) >= bundling.rows:
            return None
        more = len(due.row.message.data) + _ROW_ENVELOPE
        return group if group.size + more <= bundling.bytes else None


def _key(due: Due) -> tuple[str, str, int]:
    message = due.row.message
    return due.database.name, message.topic, message.prio
