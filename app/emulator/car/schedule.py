"""When each message of a bus leaves, and what it says after a wake."""

from collections.abc import Mapping, Sequence

from app.emulator.car.encoder import Code, Encoder, Values
from app.emulator.car.faults import Faults
from app.emulator.car.frames import FD, SentFrame
from app.emulator.car.messages import CONTENT
from app.emulator.car.parameters import StartUp
from app.emulator.car.physics import Car

STEP_MS = 10


class Message:
    """Schedule of one message: its period, phase and running number."""

    __slots__ = ("_content", "_count", "_flags", "_phase_ms", "_start_up", "encoder", "last_event")

    def __init__(self, encoder: Encoder, index: int, start_up: Sequence[StartUp]) -> None:
        self.encoder = encoder
        self.last_event: bytes | None = None
        self._content = CONTENT[encoder.name]
        self._count = 0
        self._flags = FD if encoder.fd else 0
        self._phase_ms = index * STEP_MS % max(encoder.period_ms, STEP_MS)
        self._start_up = {
            item.signal.partition(".")[2]: (item.seconds * 1000.0, Code(int(item.code)))
            for item in start_up
            if item.signal.partition(".")[0] == encoder.name
        }

    def frame(self, car: Car, faults: Faults, now_ms: int, awake_ms: int) -> SentFrame | None:
        """The frame if one leaves now; *awake_ms* is the time since the bus woke."""
        encoder = self.encoder
        period = encoder.period_ms
        if period and (now_ms - self._phase_ms) % period:
            return None
        if faults.on("missing", encoder.name):
            self._count += 1
            self.last_event = None
            return None
        values = self._content(car, self._count)
        if self._start_up:
            values = self._starting(values, awake_ms)
        return self._sent(encoder.encode(values, self._count, faults.of(encoder.name)))

    def waking(self, now_ms: int) -> SentFrame | None:
        """The frame if one leaves now, with all it says not available yet."""
        encoder = self.encoder
        if encoder.period_ms and (now_ms - self._phase_ms) % encoder.period_ms:
            return None
        values: dict[str, float | Code | None] = dict.fromkeys(encoder.names)
        values |= {name: code for name, (_, code) in self._start_up.items()}
        if encoder.selector is not None:
            pages = 1 + max(field.page or 0 for field in encoder.fields)
            values[encoder.selector] = self._count % pages
        return self._sent(encoder.encode(values, self._count))

    def _starting(self, values: Values, awake_ms: int) -> Values:
        codes: Mapping[str, Code] = {
            name: code for name, (lasts_ms, code) in self._start_up.items() if awake_ms < lasts_ms
        }
        return {**values, **codes} if codes else values

    def _sent(self, data: bytes) -> SentFrame | None:
        if not self.encoder.period_ms:
            if data == self.last_event:
                return None
            self.last_event = data
        self._count += 1
        return SentFrame(self.encoder.can_id, data, self._flags)
