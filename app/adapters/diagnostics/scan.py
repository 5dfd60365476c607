"""One scan of all fault memories: which requests, and what the answers amount to."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.adapters.can.diag_model import EcuRule
from app.adapters.diagnostics.refusals import RETRIES, RETRY_S, Refused, Verdict, verdict
from app.features.vehicle.dtc import DtcAnswer, parse_dtc_answer

OBD_MODES = (0x03, 0x07, 0x0A)
MASKS = (0x08, 0x09)
"""Status masks of service 19 02: confirmed, and where that is refused, failed too."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request: to *ecus* at their shared *functional* address, or to the only one of them."""

    ecus: tuple[EcuRule, ...]
    functional: int | None
    payload: bytes
    fallback: bytes | None = None
    tries: int = 1
    not_before_s: float = float("-inf")


class Scan:
    """Steps in order and the answers so far; asks nothing by itself."""

    def __init__(self, ecus: Iterable[EcuRule], refused: Refused) -> None:
        known = tuple(ecus)
        self._refused = refused
        self._answers: dict[str, list[DtcAnswer]] = {}
        self._unable: set[str] = set()
        self._left = deque(
            step
            for step in (*_obd_steps(known), *_uds_steps(known, refused))
            if not all(refused.holds(ecu.name, step.payload) for ecu in step.ecus)
        )
        self.steps = len(self._left)
        self._asked = dict.fromkeys(
            ecu.name
            for step in self._left
            for ecu in step.ecus
            if not refused.holds(ecu.name, step.payload)
        )

    @property
    def step(self) -> int:
        """How many steps are done."""
        return self.steps - len(self._left)

    @property
    def current(self) -> Step | None:
        """The step to take now; None when the scan is finished."""
        return self._left[0] if self._left else None

    @property
    def answers(self) -> Mapping[str, list[DtcAnswer]]:
        """Positive answers by ECU."""
        return self._answers

    @property
    def silent(self) -> tuple[str, ...]:
        """ECUs that neither answered nor said that they have nothing of the kind."""
        return tuple(n for n in self._asked if n not in self._answers and n not in self._unable)

    def take(self, replies: Mapping[str, bytes], now_s: float) -> None:
        """*replies* to the current step, by ECU; none of them is silence."""
        step = self._left.popleft()
        again = None
        for ecu, reply in replies.items():
            match verdict(reply):
                case Verdict.POSITIVE:
                    if (answer := parse_dtc_answer(reply)) is not None:
                        self._answers.setdefault(ecu, []).append(answer)
                case Verdict.UNSUPPORTED:
                    self._refused.add(ecu, step.payload)
                    self._unable.add(ecu)
                    if step.fallback is not None:
                        again = Step(step.ecus, None, step.fallback)
                case Verdict.RETRY if step.tries < RETRIES and step.functional is None:
                    again = _later(step, now_s + RETRY_S)
                case _:
                    pass
        if again is not None:
            self._left.appendleft(again)


def _later(step: Step, when_s: float) -> Step:
    return Step(step.ecus, step.functional, step.payload, step.fallback, step.tries + 1, when_s)


def _obd_steps(ecus: tuple[EcuRule, ...]) -> list[Step]:
    """Emission-related codes are asked for at the functional address, as testers do."""
    groups: dict[int, list[EcuRule]] = {}
    for ecu in ecus:
        if ecu.functional is not None:
            groups.setdefault(ecu.functional, []).append(ecu)
    return [
        Step(tuple(group), functional, bytes([mode]))
        for functional, group in groups.items()
        for mode in OBD_MODES
    ]


def _uds_steps(ecus: tuple[EcuRule, ...], refused: Refused) -> list[Step]:
    steps = []
    for ecu in ecus:
        requests = (bytes([0x19, 0x02, mask]) for mask in MASKS)
        left = [payload for payload in requests if not refused.holds(ecu.name, payload)]
        if left:
            steps.append(Step((ecu,), None, left[0], fallback=next(iter(left[1:]), None)))
    return steps
