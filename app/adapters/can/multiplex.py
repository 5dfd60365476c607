"""Which parts of a payload are there, by its multiplexers; those may be nested."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from app.adapters.can.checks import read_field
from app.adapters.can.plan import Chain, SelectorPlan

T = TypeVar("T")


class Parts(Generic[T]):
    """Parts of a message by chains of multiplexer values; an empty chain is always there.

    *unknown* is called when a multiplexer has a value for which the DBC defines nothing.
    """

    __slots__ = ("_selectors", "_tree", "_unknown")

    def __init__(
        self,
        selectors: Sequence[SelectorPlan],
        parts: Iterable[tuple[Chain, T]],
        unknown: Callable[[], None],
    ) -> None:
        self._selectors = [
            (item.field, None if item.known is None else frozenset(item.known))
            for item in selectors
        ]
        self._unknown = unknown
        self._tree: _Node[T] = _Node()
        for chain, part in parts:
            node = self._tree
            for selector, value in chain:
                node = node.choices.setdefault(selector, {}).setdefault(value, _Node())
            node.parts += (part,)
        _hand_down(self._tree)

    def present(self, data: bytes) -> Sequence[T]:
        """The parts that *data*, of the message's full length, holds."""
        return self._below(self._tree, data)

    def _below(self, node: "_Node[T]", data: bytes) -> tuple[T, ...]:
        found = node.parts
        for selector, choices in node.choices.items():
            field, known = self._selectors[selector]
            value = read_field(field, data)
            chosen = choices.get(value)
            if chosen is None:
                if known is not None and value not in known:
                    self._unknown()
            elif not node.forks:
                return self._below(chosen, data) if chosen.choices else chosen.parts
            else:
                found += self._below(chosen, data)
        return found


class _Node(Generic[T]):
    """What comes once the values on the way to here are there.

    Where only one multiplexer leads on, its branches hold the parts of this node, too.
    """

    __slots__ = ("choices", "forks", "parts")

    def __init__(self) -> None:
        self.parts: tuple[T, ...] = ()
        self.choices: dict[int, dict[int, _Node[T]]] = {}
        self.forks = False


def _hand_down(node: "_Node[T]") -> None:
    node.forks = len(node.choices) > 1
    for branches in node.choices.values():
        for branch in branches.values():
            if not node.forks:
                branch.parts = node.parts + branch.parts
            _hand_down(branch)
