"""With which multiplexer values a signal comes, as chains from the outermost inwards."""

from collections.abc import Sequence
from itertools import product
from math import prod

from app.adapters.can.dbc import DbcMessage, DbcSignal
from app.adapters.can.plan import Chain, SelectorPlan

MOST_CHAINS = 1024

Levels = dict[str, tuple[int, ...]]


class Multiplexers:
    """The multiplexers of one message that its mappings need, numbered as they turn up."""

    def __init__(self, message: DbcMessage) -> None:
        self._message = message
        self._used: list[str] = []
        self._wanted: dict[str, set[int]] = {}

    def levels(self, signal: DbcSignal, wanted: Sequence[tuple[str, int]]) -> Levels:
        """Values of every multiplexer above *signal*, outermost first, narrowed by *wanted*.

        ValueError says why they never come together.
        """
        levels: Levels = {}
        impossible = self._impossible(signal)
        if impossible and not wanted:
            raise ValueError(f"{impossible}, which never happens; say 'mux'")
        if not impossible:
            self._above(levels, signal)
        for name, value in wanted:
            if name not in levels:
                selector = self._signal(name)
                self._above(levels, selector)
                if not 0 <= value < 1 << selector.field.length:
                    raise ValueError(f"'{name}' cannot be {value}")
            elif value not in levels[name]:
                raise ValueError(f"'{signal.name}' does not come with {name} = {value}")
            levels[name] = (value,)
            self._wanted.setdefault(name, set()).add(value)
        if prod(map(len, levels.values())) > MOST_CHAINS:
            raise ValueError(f"'{signal.name}' comes with too many multiplexer values; say 'mux'")
        return levels

    def chains(self, levels: Levels) -> list[Chain]:
        """All combinations of *levels*; one empty chain when there are none."""
        numbers = [self._number(name) for name in levels]
        return [tuple(zip(numbers, chosen, strict=True)) for chosen in product(*levels.values())]

    def last_byte(self, levels: Levels) -> int:
        """The last payload byte that must be there to know the multiplexers; -1 without any."""
        return max((self._signal(name).field.last_byte for name in levels), default=-1)

    def turns(self, levels: Levels) -> int:
        """How many frames a cycle has: through all that the DBC defines, else that is mapped."""
        return prod(len(self._known(name) or self._wanted[name]) for name in levels)

    def plans(self) -> tuple[SelectorPlan, ...]:
        """The multiplexers that `chains` numbered."""
        return tuple(SelectorPlan(self._signal(n).field, self._known(n)) for n in self._used)

    def _impossible(self, signal: DbcSignal) -> str:
        """The DBC's condition for *signal* if its multiplexer is too short for it, else empty."""
        name = signal.selector
        if name is None:
            return ""
        bits = self._signal(name).field.length
        if not all(value >> bits for value in signal.selector_values):
            return ""
        return f"'{signal.name}' comes with {name} = {signal.selector_values[0]}"

    def _above(self, levels: Levels, signal: DbcSignal) -> None:
        name = signal.selector
        if name is None:
            return
        self._above(levels, self._signal(name))
        before = levels.get(name, signal.selector_values)
        values = tuple(value for value in signal.selector_values if value in before)
        if not values:
            raise ValueError(f"'{signal.name}' does not come with the 'mux' asked for")
        levels[name] = values

    def _signal(self, name: str) -> DbcSignal:
        if name not in self._message.signals:
            raise ValueError(f"signal '{name}' is not in message '{self._message.name}'")
        return self._message.signals[name]

    def _number(self, name: str) -> int:
        if name not in self._used:
            self._used.append(name)
        return self._used.index(name)

    def _known(self, name: str) -> tuple[int, ...] | None:
        """Values of multiplexer *name* that the DBC uses; None if it is none of its own."""
        values = {
            value
            for signal in self._message.signals.values()
            if signal.selector == name
            for value in signal.selector_values
        }
        return tuple(sorted(values)) or None
