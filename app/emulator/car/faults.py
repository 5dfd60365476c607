"""Faults a tester injects into signals, messages, buses, links and parts of the car."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.errors import HabitacleError
from app.emulator.car.encoder import NO_FAULT, Encoder, MessageFault
from app.emulator.car.fault_targets import FAULT_KINDS, Targets
from app.emulator.car.settings import WHEELS
from app.emulator.car.trouble import StoredDtc

__all__ = ["FAULT_KINDS", "Effects", "Faults"]

_MESSAGE_KINDS = frozenset({"sna", "range", "crc", "counter", "length"})


@dataclass(frozen=True, slots=True)
class Effects:
    """Faults that are no matter of frames: `leaks` and `tyres_asleep` in the order of `WHEELS`."""

    leaks: tuple[bool, ...] = (False,) * 4
    tyres_asleep: tuple[bool, ...] = (False,) * 4
    crank: bool = False
    gnss_lost: bool = False
    dtcs: tuple[StoredDtc, ...] = ()


NO_EFFECT = Effects()


@dataclass(frozen=True, slots=True)
class _Active:
    messages: Mapping[str, MessageFault] = field(default_factory=dict)
    effects: Effects = NO_EFFECT


class Faults:
    """Active faults; thread-safe, read once a message by the car's thread.

    Kinds by target: `sna`, `range` (the largest code, beyond any plausible value) want
    MESSAGE.SIGNAL; `missing`, `length`, `crc`, `counter` (frozen) want MESSAGE; a bus want `silent`
    (no frames), `dropped` (connections closed and refused), `flood` (unknown identifiers),
    `errors` (error frames), `full` (no room left), `sleep` (silent, start-up codes afterwards) and
    `wake` (every signal as if the bus had just woken); `leak` (slow) and `tyre_asleep` (until the
    car moves) want a wheel; `crank` wants `low_voltage`, `gnss_lost` wants `gnss`; `dtc` wants
    ECU:CODE[-TYPE]:confirmed or :pending.
    """

    def __init__(
        self,
        encoders: Mapping[str, Sequence[Encoder]],
        ecus: Sequence[str] = (),
        usual_s: Mapping[str, float] | None = None,
    ) -> None:
        """*usual_s* is how long a kind lasts when nothing is said; the others stay."""
        self._targets = Targets(encoders, ecus)
        self._usual_s = dict(usual_s or {})
        self._lock = threading.Lock()
        self._set: dict[tuple[str, str], float | None] = {}
        self._active = _Active()

    def set(self, kind: str, target: str, seconds: float | None = None) -> None:
        """Start a fault, for good or for *seconds*; HabitacleError for a wrong kind or target."""
        self._targets.check(kind, target)
        if seconds is not None and not seconds > 0.0:
            raise HabitacleError(f"A fault lasts a positive time, not {seconds!r} s.")
        with self._lock:
            lasts = self._usual_s.get(kind) if seconds is None else seconds
            self._set = {**self._set, (kind, target): lasts}
            self._rebuild()

    def clear(self, kind: str | None = None, target: str | None = None) -> None:
        """End all faults, those of one kind, or one."""
        with self._lock:
            self._set = {
                (k, t): left
                for (k, t), left in self._set.items()
                if (kind is not None and k != kind) or (target is not None and t != target)
            }
            self._rebuild()

    @property
    def active(self) -> tuple[tuple[str, str], ...]:
        """Kind and target of every fault that is on."""
        return tuple(self._set)

    @property
    def remaining(self) -> Mapping[tuple[str, str], float | None]:
        """Seconds left of every fault that is on, None for good."""
        return self._set

    def targets(self, kind: str) -> tuple[str, ...]:
        """What a fault of *kind* may be set on; none for `dtc`, whose codes are many."""
        return self._targets.names(kind)

    def usual_s(self, kind: str) -> float | None:
        """How long *kind* lasts when nothing is said, None for good."""
        return self._usual_s.get(kind)

    @property
    def effects(self) -> Effects:
        """What the car itself suffers."""
        return self._active.effects

    def elapse(self, seconds: float) -> None:
        """Let time pass; ends what has lasted long enough."""
        if not self._set:
            return
        with self._lock:
            before = len(self._set)
            rest = {k: None if t is None else t - seconds for k, t in self._set.items()}
            self._set = {k: t for k, t in rest.items() if t is None or t > 0.0}
            if len(self._set) != before:
                self._rebuild()

    def of(self, message: str) -> MessageFault:
        """What to spoil in the payload of *message*."""
        return self._active.messages.get(message, NO_FAULT)

    def on(self, kind: str, target: str) -> bool:
        """Whether that fault is on."""
        return (kind, target) in self._set

    def _rebuild(self) -> None:
        by_message: dict[str, dict[str, set[str]]] = {}
        for kind, target in self._set:
            if kind in _MESSAGE_KINDS:
                name, _, signal = target.partition(".")
                by_message.setdefault(name, {}).setdefault(kind, set()).add(signal)
        self._active = _Active(
            {
                name: MessageFault(
                    sna=frozenset(kinds.get("sna", ())),
                    out_of_range=frozenset(kinds.get("range", ())),
                    crc="crc" in kinds,
                    counter="counter" in kinds,
                    length="length" in kinds,
                )
                for name, kinds in by_message.items()
            },
            Effects(
                leaks=tuple(("leak", wheel) in self._set for wheel in WHEELS),
                tyres_asleep=tuple(("tyre_asleep", wheel) in self._set for wheel in WHEELS),
                crank=("crank", "low_voltage") in self._set,
                gnss_lost=("gnss_lost", "gnss") in self._set,
                dtcs=tuple(
                    self._targets.dtc(target) for kind, target in self._set if kind == "dtc"
                ),
            ),
        )
