"""Which publish carries which rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.message import Dispatch


@dataclass(slots=True)
class Flight:
    """Rows of the bundles under way; a message that is one row carries itself."""

    _carrier: dict[str, str] = field(default_factory=dict)
    _left: dict[str, set[str]] = field(default_factory=dict)

    def took_off(self, message: Dispatch) -> None:
        """*message* is published."""
        if message.rows:
            self._left[message.id] = set(message.rows)
            self._carrier.update(dict.fromkeys(message.rows, message.id))

    def carrier(self, id_: str) -> str:
        """The message that carries the row or bundle *id_*."""
        return self._carrier.get(id_, id_)

    def rows(self, message: str) -> list[str]:
        """Rows that *message* still carries."""
        return sorted(self._left.get(message, {message}))

    def landed(self, ids: Iterable[str]) -> list[str]:
        """The messages that are done once these rows or bundles are."""
        done = []
        for id_ in ids:
            carrier = self.carrier(id_)
            if id_ in self._left:
                for row in self._left.pop(id_):
                    self._carrier.pop(row, None)
                done.append(id_)
            elif carrier == id_:
                done.append(id_)
            else:
                self._carrier.pop(id_)
                self._left[carrier].discard(id_)
                if not self._left[carrier]:
                    del self._left[carrier]
                    done.append(carrier)
        return done

    def clear(self) -> None:
        """The connection is over."""
        self._carrier.clear()
        self._left.clear()
