"""One list model for all lists: rows of named fields, told apart by a key."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
)

Row = TypeVar("Row")
DISPLAY_ROLE, FIRST_ROLE = 0, 0x101
"""`Qt.ItemDataRole`'s DisplayRole and UserRole + 1; the namespace `Qt` takes 12 ms to load."""
_NO_PARENT = QModelIndex()


class KeyedListModel(QAbstractListModel, Generic[Row]):
    """Rows of one frozen dataclass or `NamedTuple`; the roles are its field names, in order.

    `update` takes the whole new list and emits the removals, moves, insertions and cell changes
    that lead to it, never a reset: scroll position, focus and animations survive.
    """

    def __init__(self, row_type: type[Row], key: str = "id", parent: QObject | None = None) -> None:
        super().__init__(parent)
        names = list(row_type.__match_args__)  # type: ignore[attr-defined]
        if key not in names:
            raise ValueError(f"{row_type.__name__} has no field {key!r}")
        self._names = names
        self._key = key
        self._rows: list[Row] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows as shown."""
        return tuple(self._rows)

    def update(self, rows: Sequence[Row]) -> None:
        """Show *rows*; ValueError when two have the same key."""
        wanted = [self._key_of(row) for row in rows]
        if len(set(wanted)) != len(wanted):
            raise ValueError(f"two rows with the same {self._key}")
        self._remove_all_but(set(wanted))
        for position, row in enumerate(rows):
            self._place(position, row)

    def roleNames(self) -> dict[int, QByteArray]:
        """Field names as roles."""
        return {FIRST_ROLE + i: QByteArray(name.encode()) for i, name in enumerate(self._names)}

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Number of rows; none below a row."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = DISPLAY_ROLE,
    ) -> Any:
        """The field of *role*; None for a row or role that does not exist."""
        column = role - FIRST_ROLE
        if not index.isValid() or not 0 <= column < len(self._names):
            return None
        return getattr(self._rows[index.row()], self._names[column])

    def _key_of(self, row: Row) -> Any:
        return getattr(row, self._key)

    def _remove_all_but(self, keep: set[Any]) -> None:
        for i in reversed(range(len(self._rows))):
            if self._key_of(self._rows[i]) not in keep:
                self.beginRemoveRows(_NO_PARENT, i, i)
                del self._rows[i]
                self.endRemoveRows()

    def _place(self, position: int, row: Row) -> None:
        key = self._key_of(row)
        found = next(
            (i for i in range(position, len(self._rows)) if self._key_of(self._rows[i]) == key),
            None,
        )
        if found is None:
            self.beginInsertRows(_NO_PARENT, position, position)
            self._rows.insert(position, row)
            self.endInsertRows()
            return
        if found != position:
            self.beginMoveRows(_NO_PARENT, found, found, _NO_PARENT, position)
            self._rows.insert(position, self._rows.pop(found))
            self.endMoveRows()
        self._replace(position, row)

    def _replace(self, position: int, row: Row) -> None:
        old = self._rows[position]
        roles = [
            FIRST_ROLE + i
            for i, name in enumerate(self._names)
            if getattr(old, name) != getattr(row, name)
        ]
        if roles:
            self._rows[position] = row
            index = self.index(position)
            self.dataChanged.emit(index, index, roles)
