"""Decodes frames by a DBC alone: no profile, no validity, values equal to cantools."""

from collections.abc import Iterable, Mapping, Sequence

from app.adapters.can.checks import read_field
from app.adapters.can.codegen import Decoder, compile_decoder
from app.adapters.can.dbc import DbcMessage, DbcSignal
from app.adapters.can.frame import EXTENDED, frame_key

Number = float | int


class MessageDecoder:
    """All signals of one message; multiplexed parts only when their selector says so."""

    def __init__(self, message: DbcMessage) -> None:
        self.message = message
        self.length = message.length
        groups: dict[tuple[str | None, tuple[int, ...]], list[DbcSignal]] = {}
        for signal in message.signals.values():
            groups.setdefault((signal.selector, signal.selector_values), []).append(signal)
        self._groups = [(signals[0], *self._decoder(signals)) for signals in groups.values()]
        self._selectors = {
            s.selector: {v for o in message.signals.values() for v in _values_of(o, s.selector)}
            for s in message.signals.values()
            if s.selector is not None
        }
        only_plain = len(self._groups) == 1 and not self._selectors
        self._plain = self._groups[0][1:] if only_plain else None

    def decode(self, data: bytes) -> Iterable[tuple[str, Number]]:
        """Names and values in DBC order; *data* has the message's length."""
        if self._plain is not None:
            return zip(self._plain[0], self._plain[1](data), strict=True)
        values: dict[str, Number] = {}
        for first, names, decoder in self._groups:
            if self._present(first, data):
                values.update(zip(names, decoder(data), strict=True))
        return [(name, values[name]) for name in self.message.signals if name in values]

    def unknown_selector(self, data: bytes) -> bool:
        """Whether a multiplexer has a value for which the DBC defines nothing."""
        return any(
            self._present(self.message.signals[name], data)
            and read_field(self.message.signals[name].field, data) not in known
            for name, known in self._selectors.items()
        )

    def _decoder(self, signals: Sequence[DbcSignal]) -> tuple[list[str], Decoder]:
        names = [signal.name for signal in signals]
        outputs = [("value", signal.field) for signal in signals]
        return names, compile_decoder(outputs, self.length)

    def _present(self, signal: DbcSignal, data: bytes) -> bool:
        if signal.selector is None:
            return True
        selector = self.message.signals[signal.selector]
        chosen = read_field(selector.field, data) in signal.selector_values
        return chosen and self._present(selector, data)


def message_decoders(messages: Iterable[DbcMessage]) -> Mapping[int, MessageDecoder]:
    """Decoders by `frame_key`; of two messages with one id the first counts."""
    decoders: dict[int, MessageDecoder] = {}
    for message in messages:
        key = frame_key(message.can_id, EXTENDED if message.extended else 0)
        if key not in decoders:
            decoders[key] = MessageDecoder(message)
    return decoders


def _values_of(signal: DbcSignal, selector: str | None) -> tuple[int, ...]:
    return signal.selector_values if signal.selector == selector else ()
