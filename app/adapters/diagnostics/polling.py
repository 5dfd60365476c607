"""The requests of the profile's table, each in its rhythm, mode 01 only where it is supported."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.adapters.can.diag_model import DiagRule, EcuRule, RequestRule
from app.adapters.diagnostics.refusals import RETRY_S, Refused, Verdict, verdict

CURRENT_DATA = 0x01
_MASK_STEP = 0x20
_MASK_LENGTH = 4


@dataclass(slots=True)
class _Due:
    """A request and when it is due next, monotonic seconds."""

    ecu: EcuRule
    payload: bytes
    every_s: float
    at_s: float = float("-inf")


class SupportMasks:
    """Which mode 01 PIDs an ECU has: its answers to 01 00, 01 20, … decide (SAE J1979)."""

    def __init__(self) -> None:
        self._known: dict[str, dict[int, int]] = {}

    def question(self, ecu: str, pid: int) -> int | None:
        """The mask PID to ask before *pid* may be judged; None when nothing is missing."""
        masks = self._known.get(ecu, {})
        for base in range(0, pid, _MASK_STEP):
            if base not in masks:
                return base
            if base + _MASK_STEP < pid and not _bit(masks[base], base, base + _MASK_STEP):
                return None
        return None

    def supports(self, ecu: str, pid: int) -> bool:
        """Whether the masks that were learnt name *pid*."""
        if pid == 0:
            return True
        base = (pid - 1) // _MASK_STEP * _MASK_STEP
        mask = self._known.get(ecu, {}).get(base)
        return mask is not None and _bit(mask, base, pid)

    def learn(self, ecu: str, answer: bytes) -> None:
        """Take `41 base m m m m`; a shorter answer supports nothing."""
        base, mask = answer[1], answer[2 : 2 + _MASK_LENGTH].ljust(_MASK_LENGTH, b"\0")
        self._known.setdefault(ecu, {})[base] = int.from_bytes(mask, "big")

    def refuse(self, ecu: str, base: int) -> None:
        """The ECU knows no mask at *base*: nothing from there on is supported."""
        self._known.setdefault(ecu, {})[base] = 0


class Polling:
    """Chooses the request that is due; belongs to the scheduler's thread."""

    def __init__(self, rule: DiagRule, refused: Refused) -> None:
        ecus = {ecu.name: ecu for ecu in rule.ecus}
        self._refused = refused
        self._masks = SupportMasks()
        self._while_moving = rule.while_moving
        self._due = _each_once(rule.requests, ecus)

    def next(self, now_s: float, *, stationary: bool) -> tuple[EcuRule, bytes] | None:
        """The most overdue request that may be asked now, or the mask that decides on it."""
        ready = [
            due
            for due in self._due
            if due.at_s <= now_s
            and not self._refused.holds(due.ecu.name, due.payload)
            and (stationary or (self._while_moving and due.payload[0] == CURRENT_DATA))
        ]
        for due in sorted(ready, key=lambda each: each.at_s):
            ecu, payload = due.ecu, due.payload
            if payload[0] != CURRENT_DATA:
                return ecu, payload
            if (base := self._question(ecu.name, payload)) is not None:
                return ecu, bytes([CURRENT_DATA, base])
            if all(self._masks.supports(ecu.name, pid) for pid in payload[1:]):
                return ecu, payload
            self._refused.add(ecu.name, payload)
        return None

    def take(self, ecu: EcuRule, payload: bytes, reply: bytes | None, now_s: float) -> None:
        """The *reply* to *payload*, None for silence; sets when it is asked again."""
        judged = None if reply is None else verdict(reply)
        is_mask = payload[0] == CURRENT_DATA and payload[1] % _MASK_STEP == 0
        if is_mask and judged is Verdict.POSITIVE and reply is not None:
            self._masks.learn(ecu.name, reply)
        elif is_mask and judged is Verdict.UNSUPPORTED:
            self._masks.refuse(ecu.name, payload[1])
        elif judged is Verdict.UNSUPPORTED:
            self._refused.add(ecu.name, payload)
        for due in self._due:
            mine = due.ecu is ecu and due.payload == payload
            if mine or (judged is not Verdict.POSITIVE and is_mask and _same_mode(due, ecu)):
                due.at_s = now_s + (RETRY_S if judged is Verdict.RETRY else due.every_s)

    def _question(self, ecu: str, payload: bytes) -> int | None:
        bases = (self._masks.question(ecu, pid) for pid in payload[1:])
        return next((base for base in bases if base is not None), None)


def _same_mode(due: _Due, ecu: EcuRule) -> bool:
    return due.ecu is ecu and due.payload[0] == CURRENT_DATA


def _each_once(requests: Iterable[RequestRule], ecus: dict[str, EcuRule]) -> list[_Due]:
    """One entry a request, though several paths may be decoded from its answer."""
    found: dict[tuple[str, bytes], _Due] = {}
    for rule in requests:
        every_s = rule.every_ms / 1000
        found.setdefault((rule.ecu, rule.payload), _Due(ecus[rule.ecu], rule.payload, every_s))
    return list(found.values())


def _bit(mask: int, base: int, pid: int) -> bool:
    return bool(mask >> (_MASK_STEP - (pid - base)) & 1)
