"""What happens to frames that are pieces of payloads: reassembly, then messages like any other."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence

from app.adapters.can.frame import EXTENDED, frame_key
from app.adapters.can.intake import BusIntake, Counts, Slot, Variant
from app.adapters.can.obd import CURRENT_DATA, single_answers
from app.adapters.can.plan import DiagPlan, IsoTpPlan, MessagePlan, Plan
from app.adapters.can.tester import RequestTap, TesterTap
from app.adapters.can.transport import IsoTpReader

QUEUED_ANSWERS = 256
STANDARD_IDS = 0x7FF
DTC_ANSWERS = frozenset({0x43, 0x47, 0x4A})
DTC_REQUESTS = frozenset({0x03, 0x07, 0x0A, 0x19})
_DATA_BY_ID, _DTC_INFORMATION, _BY_STATUS = 0x62, 0x59, 0x02
_NEGATIVE, _PENDING = 0x7F, 0x78

Sink = Callable[[bytes, int], Sequence[Variant]]
DtcAnswers = deque[tuple[int, str, bytes]]
"""When it came (ns), from which control unit, and the payload."""


class IsoTpTap:
    """Reassembles the payloads of one identifier and hands each to all who want it."""

    def __init__(self, counts: Counts) -> None:
        self.sinks: list[Sink] = []
        self._counts = counts
        self._reader = IsoTpReader()

    def receive(self, data: bytes, t_ns: int) -> Sequence[Variant]:
        """Take a frame; the variants that a completed payload changed or refreshed."""
        reader = self._reader
        lost = reader.lost
        payload = reader.feed(data, t_ns)
        self._counts.transport_lost += reader.lost - lost
        if payload is None:
            return ()
        self._counts.payloads += 1
        return [variant for sink in self.sinks for variant in sink(payload, t_ns)]

    def forget(self) -> None:
        """What is incomplete is lost."""
        lost = self._reader.lost
        self._reader.forget()
        self._counts.transport_lost += self._reader.lost - lost


class Payloads:
    """The taps of a plan, laid on *intakes*.

    `slots` are the messages that payloads give, each with the name of the bus it lives on.
    """

    def __init__(self, plan: Plan, intakes: Mapping[str, BusIntake]) -> None:
        self.slots: list[tuple[str, Slot]] = []
        self.dtc_answers: DtcAnswers = deque(maxlen=QUEUED_ANSWERS)
        self.tester: TesterTap | None = None
        for item in plan.isotp:
            messages = [m for m in plan.messages if m.bus == item.name]
            self._lay_isotp(item, messages, intakes[item.bus])
        if plan.diag is not None:
            messages = [m for m in plan.messages if m.bus == plan.diag.name]
            self._lay_diag(plan.diag, messages, intakes[plan.diag.bus])

    def drain(self) -> list[tuple[int, str, bytes]]:
        """Trouble-code answers since the last call; one thread calls it."""
        queue = self.dtc_answers
        return [queue.popleft() for _ in range(len(queue))]

    def sent(self, can_id: int, data: bytes, now_ns: int) -> None:
        """A request of our own is about to leave."""
        if self.tester is not None:
            flags = EXTENDED if can_id > STANDARD_IDS else 0
            self.tester.sent(frame_key(can_id, flags), data, now_ns)

    def _slot(self, plan: MessagePlan, intake: BusIntake) -> Slot:
        slot = Slot(plan, intake.counts)
        self.slots.append((intake.name, slot))
        return slot

    def _lay_isotp(
        self, item: IsoTpPlan, messages: Sequence[MessagePlan], intake: BusIntake
    ) -> None:
        slots = {_key(plan): self._slot(plan, intake) for plan in messages}
        for key in item.ids:
            tap = _isotp_tap(intake, key)
            if (slot := slots.get(key)) is not None:
                tap.sinks.append(_isotp_sink(slot, bytes(item.lead_bytes)))

    def _lay_diag(self, diag: DiagPlan, messages: Sequence[MessagePlan], intake: BusIntake) -> None:
        for ecu in diag.ecus:
            known = {
                bytes(diag.answers[plan.name]): self._slot(plan, intake)
                for plan in messages
                if _key(plan) == ecu.response
            }
            _isotp_tap(intake, ecu.response).sinks.append(
                _AnswerSink(ecu.name, known, self.dtc_answers)
            )
        if diag.tester:
            self.tester = TesterTap()
            for key in diag.requests:
                intake.taps.setdefault(key, RequestTap(key, self.tester))


class _AnswerSink:
    """Sorts the answers of one control unit: values, trouble codes, anything else is let go."""

    def __init__(self, ecu: str, slots: Mapping[bytes, Slot], queue: DtcAnswers) -> None:
        self._ecu = ecu
        self._slots = slots
        self._queue = queue

    def __call__(self, payload: bytes, t_ns: int) -> Sequence[Variant]:
        service = payload[0]
        if service == CURRENT_DATA:
            return [v for part in single_answers(payload) for v in self._value(part, 2, t_ns)]
        if service == _DATA_BY_ID:
            return self._value(payload, 3, t_ns)
        if _is_dtc_answer(payload):
            self._queue.append((t_ns, self._ecu, payload))
        return ()

    def _value(self, answer: bytes, head: int, t_ns: int) -> Sequence[Variant]:
        slot = self._slots.get(answer[:head])
        return () if slot is None else slot.receive(answer[: slot.length], t_ns)


def _is_dtc_answer(payload: bytes) -> bool:
    if payload[0] == _NEGATIVE:
        return len(payload) > 2 and payload[1] in DTC_REQUESTS and payload[2] == _PENDING  # noqa: PLR2004  7F, service, code
    return payload[0] in DTC_ANSWERS or payload[:2] == bytes((_DTC_INFORMATION, _BY_STATUS))


def _isotp_sink(slot: Slot, lead: bytes) -> Sink:
    return lambda payload, t_ns: slot.receive((lead + payload)[: slot.length], t_ns)


def _isotp_tap(intake: BusIntake, key: int) -> IsoTpTap:
    tap = intake.taps.get(key)
    if not isinstance(tap, IsoTpTap):
        tap = intake.taps[key] = IsoTpTap(intake.counts)
    return tap


def _key(plan: MessagePlan) -> int:
    return frame_key(plan.can_id, EXTENDED if plan.extended else 0)
